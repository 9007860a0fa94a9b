import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { eventually } from '../support/real-console.ts';
import { type RunOptions, run } from '../support/run.ts';
import { openTerminal } from '../support/terminal.ts';

let home: TemporaryDirectory;
const children = new Set<ChildProcess>();

beforeAll(() => {
	home = openTemporaryDirectory();
});

afterAll(() => home[Symbol.dispose]());

afterEach(() => {
	for (const child of children) child.kill('SIGKILL');
	children.clear();
});

function opsdash(args: readonly string[], options: RunOptions = {}) {
	return run(launcher, args, { ...options, env: { HOME: home.path, ...options.env } });
}

async function documentOf(...args: string[]) {
	const { stdout, exitCode } = await opsdash([...args, '--json']);
	return { exitCode, document: JSON.parse(stdout) };
}

function startSleeper(): ChildProcess & { readonly pid: number } {
	const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
	children.add(child);
	if (child.pid === undefined) throw new Error('sleep did not start');
	return child as ChildProcess & { readonly pid: number };
}

describe('looking', () => {
	test('opsdash --json is one document with every view', async () => {
		const { exitCode, document } = await documentOf();
		expect(exitCode).toBe(0);
		expect(document).toMatchObject({ schema: 'opsdash/snapshot/1', ok: true });
		expect(Object.keys(document.data)).toEqual(['host', 'top', 'net', 'services']);
		expect(document.data.top.cpu.idlePercent).toBeTypeOf('number');
	});

	test.each([
		['host', 'opsdash/host/1'],
		['top', 'opsdash/top/1'],
		['net', 'opsdash/net/1'],
		['services', 'opsdash/services/1'],
		['history', 'opsdash/history/1'],
		['doctor', 'opsdash/doctor/1'],
	])('opsdash %s prints a table, and with --json its document', async (verb, schema) => {
		// Again where init scripts that wait for a core took longer than they are given.
		await eventually(async () => {
			const table = await opsdash([verb]);
			expect([table.exitCode, table.stdout.includes('\u001B')], table.stderr).toEqual([0, false]);
			expect(table.stdout.length).toBeGreaterThan(20);
		}, 40_000);
		expect((await documentOf(verb)).document).toMatchObject({ schema, ok: true });
	});

	test('a row of a document has no key of the screen', async () => {
		const { document } = await documentOf('top', '--window', '0');
		expect(document.data.processes.length).toBeGreaterThan(1);
		expect(document.data.processes.filter((row: object) => 'key' in row)).toEqual([]);
	});

	test('without a window rates are null', async () => {
		const { document } = await documentOf('top', '--window', '0');
		expect(document.data.cpu.idlePercent).toBeNull();
		expect(document.data.processes[0].cpuPercent).toBeNull();
	});

	test('--watch prints a line per sample with --json, until interrupted', async () => {
		const child = spawn(launcher, ['top', '--json', '--watch', '0.1', '--window', '0'], {
			env: { ...process.env, HOME: home.path },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		children.add(child);
		let text = '';
		for await (const chunk of child.stdout) {
			text += chunk;
			if (text.split('\n').length > 2) child.kill('SIGINT');
		}
		const [exitCode] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
		expect(exitCode).toBe(130);
		for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line).schema).toBe('opsdash/top/1');
	});

	test('net --find finds a port', async () => {
		const { createServer } = await import('node:net');
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		const port = typeof address === 'object' && address !== null ? String(address.port) : '';
		const { stdout } = await opsdash(['net', '--find', `127.0.0.1:${port}`]);
		server.close();
		expect(stdout.trimEnd().split('\n')).toHaveLength(2);
		expect(stdout).toMatch(new RegExp(`LISTEN .*127\\.0\\.0\\.1:${port}.*/${process.pid}\\b`));
	});

	test('a closed pipe ends quietly', async () => {
		const { stdout, stderr } = await run('sh', ['-c', `'${launcher}' top --window 0 | head -n 1`]);
		expect([stdout.trimEnd().split('\n').length, stderr]).toEqual([1, '']);
	});

	test('without a terminal the console is one plain sample', async () => {
		const { stdout, stderr, exitCode } = await opsdash([]);
		expect([exitCode, stdout.includes('\u001B')]).toEqual([0, false]);
		expect(stdout).toContain('Tasks');
		expect(stderr).toContain('the console needs a terminal');
	});

	test('TERM=dumb gets a plain sample too', async () => {
		await using terminal = openTerminal({
			// The terminal of a pty is named by node-pty itself.
			command: 'env',
			args: ['TERM=dumb', launcher, '--tab', 'host'],
			columns: 100,
			rows: 60,
			env: { HOME: home.path },
		});
		const { exitCode } = await terminal.exited();
		expect([exitCode, terminal.written.includes('\u001B')]).toEqual([0, false]);
		expect(terminal.written).toContain('MOUNTED ON');
	});
});

