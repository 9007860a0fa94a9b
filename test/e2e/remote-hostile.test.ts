/** Hosts that want to drive the terminal of whoever looks at them: nothing that they send reaches it raw. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const hostile = new URL('../support/hostile-shell.mjs', import.meta.url).pathname;
/** What drives a terminal, as printf reads it: the clipboard, a colour, an 8-bit control, the title. */
const drive = '\\033]52;c;b3duZWQ=\\007\\033[31mowned\\302\\2332J\\033]0;owned\\007';

const patient = { timeoutMs: 30_000 };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describeWhen(sshRequirements, 'hosts that send what drives a terminal', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSshHosts([
			{
				name: 'escapes',
				sshd: [`ForceCommand ${process.execPath} ${hostile} escapes`],
				banner: '\u001B]0;owned\u0007hi\n',
			},
			{ name: 'web' },
		]);
		// An ordinary user of a sound host calls a process so, in its name and in its arguments.
		const script = 'printf "$1" >/proc/self/comm; sleep 1000 & wait';
		await hosts.inside(`bash -c '${script}' x '${drive.slice(0, 18)}' "$(printf '${drive}')" &`);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const environment = () => ({ HOME: home.path, XDG_STATE_HOME: `${home.path}/state` });
	const open = (...args: readonly string[]): TestTerminal =>
		openTerminal({
			command: launcher,
			args: ['-F', hosts.configFile, ...args],
			env: environment(),
			rows: 100,
			columns: 300,
		});
	function expectUndriven(terminal: TestTerminal): void {
		expect(terminal.clipboard).toEqual([]);
		expect(terminal.written).not.toMatch(/\u001B\]52|\u001B\]0;owned|\u001B\[31mowned|[\u0080-\u009F]/);
	}

	test.each(['escapes', 'web'])('in every tab of %s', async (name) => {
		await using terminal = open(name, '--tab', 'top');
		await terminal.waitFor(new RegExp(`${name} [\\s\\S]*● live[\\s\\S]*bash -c printf.*owned`), patient);
		for (const [key, seen] of [
			['1', /Kernel|Linux/],
			['3', /LISTEN/],
			['4', /UNIT|No service/],
			['5', /History/],
		] as const) {
			terminal.press(key);
			await terminal.waitFor(seen, patient);
			expectUndriven(terminal);
		}
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
		expectUndriven(terminal);
	});

	test.each([
		[['host', '-H', 'escapes'], /owned.*Debian/],
		[['top', '-H', 'escapes'], /owned/],
		[['run', '-H', 'escapes', '--yes', '--', 'cat', '/etc/os-release'], /owned.*Debian/],
		[['run', '-H', 'web', '--yes', '--', 'printf', drive], /owned/],
		[['doctor', 'escapes'], /fine/],
	] as const)('on a terminal by %j', async (args, seen) => {
		await using terminal = open(...args);
		await terminal.waitFor(seen, patient);
		await terminal.exited();
		expectUndriven(terminal);
	});

	test('in documents, which are JSON all the same', async () => {
		for (const args of [
			['--json', 'escapes'],
			['run', '-H', 'web', '--yes', '--json', '--', 'printf', drive],
		]) {
			const { stdout } = await run(launcher, ['-F', hosts.configFile, ...args], { env: environment() });
			// Tabs and newlines are JSON's own.
			expect(stdout.match(/[\0-\u0008\u000B-\u001F\u007F-\u009F]/)).toBeNull();
			expect(JSON.stringify(JSON.parse(stdout)).includes('owned')).toBe(true);
		}
	});
});
