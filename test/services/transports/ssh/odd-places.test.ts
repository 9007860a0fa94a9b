import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { createLocalTransport } from '../../../../source/services/transports/local-transport.ts';
import { openTemporaryDirectory } from '../../../support/program.ts';
import { openRemote } from '../../../support/remote-transport.ts';
import { testWhen } from '../../../support/requires.ts';

vi.setConfig({ testTimeout: 60_000 });
const longMs = 30_000;
const root = { root: true, packages: ['util-linux'] };

/** A shell in mounts of its own, which these lines make. */
function inMounts(lines: readonly string[], shell = 'exec /bin/sh'): readonly string[] {
	return ['/usr/bin/unshare', '--mount', '--propagation', 'private', '/bin/sh', '-ec', [...lines, shell].join('\n')];
}

describe('the agent in an odd place', () => {
	testWhen(root, 'needs no disk that can be written, nor a /tmp that runs programs', async () => {
		const { transport } = openRemote({
			command: inMounts([
				'mount -t tmpfs -o ro,noexec none /tmp',
				'mount -t tmpfs -o ro none /var/tmp',
				'mount -o remount,bind,ro /',
			]),
		});
		expect(await transport.run({ file: 'touch', args: ['/tmp/file', '/file'] }, { timeoutMs: longMs })).toMatchObject({
			ok: true,
			value: { exitCode: 1, stderr: expect.stringMatching(/\/tmp\/file.*Read-only[\s\S]*\/file.*Read-only/) },
		});
		expect(await transport.scanProcesses({ facts: ['args'], factsTimeoutMs: longMs })).toMatchObject({ ok: true });
		const acted = await transport.act(`odd-${process.pid}`, { file: 'echo', args: ['hi'] }, { timeoutMs: longMs });
		expect(acted).toMatchObject({ ok: true, value: { stdout: 'hi\n' } });
	});

	testWhen(root, 'shows that processes are hidden from it', async () => {
		const { transport } = openRemote({
			command: inMounts(
				['mount -t proc -o hidepid=2 proc /proc'],
				'exec setpriv --reuid 65534 --regid 65534 --clear-groups /bin/sh',
			),
		});
		const scan = await transport.scanProcesses({ facts: ['uid'] });
		if (!scan.ok) throw new Error(scan.error.message);
		expect(scan.value.hidden).toBeNull();
		expect(scan.value.processes.length).toBeGreaterThan(0);
		expect(scan.value.processes.every(({ uid }) => uid === 65534)).toBe(true);
	});

	testWhen(
		{ root: true, packages: ['util-linux', 'busybox'] },
		'is at home in a root that has nothing but busybox',
		async () => {
			const directory = openTemporaryDirectory();
			onTestFinished(() => directory[Symbol.dispose]());
			const place = directory.path;
			const lines = [
				`mount -t tmpfs none ${place}`,
				`mkdir -p ${place}/bin ${place}/lib ${place}/lib64 ${place}/usr/lib ${place}/proc ${place}/dev ${place}/etc`,
				`for d in lib lib64 usr/lib; do mount --rbind /$d ${place}/$d; done`,
				`mount -t proc proc ${place}/proc; mount --rbind /dev ${place}/dev`,
				`cp "$(command -v busybox)" ${place}/bin/busybox`,
				`for a in $(busybox --list); do [ -e ${place}/bin/$a ] || ln -s busybox ${place}/bin/$a; done`,
			];
			const { transport } = openRemote({ command: inMounts(lines, `exec chroot ${place} /bin/sh`) });
			const facts = ['uid', 'args', 'cgroup', 'shared'] as const;
			const scan = await transport.scanProcesses({ facts, factsTimeoutMs: longMs });
			if (!scan.ok) throw new Error(scan.error.message);
			expect(scan.value.processes.find(({ pid }) => pid === process.pid)).toMatchObject({
				uid: 0,
				args: expect.arrayContaining([expect.stringContaining('node')]),
			});
			expect((await transport.readFiles(['/proc/uptime']))[0]?.ok).toBe(true);
			expect(await transport.listDirectory('/usr')).toEqual({ ok: true, value: ['lib'] });
			expect(await transport.readLinks(['/bin/awk'])).toEqual([{ ok: true, value: 'busybox' }]);
			expect(await transport.run({ file: 'ls', args: ['/etc'] }, { timeoutMs: longMs })).toMatchObject({ ok: true });
			const acted = await transport.act(`box-${process.pid}`, { file: 'sleep', args: ['300'] }, { timeoutMs: 5000 });
			expect(acted).toMatchObject({ ok: false, error: { message: expect.stringContaining('were ended') } });
			expect(await transport.findSocketOwners({ inodes: [1] })).toMatchObject({ ok: true });
		},
	);

	testWhen({}, 'sees every process that stays, while two hundred a second come and go', async () => {
		const forks = spawn('/bin/sh', ['-c', 'i=0; while [ $i -lt 20000 ]; do /bin/true; i=$((i+1)); done'], {
			stdio: 'ignore',
		});
		onTestFinished(() => void forks.kill('SIGKILL'));
		const { transport } = openRemote();
		const stateDirectory = openTemporaryDirectory();
		const local = createLocalTransport({ stateDirectory: stateDirectory.path });
		onTestFinished(async () => {
			await local.close();
			stateDirectory[Symbol.dispose]();
		});
		for (let round = 0; round < 20; round += 1) {
			const scan = await transport.scanProcesses({ facts: [], freshStats: round % 2 === 0 });
			if (!scan.ok) throw new Error(scan.error.message);
			expect(scan.value.malformed).toBe(0);
			const pids = new Set(scan.value.processes.map(({ pid }) => pid));
			for (const pid of [1, process.pid, process.ppid, forks.pid ?? 0]) expect(pids).toContain(pid);
		}
	});
});