describe('bad input gets one sentence and its exit status', () => {
	test.each([
		[
			['tpo'],
			2,
			'opsdash: "tpo" is neither a verb nor a host that is known here. Did you mean top? See opsdash --help.',
		],
		[['top', '--jsno'], 2, 'opsdash: There is no flag --jsno for top. Did you mean --json? See opsdash top --help.'],
		[
			['--tab', 'nowhere'],
			2,
			'opsdash: --tab takes one of host, top, network, services, history, and "nowhere" is none.',
		],
		[['host', 'web1'], 2, 'opsdash: opsdash host takes no words, and "web1" is one. See opsdash host --help.'],
		[['localhost', 'top'], 2, 'opsdash: "top" is one word too many: a verb comes first. See opsdash --help.'],
		[['history', 'verify', 'all'], 2, 'opsdash: "all" is one word too many for history verify.'],
		[['service', 'reload-manager', 'cron'], 2, 'opsdash: service reload-manager takes no unit, and "cron" is one.'],
		[['kill', '1', '--signal', 'TREM'], 2, 'opsdash: There is no signal "TREM"'],
		[['admin@no-such-host.invalid'], 3, 'opsdash: the name no-such-host.invalid is not known: '],
		[['top', '-H', 'no-such-host.invalid'], 3, 'opsdash: the name no-such-host.invalid is not known: '],
		[['kill', 'x'], 2, 'opsdash: "x" is not a PID. See opsdash kill --help.'],
		[['kill', '4194000', '--yes'], 5, 'opsdash: There is no process 4194000. It has ended, or the number is wrong.'],
		[
			['renice', '99', '1'],
			2,
			'opsdash: "99" is not a nice value from -20 to 19 (put -- before a negative one). See opsdash renice --help.',
		],
		[
			['service', 'restrat', 'cron'],
			2,
			'opsdash: service knows no verb "restrat"; did you mean restart? See opsdash service --help.',
		],
		[['run'], 2, 'opsdash: run needs a command after --. See opsdash run --help.'],
		[['run', '--', 'true'], 2, 'opsdash: Run true on'],
		[['run', '--yes', '--', 'no-such-program-at-all'], 5, 'opsdash: no-such-program-at-all was not found on'],
		[
			['history', '--since', 'yesterdayish'],
			2,
			'opsdash: "yesterdayish" is neither a time nor an age such as 30m, 6h, 2d. See opsdash history --help.',
		],
		[['history', 'show', 'none'], 5, 'opsdash: '],
		[
			['history', 'export', '--since', '2d'],
			2,
			'opsdash: history export writes every event, so that the chain can be checked: what narrows it goes with --csv. See opsdash history --help.',
		],
	])('%j', async (args, status, sentence) => {
		const { exitCode, stdout, stderr } = await opsdash(args);
		expect({ exitCode, stdout }).toEqual({ exitCode: status, stdout: '' });
		expect(stderr.startsWith(sentence)).toBe(true);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
	});

	test('a unit that does not exist is status 5 and names near ones', async () => {
		const { exitCode, stderr } = await opsdash(['service', 'stop', 'no-such-unit-here', '--yes']);
		expect(exitCode).toBe(5);
		expect(stderr).toContain('no-such-unit-here');
	});

	test('with --json the failure is a document', async () => {
		const { exitCode, document } = await documentOf('kill', '4194000', '--yes');
		expect(exitCode).toBe(5);
		expect(document).toMatchObject({ ok: false, data: null, problems: [{ field: 'data', code: 'not-found' }] });
	});

	test('a damaged settings file costs itself only', async () => {
		using config = openTemporaryDirectory();
		const file = join(config.path, 'settings.yaml');
		writeFileSync(file, 'theme: [dark\nmouse: true\n');
		const { exitCode, stdout } = await opsdash(['doctor', '--config', file]);
		expect(exitCode).toBe(0);
		expect(stdout).toContain(file);
		expect(stdout).toContain('the defaults hold');
	});

	test('a /proc that is not there is said, and nothing breaks', async () => {
		using empty = openTemporaryDirectory();
		const { exitCode, document } = await documentOf('--procfs', empty.path);
		expect(exitCode).toBe(0);
		expect(document.ok).toBe(true);
		expect(document.problems.length).toBeGreaterThan(0);
	});
});

