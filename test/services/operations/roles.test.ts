import { expect, test } from 'vitest';
import type { Access, Role } from '../../../source/domain/access.ts';
import type { Operation } from '../../../source/domain/operation.ts';
import { planOf, prepareActs, service } from './acts-on-fake.ts';
import { fakeSystemd, fakeUnit } from './fake-systemd.ts';

const { create, entries } = prepareActs();

function accessOf(role: Role): Access {
	return { role, because: `group staff is ${role}`, commands: [['uptime']] };
}

function createFor(role: () => Role) {
	return create(fakeSystemd([fakeUnit('a.service')]), { access: async () => accessOf(role()) });
}

const uptime: Operation = { type: 'run', command: { file: 'uptime', args: [] }, timeoutMs: 1000 };
const reboot: Operation = { type: 'run', command: { file: 'reboot', args: ['--token=abc'] }, timeoutMs: 1000 };

test('a viewer’s act is refused before anything is asked of the host, and recorded', async () => {
	const { operations, transport } = createFor(() => 'viewer');
	const plan = await operations.plan(service('stop', 'a'));

	expect(plan).toMatchObject({ ok: false, error: { code: 'permission', message: expect.stringContaining('viewer') } });
	expect(transport.count('run') + transport.count('act')).toBe(0);
	expect(await entries()).toMatchObject([{ status: 'refused', type: 'service', target: 'a' }]);
});

test('an operator runs listed commands and no other, which is recorded without its secrets', async () => {
	const { operations } = createFor(() => 'operator');

	expect((await operations.plan(uptime)).ok).toBe(true);
	expect((await operations.plan(reboot)).ok).toBe(false);
	expect(await entries()).toMatchObject([{ status: 'refused', argv: ['reboot', '--token=***'] }]);
});

test('a role that was taken away while the dialog stood there counts', async () => {
	let role: Role = 'operator';
	const { operations, transport } = createFor(() => role);
	const plan = await planOf(operations, service('stop', 'a'));
	role = 'viewer';

	const result = await operations.perform(plan, { kind: 'yes' });

	expect(result).toMatchObject({ status: 'refused', code: 'permission' });
	expect(transport.count('act')).toBe(0);
	expect(await entries()).toMatchObject([{ status: 'refused' }]);
});

test('what would be done may be looked at by a viewer', async () => {
	const { operations } = createFor(() => 'viewer');

	expect((await operations.plan(service('stop', 'a'), { isDryRun: true })).ok).toBe(true);
	expect(await entries()).toEqual([]);
});

test('who only looks settles nothing either', async () => {
	const { operations } = createFor(() => 'viewer');

	expect(await operations.recover()).toEqual({ ok: true, value: { settled: [], stillOpen: [], trimmed: 0 } });
});
