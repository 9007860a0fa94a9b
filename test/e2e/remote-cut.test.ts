/** The console while the way to a host is away for thirty seconds: as a person sees it, with the keepalives that ship. */

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { openRelay } from '../support/tcp-relay.ts';
import type { TestTerminal } from '../support/terminal.ts';

const cutMs = 30_000;
/** From a key to what it does: nothing of the host is waited for, only this machine. */
const atOnce = { timeoutMs: 5000 };
/** An attempt that was under way when the host came back, and the pause behind it. */
const back = { timeoutMs: 60_000 };

describeWhen(sshRequirements, 'a way that is away for thirty seconds', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSshHosts([
			{ name: 'paused' },
			{ name: 'web' },
			{ name: 'single', password: 'secret', sshd: ['MaxSessions 1'] },
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

	async function expectToSurvive(terminal: TestTerminal, name: string, cut: () => unknown, mend: () => unknown) {
		const live = new RegExp(`^ ${name} {2}.*● live[\\s\\S]*sshd`);
		await terminal.waitFor(live);
		await cut();
		const over = pause(cutMs);
		await terminal.waitFor(new RegExp(`^ ${name} .*○ stale \\d+s[\\s\\S]*sshd`));
		await terminal.waitFor(new RegExp(`^ ${name} .*○ reconnecting.*stale \\d+s[\\s\\S]*sshd`), back);
		for (const [key, text] of [
			['?', 'Pause or go on'],
			['escape', 'COMMAND'],
			['1', '1 Host'],
			['2', 'sshd'],
		] as const) {
			terminal.press(key);
			await terminal.waitFor(
				(screen) => screen.join('\n').includes(text) && (key === '?' || !screen.join('\n').includes('Pause or go on')),
				atOnce,
			);
		}
		// The age moves on, and nothing of the last figures goes.
		await terminal.waitFor(/stale (?:2[5-9]|[3-9]\d)s[\s\S]*sshd/, back);
		await over;
		await mend();
		await terminal.waitFor(live, back);
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
	}

	test.concurrent('a silent link', { timeout: 180_000 }, async () => {
		await using relay = await openRelay(hosts.addressOf('web'));
		hosts.addAlias('far', 'web', ['HostName 127.0.0.1', `Port ${relay.port}`]);
		await using terminal = cli.terminal('far', '--tab', 'top', '--interval', '1');
		await expectToSurvive(
			terminal,
			'far',
			() => relay.stall(),
			() => relay.flow(),
		);
	});

	test.concurrent('an sshd that is paused', { timeout: 180_000 }, async () => {
		await using terminal = cli.terminal('paused', '--tab', 'top', '--interval', '1');
		await expectToSurvive(
			terminal,
			'paused',
			() => hosts.signal('paused', 'STOP'),
			() => hosts.signal('paused', 'CONT'),
		);
	});

	test.concurrent(
		'a session that another console has, where another sign-in would take a person, is waited for and then told',
		{ timeout: 180_000 },
		async () => {
			await using terminal = cli.terminal('single', '--tab', 'top');
			await terminal.waitFor('password:');
			terminal.press('secret', 'enter');
			await terminal.waitFor(/single {2}.*● live[\s\S]*sshd/);
			const ran = await cli.opsdash('run', '-H', 'single', '--yes', '--', 'true');
			expect(ran.stderr).toMatch(
				/other programs have every session that single allows over this connection, and another connection would take you to sign in again/,
			);
			expect(ran.exitCode).not.toBe(0);
			expect(hosts.logOf('single').split('Failed').length).toBe(1);
			expect(hosts.logOf('single').split('Accepted password')).toHaveLength(2);
			await terminal.waitFor('● live');
			terminal.press('q');
			expect((await terminal.exited()).exitCode).toBe(0);
		},
	);
});
