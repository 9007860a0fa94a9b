import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher, nobody, openProgramFor, openTemporaryDirectory, type Program } from '../support/program.ts';
import {
	confirm,
	expectRestored,
	filterList,
	listProcesses,
	openRealConsole,
	type RealConsoleOptions,
	startSleeper,
} from '../support/real-console.ts';
import { describeWhen, testWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import type { TestTerminal } from '../support/terminal.ts';

async function leave(terminal: TestTerminal): Promise<void> {
	terminal.press('q');
	expect((await terminal.exited()).exitCode).toBe(0);
	expectRestored(terminal);
	// Nothing that the terminal did not hold back, and no stack of a bug.
	expect(terminal.screen().join('\n')).not.toMatch(/Error|at .*\.js:\d+/);
}

/** The dialog with the outcome of an act. */
async function closeResult(terminal: TestTerminal): Promise<void> {
	await terminal.waitFor('Esc close');
	terminal.press('escape');
	await terminal.waitFor((screen) => !screen.join('\n').includes('Esc close'));
}

async function visitTabs(terminal: TestTerminal): Promise<void> {
	for (const [key, seen] of [
		['1', 'Kernel'],
		['2', 'PID USER'],
		['3', 'PROTO'],
		['4', /STATE +UNIT/],
		['5', /TIME|No acts|yet/],
	] as const) {
		terminal.press(key);
		await terminal.waitFor(seen);
	}
}

describeWhen({ root: true }, 'an ordinary user', () => {
	let program: Program;
	beforeAll(() => {
		program = openProgramFor(nobody);
	});
	afterAll(() => program?.[Symbol.dispose]());

	const open = (tab: string, options: RealConsoleOptions = {}) =>
		openRealConsole({ uid: nobody, cwd: '/', command: program.launcher, args: ['--tab', tab], ...options });

	test('sees what may be seen on every tab, and is told why of the rest', async () => {
		await using console = open('top');
		const { terminal } = console;
		const screen = await terminal.waitFor(/ 1 of \d+/);
		expect(screen[0]).not.toContain(' root ');
		await visitTabs(terminal);
		terminal.press('3');
		await terminal.waitFor(/gaps? \(!\)[\s\S]*PROTO/);
		terminal.press('!');
		const gaps = (await terminal.waitFor(/What could not be read[\s\S]*Esc close/)).join('\n');
		expect(gaps).toMatch(/root/);
		await closeResult(terminal);
		await leave(terminal);
		expect(statSync(join(console.home, '.local/state/opsdash')).uid).toBe(nobody);
	});

	test('is refused a signal to a process of root in words, and finds that on record', async () => {
		using sleeper = startSleeper('86381.25');
		await using console = open('top');
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		await filterList(terminal, '86381.25');
		await terminal.waitFor(/› .*sleep 86381\.25/);
		terminal.press('k');
		await terminal.waitFor(`Signal to ${sleeper.pid} sleep`);
		terminal.press('enter');
		await confirm(terminal);
		await terminal.waitFor(/not permitted[\s\S]*Esc close/);
		expect(listProcesses().some(({ pid }) => pid === sleeper.pid)).toBe(true);
		await closeResult(terminal);
		terminal.press('5');
		await terminal.waitFor(/(failed|refused) +signal TERM/);
		await leave(terminal);
	});

	testWhen({ packages: ['cron'] }, 'is told that a restart did not happen, although the script says so', async () => {
		await run('service', ['cron', 'start']);
		await using _stopped = { [Symbol.asyncDispose]: async () => void (await run('service', ['cron', 'stop'])) };
		await using console = open('services');
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		await filterList(terminal, 'cron');
		await terminal.waitFor(/› .*cron/);
		terminal.press('R');
		await confirm(terminal);
		await terminal.waitFor(/cron still runs as process \d+: this user may not do that[\s\S]*Esc close/);
		await closeResult(terminal);
		await terminal.waitFor(/5 History .*✗1/);
	});

	test('finds a home that cannot be written, or is not there, said and nothing broken', async () => {
		using home = openTemporaryDirectory();
		chmodSync(home.path, 0o555);
		for (const path of [home.path, '/nonexistent', '/dev/null']) {
			await using console = open('top', { home: path });
			const { terminal } = console;
			await terminal.waitFor(/ 1 of \d+/);
			await visitTabs(terminal);
			await leave(terminal);
		}
		expect(readdirSync(home.path)).toEqual([]);
	});

	test('gets no act done that cannot be recorded', async () => {
		using home = openTemporaryDirectory();
		chmodSync(home.path, 0o555);
		const marker = `/tmp/opsdash-places-${process.pid}`;
		await using console = open('services', { home: home.path });
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		terminal.press('A');
		await terminal.waitFor('Or run');
		terminal.press('down', 'down');
		terminal.paste(`touch ${marker}`);
		await terminal.waitFor(marker);
		terminal.press('enter');
		await confirm(terminal);
		await terminal.waitFor('Nothing was done, because it could not be recorded');
		expect(existsSync(marker)).toBe(false);
	});
});

describeWhen({ root: true, packages: ['util-linux'] }, 'a full disk', () => {
	test('is said; the console opens, looks, and destroys nothing', async () => {
		using directory = openTemporaryDirectory();
		// In a mount namespace of its own; its last file leaves no byte free.
		const script = `
			mount -t tmpfs -o size=64k,mode=755 full "$1" && mkdir -p "$1/.config/opsdash" || exit 9
			echo 'intervalMs: 3000' >"$1/.config/opsdash/settings.yaml"
			cat /dev/zero >"$1/filler" 2>/dev/null
			"$2" --tab services
			status=$?
			cat "$1/.config/opsdash/settings.yaml"
			exit $status`;
		await using console = openRealConsole({
			home: directory.path,
			command: 'unshare',
			args: ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', directory.path, launcher],
		});
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		await visitTabs(terminal);
		terminal.press('4');
		await terminal.waitFor(/STATE +UNIT/);
		terminal.press('A');
		await terminal.waitFor('Or run');
		terminal.press('down', 'down');
		terminal.paste('true');
		await terminal.waitFor(/Or run +true/);
		terminal.press('enter');
		await confirm(terminal);
		await terminal.waitFor('Nothing was done, because it could not be recorded');
		await terminal.waitFor('Free some space on that disk');
		await closeResult(terminal);
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
		expect(terminal.screen().join('\n')).toContain('intervalMs: 3000');
	});
});

describe('damaged files', () => {
	test.each([
		['not YAML', 'interval: [1, 2\n\tx: {'],
		['other types', 'interval: soon\nkeys: 7\nprotectedHosts: {a: 1}\n'],
		['bytes', '\u0000\u0001\u001B[31m\uFFFD'],
	])('settings that are %s are said and left as they are', async (_, text) => {
		using home = openTemporaryDirectory();
		const directory = join(home.path, '.config/opsdash');
		mkdirSync(directory, { recursive: true });
		writeFileSync(join(directory, 'settings.yaml'), text);
		await using console = openRealConsole({ home: home.path, args: ['--tab', 'services'] });
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		await terminal.waitFor(/settings/i);
		await leave(terminal);
		expect(readFileSync(join(directory, 'settings.yaml'), 'utf8')).toBe(text);
	});

	test.each([
		['is not a database', 'this is not a database, and long enough to be taken for one\n'.repeat(100)],
		['ends too early', null],
	])('an operation log that %s is said and left as it is, and the chain goes on in a new file', async (_, text) => {
		using home = openTemporaryDirectory();
		const file = join(home.path, '.local/state/opsdash/operations.db');
		await run(launcher, ['run', '--yes', '--', 'true'], { env: { HOME: home.path } });
		const whole = readFileSync(file);
		writeFileSync(file, text ?? whole.subarray(0, Math.floor(whole.length / 2)));
		const before = readFileSync(file);
		await using console = openRealConsole({ home: home.path, args: ['--tab', 'history'] });
		const { terminal } = console;
		await terminal.waitFor(/damaged|not a database|malformed|cannot be read|could not be read/i);
		terminal.press('4');
		await terminal.waitFor(/STATE +UNIT/);
		terminal.press('A');
		await terminal.waitFor('Or run');
		terminal.press('down', 'down');
		terminal.paste('true');
		await terminal.waitFor(/Or run +true/);
		terminal.press('enter');
		await confirm(terminal);
		await terminal.waitFor('✓ true');
		terminal.press('ctrl+c');
		expect((await terminal.exited()).exitCode).toBe(0);
		expect(readFileSync(file).equals(before)).toBe(true);
		const { stdout } = await run(launcher, ['history', '--json'], { env: { HOME: home.path } });
		expect(JSON.parse(stdout).data.entries).toMatchObject([
			{ argv: ['true'], status: 'succeeded' },
			{ type: 'continued' },
		]);
	});
});

testWhen({ root: true }, 'root with the home of another user leaves nothing of root’s there', async () => {
	using home = openTemporaryDirectory(nobody);
	using own = openTemporaryDirectory();
	for (const name of ['.config', '.cache', '.local']) {
		mkdirSync(join(home.path, name));
		chownSync(join(home.path, name), nobody, nobody);
	}
	await using console = openRealConsole({
		home: home.path,
		args: ['--tab', 'services'],
		// Root's own would be this machine's; these are root's too, and named as sudo passes them on.
		env: {
			XDG_STATE_HOME: own.path,
			XDG_CACHE_HOME: join(home.path, '.cache'),
			SUDO_USER: 'nobody',
			SUDO_UID: '65534',
		},
	});
	const { terminal } = console;
	await terminal.waitFor(/1 of \d+/);
	terminal.press('A');
	await terminal.waitFor('Or run');
	terminal.press('down', 'down');
	terminal.paste('true');
	await terminal.waitFor(/Or run +true/);
	terminal.press('enter');
	await confirm(terminal);
	await terminal.waitFor('true ended with status 0');
	terminal.press('1');
	await leave(terminal);
	const roots = readdirSync(home.path, { recursive: true, encoding: 'utf8' }).filter(
		(name) => statSync(join(home.path, name)).uid === 0,
	);
	expect(roots).toEqual([]);
	expect(readdirSync(join(own.path, 'opsdash'))).toContain('operations.db');
});
