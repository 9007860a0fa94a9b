/** The console on other hosts, as a person sees it: real sshd's, a real terminal, links that are cut and stalled. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { confirm, eventually, filterList, readDialog, typeSlowly } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { openRelay, type Relay } from '../support/tcp-relay.ts';
import type { TestTerminal } from '../support/terminal.ts';

/** From a key to what it does, where a host that is away must not be waited for: a machine under load takes a while, ssh takes 10 s. */
const atOnce = { timeoutMs: 9000 };

describeWhen(sshRequirements, 'the console on other hosts', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSshHosts([
			{ name: 'web' },
			{ name: 'db' },
			{ name: 'desk', password: 'secret' },
			{ name: 'locked', password: 'secret' },
			{ name: 'new', knownKey: 'none' },
			{ name: 'changed', knownKey: 'wrong' },
			{ name: 'dead' },
		]);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const cli = createHostsCli(
		() => hosts,
		() => home,
	);
	const open = (...args: readonly string[]): TestTerminal => cli.terminal('--interval', '1', ...args);
	/** The host in front, its figures as they are now, and something that stands on its tab only. */
	const live = (host: string, text = '') => new RegExp(`^ ${host} {2}.*● live[\\s\\S]*${text}`);
	const connectionsTo = (name: string) => hosts.logOf(name).split('Connection from').length - 1;
	async function goTo(terminal: TestTerminal, host: string): Promise<void> {
		terminal.press(':');
		await terminal.waitFor('─ Command ─');
		await typeSlowly(terminal, `host ${host}`);
		await take(terminal, `: host ${host}`);
	}
	/** Enter, once what was typed stands there: a key that follows others closely passes for a paste, which chooses nothing. */
	async function take(terminal: TestTerminal, typed: string): Promise<void> {
		await terminal.waitFor(typed);
		await readDialog();
		terminal.press('enter');
	}
	async function leave(terminal: TestTerminal): Promise<void> {
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
	}
	/** Everything that was written to the log, in order. */
	async function events(): Promise<ReadonlyArray<Record<string, unknown>>> {
		const env = { HOME: home.path, XDG_STATE_HOME: `${home.path}/state` };
		const { stdout } = await run(launcher, ['history', 'export'], { env });
		const lines = stdout.trim().split('\n');
		return lines.map((line) => JSON.parse(JSON.parse(line).body ?? '{}'));
	}
	const fingerprintOf = async (name: string) =>
		(await run('ssh-keygen', ['-lf', `${hosts.directory}/hosts/${name}/host_key.pub`])).stdout;
	/** A host behind a link that can be cut. */
	async function behindRelay(alias: string, name: string): Promise<Relay> {
		const relay = await openRelay(hosts.addressOf(name));
		hosts.addAlias(alias, name, ['HostName 127.0.0.1', `Port ${relay.port}`]);
		return relay;
	}

	test('every tab shows the host that it opened on', async () => {
		await using terminal = open('web', '--tab', 'top');
		await terminal.waitFor(live('web', 'sshd'));
		terminal.press('1');
		await terminal.waitFor(/Kernel|Linux/);
		terminal.press('3');
		await terminal.waitFor(live('web', `${hosts.addressOf('web').host}:22022`));
		terminal.press('4');
		await terminal.waitFor(live('web', 'UNIT|No service'));
		terminal.press('5');
		await terminal.waitFor(live('web', 'History'));
		// What answered all that is no zombie of the host's.
		terminal.press('2');
		await terminal.waitFor(live('web', ' 0 zombie'));
		await leave(terminal);
	});

	test('hosts that stay connected are switched between by name and by picker, and the tab stays', async () => {
		await using terminal = open('web', '--tab', 'network');
		await terminal.waitFor(live('web', 'LISTEN'));
		terminal.press('@');
		await terminal.waitFor(/Go to host[\s\S]*web +live[\s\S]*db +ssh_config/);
		await typeSlowly(terminal, 'db');
		await take(terminal, '│ db');
		await terminal.waitFor(live('db', 'LISTEN'));
		const before = [connectionsTo('web'), connectionsTo('db')];
		await goTo(terminal, 'web');
		await terminal.waitFor(live('web', 'LISTEN'));
		terminal.press('@');
		await terminal.waitFor(/Go to host[\s\S]*web +live[\s\S]*db +live/);
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Go to host'));
		await leave(terminal);
		expect([connectionsTo('web'), connectionsTo('db')]).toEqual(before);
	});

	test('a password is asked for by ssh on a plain terminal, and the console is back afterwards', async () => {
		await using terminal = open('--tab', 'top');
		await terminal.waitFor('● live');
		await goTo(terminal, 'desk');
		await terminal.waitFor(/Signing in to desk; Ctrl\+C gives up\.[\s\S]*t-desk@[\d.]+'s password:/);
		expect(terminal.isAlternateScreen).toBe(false);
		terminal.press('secret', 'enter');
		await terminal.waitFor(live('desk', 'sshd'));
		expect(terminal.isAlternateScreen).toBe(true);
		expect(hosts.logOf('desk').split('Accepted password')).toHaveLength(2);
		await leave(terminal);
		expect(terminal.isAlternateScreen).toBe(false);
	});

	test('a sign-in that is given up or refused waits for a key, and for nothing else', async () => {
		await using terminal = open('--tab', 'top');
		await terminal.waitFor('● live');
		await goTo(terminal, 'locked');
		await terminal.waitFor('password:');
		terminal.press('ctrl+c');
		await terminal.waitFor(/locked[\s\S]*✗ sign in again[\s\S]*Not connected to locked[\s\S]*Ctrl\+R signs in\./);
		terminal.press('ctrl+r');
		// The question that was given up stands above these.
		for (let attempt = 2; attempt <= 4; attempt++) {
			await terminal.waitFor((screen) => screen.join('\n').split('password:').length > attempt);
			terminal.press('wrong', 'enter');
		}
		await terminal.waitFor(/✗ sign in again[\s\S]*Not connected to locked/);
		const before = connectionsTo('locked');
		// The first attempt would follow after a second, the second one two later.
		await goTo(terminal, 'web');
		const seconds = new Set<string>();
		await terminal.waitFor((screen) => {
			const clock = /● live.* (\d+:\d\d:\d\d)/.exec(screen[0] ?? '')?.[1];
			if (clock !== undefined) seconds.add(clock);
			return seconds.size > 4;
		});
		expect(connectionsTo('locked')).toBe(before);
		expect(hosts.logOf('locked').split('Failed password')).toHaveLength(4);
		await leave(terminal);
	});

	test('an unknown key is shown and asked about, with the terminal lent', async () => {
		await using terminal = open('web', '--tab', 'top');
		await terminal.waitFor(live('web', 'sshd'));
		await goTo(terminal, 'new');
		await terminal.waitFor(/ED25519 key fingerprint is SHA256:[\s\S]*continue connecting/);
		terminal.press('yes', 'enter');
		await terminal.waitFor(live('new', 'sshd'));
		expect(readFileSync(hosts.knownHostsFile, 'utf8')).toContain(`[${hosts.addressOf('new').host}]`);
		await leave(terminal);
	});

	test('a changed key is refused, with the two lines to compare', async () => {
		await using terminal = open('web', '--tab', 'top');
		await terminal.waitFor(live('web', 'sshd'));
		await goTo(terminal, 'changed');
		const screen = await terminal.waitFor(/✗ not reachable[\s\S]*Not connected to changed/);
		const text = screen.join(' ').replace(/\s+/g, ' ');
		expect(text).toMatch(/The host key of changed has changed \(it now shows ED25519 SHA256:\S+\)/);
		expect(text).toMatch(/Compare \S+known_hosts:\d+ with what "ssh-keygen -lf \S+" says/);
		expect(hosts.logOf('changed')).not.toContain('Accepted');
		await leave(terminal);
	});

	test('a lost link keeps the last figures with their age, and comes back by itself', async () => {
		await using relay = await behindRelay('far', 'web');
		await using terminal = open('far', '--tab', 'top');
		await terminal.waitFor(live('far', 'sshd'));
		relay.cut();
		await terminal.waitFor(/^ far .*○ reconnecting(?: in \d+s)?, stale \d+s[\s\S]*sshd/);
		await terminal.waitFor(/far refused|was lost|was ended|ended the connection/);
		terminal.press('3');
		await terminal.waitFor(/3 Network[\s\S]*Not connected to far/, atOnce);
		terminal.press('2');
		await terminal.waitFor('sshd', atOnce);
		// The age and the time to the next attempt move on.
		await terminal.waitFor(/stale [3-9]s|stale 1\ds/);
		await goTo(terminal, 'db');
		await terminal.waitFor(live('db', 'sshd'));
		relay.mend();
		await goTo(terminal, 'far');
		await terminal.waitFor(live('far', 'sshd'), { timeoutMs: 20_000 });
		await leave(terminal);
	});

	test('a silent link and a host that is stopped block no key, no other host, and not the way out', async () => {
		await using relay = await behindRelay('quiet', 'db');
		await using terminal = open('quiet', '--tab', 'top');
		await terminal.waitFor(live('quiet', 'sshd'));
		relay.stall();
		await terminal.waitFor(/^ quiet .*○ stale \d+s/);
		terminal.press('?');
		await terminal.waitFor('Pause or go on', atOnce);
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Pause or go on'), atOnce);
		await hosts.signal('dead', 'STOP');
		await goTo(terminal, 'dead');
		await terminal.waitFor(/^ dead .*○ connecting[\s\S]*Connecting to dead/, atOnce);
		terminal.press('3');
		await terminal.waitFor(/Connecting to dead/, atOnce);
		await goTo(terminal, 'web');
		await terminal.waitFor(live('web', 'LISTEN'), atOnce);
		await goTo(terminal, 'dead');
		await terminal.waitFor(/^ dead .*○ connecting/, atOnce);
		const startedMs = performance.now();
		await leave(terminal);
		expect(performance.now() - startedMs).toBeLessThan(atOnce.timeoutMs);
		await hosts.signal('dead', 'CONT');
	});

	test('a shell on the host takes the terminal, the console is back after it, and it is recorded', async () => {
		await using terminal = open('web', '--tab', 'top');
		await terminal.waitFor(live('web', 'sshd'));
		terminal.press('$');
		await terminal.waitFor(/\$ *$/m);
		expect(terminal.isAlternateScreen).toBe(false);
		terminal.press('id -un', 'enter');
		await terminal.waitFor(/^t-web$/m);
		terminal.press('exit', 'enter');
		await terminal.waitFor(live('web', 'sshd'));
		terminal.press('5');
		await terminal.waitFor(/✓.*web.*shell|shell.*web/);
		await leave(terminal);
	});

	test('a signal to a process there is recorded with the host and the fingerprint of its key', async () => {
		const user = '--reuid=t-web --regid=t-web --clear-groups';
		await hosts.inside(`setpriv ${user} sleep 86419.25 &`);
		await using terminal = open('web', '--tab', 'top');
		await terminal.waitFor(live('web', 'sshd'));
		await filterList(terminal, '86419.25');
		await terminal.waitFor(/› .*t-web.*sleep 86419\.25/);
		terminal.press('k');
		await terminal.waitFor(/Signal to \d+ sleep/);
		await readDialog();
		terminal.press('enter');
		const question = await terminal.waitFor('yes, do it');
		expect(question.join('\n')).toMatch(/Host +web/);
		await confirm(terminal);
		await terminal.waitFor(/TERM was sent to \d+ sleep/);
		await eventually(async () => expect(await hosts.inside('pgrep -f "sleep 86419.25" >/dev/null')).not.toBe(0));
		await leave(terminal);
		const begun = (await events()).filter(({ kind, type }) => kind === 'begun' && type === 'signal');
		const [, fingerprint] = /(SHA256:\S+)/.exec(await fingerprintOf('web')) ?? [];
		expect(begun).toMatchObject([{ host: 'web', asUser: 't-web', hostKey: fingerprint }]);
	});
});