describe('acting', () => {
	test('a signal reaches its process, and the act is in the history', async () => {
		const child = startSleeper();
		const ended = once(child, 'exit');
		const { exitCode } = await opsdash(['kill', String(child.pid), '--yes']);
		expect([exitCode, await ended]).toEqual([0, [null, 'SIGTERM']]);
		const { document } = await documentOf('history');
		expect(document.data.entries[0]).toMatchObject({
			type: 'signal',
			target: `${child.pid} sleep`,
			status: 'succeeded',
			seen: false,
			events: [{ kind: 'begun' }, { kind: 'ended' }],
		});
	});

	test('--dry-run prints what would run and does nothing', async () => {
		const child = startSleeper();
		const { stdout, exitCode } = await opsdash(['kill', String(child.pid), '--dry-run', '-s', 'KILL']);
		expect(exitCode).toBe(0);
		expect(stdout).toContain(`kill -KILL ${child.pid}`);
		expect(child.exitCode).toBeNull();
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test('without a terminal an act that would ask is refused', async () => {
		const child = startSleeper();
		const { exitCode, stderr } = await opsdash(['kill', String(child.pid)]);
		expect(exitCode).toBe(2);
		expect(stderr).toContain('there is no terminal to ask on. Give --yes.');
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test.each([
		['enter', 1],
		['ctrl+c', 130],
	])('on a terminal it asks, and %s alone does nothing, with status %i', async (key, status) => {
		const child = startSleeper();
		await using terminal = openTerminal({
			command: launcher,
			args: ['kill', String(child.pid)],
			columns: 100,
			rows: 20,
			env: { HOME: home.path },
		});
		await terminal.waitFor('[y/N]');
		terminal.press(key);
		expect((await terminal.exited()).exitCode).toBe(status);
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test('Ctrl+C halves no act: it is told that it goes on, and its end', async () => {
		using directory = openTemporaryDirectory();
		const pipe = join(directory.path, 'go');
		execFileSync('mkfifo', [pipe]);
		await using terminal = openTerminal({
			command: launcher,
			args: ['run', '--yes', '--', 'sh', '-c', 'echo begun > "$1"; read line < "$1"; echo "$line"', 'x', pipe],
			columns: 100,
			rows: 20,
			env: { HOME: home.path },
		});
		expect(await readFile(pipe, 'utf8')).toBe('begun\n');
		terminal.press('ctrl+c');
		await terminal.waitFor('What was begun goes on');
		await writeFile(pipe, 'to its end\n');
		await terminal.waitFor('to its end');
		expect((await terminal.exited()).exitCode).toBe(0);
	});

	test('the output and the complaints of a command that is run stay apart', async () => {
		const { stdout, stderr } = await opsdash(['run', '--yes', '--', 'sh', '-c', 'echo out; echo bad >&2']);
		expect(stdout).toBe('out\n');
		expect(stderr).toMatch(/^bad\n.*status 0\.\n$/);
	});

	test('another process with that number is not signalled', async () => {
		const child = startSleeper();
		const { exitCode } = await opsdash(['kill', String(child.pid), '--start-ticks', '1', '--yes']);
		expect(exitCode).not.toBe(0);
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test('what can lock you out asks for its name even with --yes', async () => {
		// Its own ancestor: the shell that runs it.
		const { stdout, stderr } = await run('sh', ['-c', `'${launcher}' kill $$ --yes; echo "status $?"`], {
			env: { HOME: home.path },
		});
		expect(stdout).toBe('status 2\n');
		expect(stderr).toContain('--i-know');
	});

	test('--read-only refuses every act with status 4', async () => {
		const child = startSleeper();
		const { exitCode } = await opsdash(['kill', String(child.pid), '--yes', '--read-only']);
		expect(exitCode).toBe(4);
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test('run gives output and status apart, without a shell', async () => {
		const { exitCode, document } = await documentOf('run', '--yes');
		expect([exitCode, document.ok]).toEqual([2, false]);
		const { stdout, exitCode: status } = await opsdash([
			'run',
			'--yes',
			'--json',
			'--',
			'sh',
			'-c',
			'echo "$1"; echo bad >&2; exit 3',
			'x',
			'$HOME;',
		]);
		expect(status).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			schema: 'opsdash/run/1',
			ok: true,
			data: { hosts: [{ status: 'failed', exitCode: 3, stdout: '$HOME;\n', stderr: 'bad\n', truncated: false }] },
		});
	});

	test('a command that outlasts its time limit is ended with its children', async () => {
		const { exitCode, stderr } = await opsdash([
			'run',
			'--yes',
			'--timeout',
			'0.5',
			'--',
			'sh',
			'-c',
			'sleep 999.25 & sleep 999.25',
		]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('did not end within 0.5 s');
		expect((await run('pgrep', ['-f', 'sleep 999.25'])).stdout).toBe('');
	});

	test('an act that cannot be recorded is not done', async () => {
		using state = openTemporaryDirectory();
		// A file where the directory would be: not even root can write a log there.
		mkdirSync(join(state.path, 'state'));
		writeFileSync(join(state.path, 'state', 'opsdash'), '');
		chmodSync(join(state.path, 'state'), 0o700);
		const child = startSleeper();
		const { exitCode, stderr } = await opsdash(['kill', String(child.pid), '--yes'], {
			env: { XDG_STATE_HOME: join(state.path, 'state') },
		});
		expect(exitCode).not.toBe(0);
		expect(stderr).toContain('Nothing was done');
		expect(existsSync(`/proc/${child.pid}`)).toBe(true);
	});

	test('the log verifies, and its lines can be taken out', async () => {
		const { exitCode, document } = await documentOf('history', 'verify');
		expect([exitCode, document.data.isIntact]).toEqual([0, true]);
		const { stdout } = await opsdash(['history', 'export']);
		const lines = stdout
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line));
		expect(lines.length).toBe(document.data.events);
	});
});
