import { describe, expect, test } from 'vitest';
import { createFakeTransport, type FakeHost } from '../../support/fake-transport.ts';
import { planOf, prepareActs, runCommand, signal } from './acts-on-fake.ts';

const { create, entries } = prepareActs();

const stat = (pid: number, name: string, ticks: number) =>
	`${pid} (${name}) S 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 1 1 0 0 20 0 2 0 ${ticks} 1000 10 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;

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
			'All of its 2 threads are meant.',
			'Whether it listens anywhere is not known.',
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

	test('what a command prints is not taken for the words of a service manager', async () => {
		const { operations } = create({
			host: 'web1',
			commands: { check: { exitCode: 1, stderr: 'backup.tar does not exist' } },
		});
		const result = await operations.perform(await planOf(operations, runCommand('check')), { kind: 'yes' });
		expect(result).toMatchObject({ code: 'failed', message: 'check did not succeed: status 1' });
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
