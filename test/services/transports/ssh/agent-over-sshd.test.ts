import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openRemote } from '../../../support/remote-transport.ts';
import { describeWhen } from '../../../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const longMs = 30_000;
const unique = () => String(100_000 + Math.floor(Math.random() * 900_000));

describeWhen(sshRequirements, 'the agent behind a real sshd', () => {
	let hosts: SshHosts;

	beforeAll(async () => {
		const noise = 'echo welcome; head -c 1000000 /dev/zero | tr "\\\\0" x\n';
		hosts = await startSshHosts([
			{ name: 'plain' },
			{ name: 'noisy', loginShell: '/bin/bash', files: { '.bashrc': noise, '.profile': noise }, banner: 'hello\n' },
			{ name: 'dying' },
		]);
	});
	afterAll(() => hosts?.stop());

	const open = (name: string) =>
		openRemote({ command: ['/usr/bin/ssh', '-F', hosts.configFile, '-T', name, 'exec /bin/sh'], name: 'ssh' });

	test('is the leader of its own group there, and reads, scans, runs and acts', async () => {
		const { transport } = open('plain');
		const stat = await transport.run({ file: 'sh', args: ['-c', 'cat /proc/$PPID/stat'] }, { timeoutMs: longMs });
		expect(stat).toMatchObject({ ok: true, value: { exitCode: 0 } });
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(await transport.scanProcesses({ facts: ['uid'] })).toMatchObject({ ok: true });
		const acted = await transport.act(`ssh-${unique()}`, { file: 'echo', args: ['hi'] }, { timeoutMs: longMs });
		expect(acted).toMatchObject({ ok: true, value: { exitCode: 0, stdout: 'hi\n' } });
	});

	test('ends there with what it runs when the connection goes', async () => {
		const { transport, shells } = open('plain');
		const seconds = unique();
		void transport.run({ file: 'sleep', args: [seconds] }, { timeoutMs: longMs });
		await vi.waitFor(async () => expect(await hosts.inside(`pgrep -f 'sleep ${seconds}' >/dev/null`)).toBe(0), {
			timeout: longMs,
		});
		for (const { child } of shells.children) child.kill('SIGKILL');
		await vi.waitFor(async () => expect(await hosts.inside(`pgrep -f 'sleep ${seconds}' >/dev/null`)).toBe(1), {
			timeout: longMs,
		});
	});

	test('is found behind a megabyte of noise', async () => {
		const { transport } = open('noisy');
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
	});

	test('leaves the outcome of an act to be found when sshd is killed in the middle', async () => {
		const { transport } = open('dying');
		const id = `kill-${unique()}`;
		const seconds = unique();
		const script = `touch /tmp/gate-${seconds}; while [ -e /tmp/gate-${seconds} ]; do sleep 0.1; done; exit 5`;
		const acted = transport.act(id, { file: 'sh', args: ['-c', script] }, { timeoutMs: longMs });
		await vi.waitFor(async () => expect(await hosts.inside(`[ -e /tmp/gate-${seconds} ]`)).toBe(0), {
			timeout: longMs,
		});
		// sshd alone: what it started there lives on.
		await hosts.inside(
			'for p in $(processes dying); do case $(cat /proc/$p/comm) in sshd*) kill -KILL $p ;; esac; done',
		);
		const end = await acted;
		expect(end).toMatchObject({ ok: false, error: { code: 'unreachable' } });
		await hosts.restart('dying');
		expect(await transport.recoverAct(id)).toEqual({ ok: true, value: null });
		await hosts.inside(`rm -f /tmp/gate-${seconds}`);
		await vi.waitFor(
			async () => {
				expect(await transport.recoverAct(id)).toMatchObject({ ok: true, value: { exitCode: 5 } });
			},
			{ timeout: longMs, interval: 500 },
		);
	});
});
