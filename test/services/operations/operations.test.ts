import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Operation, OperationPlan } from '../../../source/domain/operation.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { LogEvent } from '../../../source/services/operation-log/log-event.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import {
	createOperations,
	type Operations,
	type OperationsOptions,
} from '../../../source/services/operations/operations.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { createFakeTransport, type FakeHost, type FakeTransport } from '../../support/fake-transport.ts';
import { fakeSystemd, fakeUnit } from './fake-systemd.ts';

const actor = { user: 'ada', uid: 1000, loginUser: 'ada', loginUid: 1000, sudoUser: null, from: 'pts/1' };
const stat = (pid: number, name: string, ticks: number) =>
	`${pid} (${name}) S 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 1 1 0 0 20 0 2 0 ${ticks} 1000 10 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;

let directory = '';
let log: OperationLog;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-acts-'));
	log = createOperationLog({ path: join(directory, 'operations.db'), user: '1000' });
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

function create(
	host: FakeHost,
	more: Partial<OperationsOptions> = {},
): { operations: Operations; transport: FakeTransport } {
	const transport = createFakeTransport(host);
	const operations = createOperations({
		transport,
		log,
		managers: createManagers(transport),
		actor,
		settings: { protectedHosts: [], secretPatterns: [], historyLimit: 1000 },
		sleep: async () => {},
		...more,
	});
	return { operations, transport };
}

async function planOf(operations: Operations, operation: Operation): Promise<OperationPlan> {
	const plan = await operations.plan(operation);
	if (!plan.ok) throw new Error(plan.error.message);
	return plan.value;
}

async function entries() {
	const answer = await log.query({});
	return answer.ok ? answer.value.entries : [];
}

function service(verb: 'start' | 'stop' | 'restart', unit: string): Operation {
	return { type: 'service', verb, unit, manager: null };
}

function signal(pid: number, name = 'TERM', startTicks: number | null = null): Operation {
	return { type: 'signal', pid, startTicks, key: null, signal: name };
}

function runCommand(...argv: readonly string[]): Operation {
	const [file = '', ...args] = argv;
	return { type: 'run', command: { file, args }, timeoutMs: 1000 };
}

describe('an act on a unit', () => {
	test('is shown with its canonical name and exact command, and recorded before and after', async () => {
		const nginx = fakeUnit('nginx.service', { activeState: 'inactive', subState: 'dead' });
		const { operations } = create(
			fakeSystemd([nginx], () => {
				Object.assign(nginx, { activeState: 'active', subState: 'running' });
				return {};
			}),
		);
		const plan = await planOf(operations, service('start', 'nginx'));
		expect(plan).toMatchObject({
			target: 'nginx.service',
			title: 'Start nginx.service on web1',
			commandText: 'systemctl --no-pager --no-ask-password start -- nginx.service',
			asUser: 'ada',
			before: 'inactive (dead)',
			friction: { kind: 'yes' },
		});
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({
			status: 'succeeded',
			code: null,
			message: 'nginx.service was started; it is active (running)',
			after: 'active (running)',
		});
		const [entry] = await entries();
		expect(entry).toMatchObject({
			id: plan.id,
			status: 'succeeded',
			before: 'inactive (dead)',
			actor: { user: 'ada', from: 'pts/1' },
		});
		expect(entry?.events.map(({ kind }) => kind)).toEqual(['begun', 'ended']);
	});

	test('is in the log before it runs', async () => {
		const seen: string[] = [];
		const spying: OperationLog = {
			...log,
			append(event, options) {
				seen.push(event.kind);
				return log.append(event, options);
			},
		};
		const host = fakeSystemd([fakeUnit('a.service')], (verb) => {
			seen.push(verb);
			return {};
		});
		const { operations } = create(host, { log: spying });
		await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect(seen).toEqual(['begun', 'restart', 'ended']);
	});

	test('does not run when it cannot be recorded, and says why', async () => {
		writeFileSync(join(directory, 'file'), '');
		const broken = createOperationLog({ path: join(directory, 'file', 'operations.db'), user: '0' });
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service')]), { log: broken });
		const result = await operations.perform(await planOf(operations, service('stop', 'a')), { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'refused',
			message: expect.stringMatching(/^Nothing was done, because it could not be recorded: /),
		});
		expect(transport.count('act')).toBe(0);
	});

	test('whose end cannot be recorded still tells how it ended', async () => {
		const failing: OperationLog = {
			...log,
			append: async (event: LogEvent, options) =>
				event.kind === 'ended'
					? { ok: false, error: { code: 'failed', message: 'There is no space left' } }
					: log.append(event, options),
		};
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { log: failing });
		const result = await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'succeeded',
			hint: 'Its end could not be recorded: There is no space left',
		});
	});

	test('is refused when the unit was masked between plan and act', async () => {
		const unit = fakeUnit('a.service', { activeState: 'inactive', subState: 'dead' });
		const { operations, transport } = create(fakeSystemd([unit]));
		const plan = await planOf(operations, service('start', 'a'));
		Object.assign(unit, { loadState: 'masked' });
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'refused', code: 'refused' });
		expect(transport.count('act')).toBe(0);
	});

	test('a refusal at the plan is recorded, unless it was only to be shown', async () => {
		const { operations } = create(fakeSystemd([]));
		await operations.plan(service('start', 'nothing'), { isDryRun: true });
		expect(await entries()).toEqual([]);
		await operations.plan(service('start', 'no$uch;thing'));
		expect(await entries()).toMatchObject([
			{ status: 'refused', type: 'service', target: 'no$uch;thing', argv: ['start', 'no$uch;thing'] },
		]);
	});

	test('a name of ten thousand characters is cut in the record', async () => {
		const { operations } = create(fakeSystemd([]));
		await operations.plan(service('start', 'x'.repeat(10_000)));
		const [entry] = await entries();
		expect(entry?.target.length).toBeLessThan(300);
		expect(entry?.argv.join('').length).toBeLessThan(5000);
	});

	test('a manager that is not there is told with those that are', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await operations.plan({ type: 'service', verb: 'start', unit: 'a', manager: 'runit' });
		expect(plan).toMatchObject({
			ok: false,
			error: { code: 'unavailable', message: 'runit was not found on web1', hint: 'Found there: systemd.' },
		});
	});

	test('a host without any manager says so', async () => {
		const { operations } = create({ host: 'web1' });
		expect(await operations.plan(service('start', 'a'))).toMatchObject({
			ok: false,
			error: { code: 'unavailable', message: 'No service manager was found on web1' },
		});
	});
});

describe('confirmation', () => {
	test('a typed name is checked here, whatever the screen did', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('ssh.service')]));
		const refused = await operations.perform(await planOf(operations, service('stop', 'ssh')), { kind: 'yes' });
		expect(refused).toMatchObject({ status: 'refused', hint: expect.stringContaining('--i-know ssh') });
		expect(transport.count('act')).toBe(0);
		expect(await entries()).toMatchObject([{ status: 'refused' }]);
		const typed = await operations.perform(await planOf(operations, service('restart', 'ssh')), {
			kind: 'typed',
			text: 'ssh',
		});
		expect(typed.status).toBe('succeeded');
	});

	test('the friction of a plan cannot be talked down by changing the plan', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('ssh.service')]));
		const plan = await planOf(operations, service('stop', 'ssh'));
		expect(await operations.perform({ ...plan, friction: { kind: 'yes' } }, { kind: 'yes' })).toMatchObject({
			status: 'refused',
		});
		expect(transport.count('act')).toBe(0);
	});

	test('a plan is carried out once', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await planOf(operations, service('restart', 'a'));
		const [first, second] = await Promise.all([
			operations.perform(plan, { kind: 'yes' }),
			operations.perform(plan, { kind: 'yes' }),
		]);
		expect([first.status, second.status]).toEqual(['succeeded', 'refused']);
		expect(transport.count('act')).toBe(1);
	});

	test('a plan that was given up cannot be carried out', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await planOf(operations, service('restart', 'a'));
		operations.discard(plan);
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'refused' });
	});

	test('several ask for their number, and each is recorded', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service'), fakeUnit('b.service')]));
		const both = async () => [
			await planOf(operations, service('restart', 'a')),
			await planOf(operations, service('restart', 'b')),
		];
		const refused = await operations.performAll(await both(), { kind: 'yes' });
		expect(refused.map(({ status, hint }) => [status, hint])).toEqual([
			['refused', 'Type the number of targets, 2, to confirm.'],
			['refused', 'Type the number of targets, 2, to confirm.'],
		]);
		expect(transport.count('act')).toBe(0);
		const done = await operations.performAll(await both(), { kind: 'typed', text: '2' });
		expect(done.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
		expect(await entries()).toHaveLength(4);
	});

	test('a protected host asks for its name', async () => {
		const settings = { protectedHosts: ['web*'], secretPatterns: [], historyLimit: 10 };
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { settings });
		expect((await planOf(operations, service('start', 'a'))).friction).toMatchObject({ kind: 'name', typed: 'web1' });
	});

	test('a console that only looks refuses with code permission, and records it', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { isReadOnly: true });
		expect(await operations.plan(service('start', 'a'))).toMatchObject({ ok: false, error: { code: 'permission' } });
		expect(await entries()).toMatchObject([{ status: 'refused' }]);
		expect(await operations.plan(service('start', 'a'), { isDryRun: true })).toMatchObject({ ok: true });
	});

	test('open operations are counted while they run', async () => {
		let during = -1;
		const host = fakeSystemd([fakeUnit('a.service')], () => {
			during = operations.openOperations();
			return {};
		});
		const { operations } = create(host);
		await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect([during, operations.openOperations()]).toEqual([1, 0]);
	});
});

describe('a signal', () => {
	const host: FakeHost = {
		host: 'web1',
		files: { '/proc/7/stat': stat(7, 'work er)', 500), '/proc/7/cgroup': '0::/system.slice/app.service\n' },
		alive: { 7: 500 },
	};

	test('reaches the process that is held since the plan', async () => {
		const { operations, transport } = create(host);
		const plan = await planOf(operations, signal(7, 'sigusr1'));
		expect(plan).toMatchObject({
			target: '7 work er)',
			commandText: 'kill -USR1 7',
			command: null,
			before: 'sleeping',
		});
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'succeeded' });
		expect(transport.signals).toEqual(['7 USR1']);
	});

	test('goes nowhere when that process has ended, and the record says so', async () => {
		const { operations, transport } = create(host);
		const plan = await planOf(operations, signal(7));
		transport.change({ alive: { 7: 501 }, files: { '/proc/7/stat': stat(7, 'another', 501) } });
		const result = await operations.perform(plan, { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'refused',
			code: 'not-found',
			message: 'Process 7 work er) has ended; nothing was sent',
		});
		expect(transport.signals).toEqual([]);
		expect(await entries()).toMatchObject([{ status: 'refused', target: '7 work er)' }]);
	});

	test('to another start of that number is refused', async () => {
		const { operations } = create(host);
		expect(await operations.plan(signal(7, 'TERM', 499))).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('says what manager may start the process again', async () => {
		const { operations } = create(host);
		expect((await planOf(operations, signal(7))).effects).toEqual([
			'It belongs to app.service, whose manager may start it again; to stop it for good, stop the unit.',
		]);
	});

	test('that does not exist, to no process, or to a group is refused', async () => {
		const { operations } = create(host);
		for (const operation of [signal(7, 'NOSUCH'), signal(-7), signal(0), signal(1.5), signal(7, '0')]) {
			expect(await operations.plan(operation)).toMatchObject({ ok: false, error: { code: 'refused' } });
		}
		expect(await operations.plan(signal(8))).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('that is not permitted is a failure with its reason', async () => {
		const denied = { ...host, onSignal: () => ({ code: 'permission', message: 'TERM is not permitted' }) as const };
		const { operations } = create(denied);
		const result = await operations.perform(await planOf(operations, signal(7)), { kind: 'yes' });
		expect(result).toMatchObject({ status: 'failed', code: 'permission' });
	});

	test('to init asks for its name', async () => {
		const { operations } = create({ host: 'web1', files: { '/proc/1/stat': stat(1, 'systemd', 1) }, alive: { 1: 1 } });
		expect((await planOf(operations, signal(1))).friction).toMatchObject({ kind: 'name', typed: 'systemd' });
	});
});

describe('a command of the user’s own', () => {
	test('runs as argv, and its effect is unknown', async () => {
		const { operations, transport } = create({
			host: 'web1',
			commands: { "echo '$HOME; id'": { stdout: '$HOME; id\n' } },
		});
		const plan = await planOf(operations, runCommand('echo', '$HOME; id'));
		expect(plan).toMatchObject({
			commandText: "echo '$HOME; id'",
			effects: ['What it does is not known.', expect.any(String)],
		});
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({
			status: 'succeeded',
			output: '$HOME; id',
			exitCode: 0,
		});
		expect(transport.calls.filter(({ method }) => method === 'act')).toEqual([
			{ method: 'act', what: "echo '$HOME; id'" },
		]);
	});

	test('secrets stand in no plan text, no record and no output, but reach the command', async () => {
		const { operations, transport } = create({
			host: 'web1',
			onCommand: () => ({ stdout: 'connected with --password=hunter2\n' }),
		});
		const plan = await planOf(operations, runCommand('deploy', '--password', 'hunter2', 'https://u:hunter2@h/'));
		const result = await operations.perform(plan, { kind: 'yes' });
		expect(JSON.stringify([plan.title, plan.commandText, plan.effects, result, await entries()])).not.toContain(
			'hunter2',
		);
		expect(transport.calls.find(({ method }) => method === 'act')?.what).toContain('hunter2');
	});

	test('a status other than 0 is a failure', async () => {
		const { operations } = create({ host: 'web1', commands: { false: { exitCode: 3, stderr: 'no' } } });
		const result = await operations.perform(await planOf(operations, runCommand('false')), { kind: 'yes' });
		expect(result).toMatchObject({ status: 'failed', exitCode: 3, output: 'no' });
	});

	test('long output keeps its beginning and its end', async () => {
		const stdout = `first\n${'x'.repeat(100_000)}\nlast`;
		const { operations } = create({ host: 'web1', commands: { talk: { stdout } } });
		const result = await operations.perform(await planOf(operations, runCommand('talk')), { kind: 'yes' });
		expect(result.output.length).toBeLessThan(17_000);
		expect(result.output).toMatch(/^first[\s\S]*characters left out[\s\S]*last$/);
	});

	test.each([
		[['']],
		[[' ']],
		[['a', 'b\0c']],
		[['a', 'x'.repeat(200_000)]],
	])('%# is refused before it runs', async (argv) => {
		const { operations } = create({ host: 'web1' });
		expect(await operations.plan(runCommand(...argv))).toMatchObject({ ok: false, error: { code: 'refused' } });
	});

	test('a failure of the program itself leaves no open record', async () => {
		const transport = createFakeTransport({ host: 'web1' });
		const throwing = { ...transport, act: async () => Promise.reject(new Error('a bug')) };
		const { operations } = create({ host: 'web1' }, { transport: throwing });
		const result = await operations.perform(await planOf(operations, runCommand('true')), { kind: 'yes' });
		expect(result).toMatchObject({ status: 'unknown', message: expect.stringContaining('a bug') });
		expect(await entries()).toMatchObject([{ status: 'unknown' }]);
		expect(operations.openOperations()).toBe(0);
	});
});
