import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFactReaders } from '../../../../source/services/collectors/host/readers.ts';
import { compareReleases, kernelReason } from '../../../../source/services/collectors/host/reboot.ts';
import { createFakeTransport, type FakeHost } from '../../../support/fake-transport.ts';
import { askFact, denied, factProblems, readFact } from '../../../support/read-fact.ts';

describe('clock', () => {
	it('asks the daemon that runs, and systemd only where none does', async () => {
		const chrony: FakeHost = {
			directories: { '/run/chrony': denied('/run/chrony'), '/run/systemd': ['system'] },
			commands: {
				'chronyc -n tracking': { stdout: 'System time     : 0.5 seconds fast of NTP time\nLeap status     : Normal\n' },
			},
		};
		expect(await readFact('clock', chrony)).toEqual({ synchronized: true, source: 'chrony', offsetSeconds: 0.5 });
		const { transport } = await askFact('clock', chrony);
		expect(transport.count('run')).toBe(1);
		const kernel = {
			directories: { '/run/systemd': ['system'] },
			commands: { 'timedatectl show --no-pager -p NTPSynchronized': { stdout: 'NTPSynchronized=no\n' } },
		};
		expect(await readFact('clock', kernel)).toEqual({ synchronized: false, source: 'kernel', offsetSeconds: null });
	});
	it('says what the daemon answered when it is of no use', async () => {
		const host = {
			directories: { '/run/chrony': ['chronyd.pid'] },
			commands: { 'chronyc -n tracking': { exitCode: 1, stdout: '506 Cannot talk to daemon\n' } },
		};
		expect(await factProblems('clock', host)).toEqual([
			'failed: chronyc ended with status 1: 506 Cannot talk to daemon',
		]);
	});
});

describe('kernel trouble', () => {
	const mounts =
		'22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n23 22 8:2 / /srv rw,relatime - ext4 /dev/sdb1 ro\n24 22 7:0 / /snap/x ro - squashfs /dev/loop0 ro\n25 22 8:3 / /data ro - xfs /dev/sdc1 ro\n';
	const files = {
		'/proc/vmstat': 'oom_kill 0\n',
		'/proc/self/mountinfo': mounts.split('\n')[0] ?? '',
		'/proc/stat': 'btime 1795248810\n',
	};
	it('reads no log while the counters say that nothing happened', async () => {
		const { result, transport } = await askFact('kernelTrouble', { files });
		expect(result.ok && result.value).toEqual({ value: { oomKills: [], readOnlyMounts: [] }, problems: [] });
		expect(transport.count('run')).toBe(0);
	});
	it('finds mounts that turned read-only, with the kernel’s words', async () => {
		const host: FakeHost = {
			files: { ...files, '/proc/self/mountinfo': mounts, '/etc/fstab': '/dev/sdc1 /data xfs defaults 0 2\n' },
			commands: { dmesg: { stdout: '[ 10.000000] EXT4-fs (sdb1): Remounting filesystem read-only\n' } },
		};
		expect((await readFact('kernelTrouble', host)).readOnlyMounts).toEqual([
			{ mountPoint: '/srv', source: '/dev/sdb1', message: 'EXT4-fs (sdb1): Remounting filesystem read-only' },
			{ mountPoint: '/data', source: '/dev/sdc1', message: null },
		]);
	});
	it('finds one that a real error took away while its mount still says rw', async () => {
		const captured = (name: string) =>
			readFileSync(new URL(`../../../fixtures/host-debian12/${name}`, import.meta.url), 'utf8');
		const host: FakeHost = {
			files: { ...files, '/proc/self/mountinfo': captured('mountinfo-read-only') },
			commands: { dmesg: { stdout: captured('dmesg-read-only') } },
		};
		expect((await readFact('kernelTrouble', host)).readOnlyMounts).toEqual([
			{ mountPoint: '/tmp/hm/m', source: '/dev/loop0', message: 'EXT4-fs (loop0): Remounting filesystem read-only' },
		]);
	});
	it('keeps the kernel’s count where its log is closed', async () => {
		const host: FakeHost = {
			files: { ...files, '/proc/vmstat': 'oom_kill 2\n' },
			commands: { dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' } },
		};
		expect((await readFact('kernelTrouble', host)).oomKills).toEqual(
			Array(2).fill({ time: null, pid: null, name: null, cgroup: null }),
		);
		expect(await factProblems('kernelTrouble', host)).toEqual([
			'permission: The kernel killed 2 processes for memory since boot; no name is known',
		]);
	});
	it('reads the log again only when a count changed', async () => {
		const dmesg = { stdout: '[ 10.000000] Out of memory: Killed process 12 (a) total-vm:1kB\n' };
		const transport = createFakeTransport({ files: { ...files, '/proc/vmstat': 'oom_kill 1\n' }, commands: { dmesg } });
		const reader = createFactReaders().kernelTrouble;
		for (let turn = 0; turn < 3; turn += 1) await reader.read(transport, new AbortController().signal, () => {});
		expect(transport.count('run', 'dmesg')).toBe(1);
	});
});

describe('reboot', () => {
	it('is required when packages ask for it', async () => {
		const files = {
			'/run/reboot-required': '*** System restart required ***\n',
			'/run/reboot-required.pkgs': 'linux-base\nlinux-base\ndbus\n',
		};
		expect(await readFact('reboot', { files })).toEqual({
			required: true,
			reasons: ['linux-base was upgraded', 'dbus was upgraded'],
		});
		expect(await readFact('reboot', {})).toEqual({ required: false, reasons: [] });
	});
	it('is required for a newer kernel of the same kind', () => {
		expect(kernelReason('6.1.0-28-amd64', ['6.1.0-28-amd64', '6.1.0-29-amd64'], true)).toBe(
			'kernel 6.1.0-29-amd64 is installed, 6.1.0-28-amd64 runs',
		);
		expect(kernelReason('6.1.0-28-amd64', ['6.1.0-28-amd64', '6.9.0-1-rt-amd64'], true)).toBeNull();
		expect(kernelReason('5.14.0-427.el9.x86_64', ['5.14.0-427.el9.x86_64', '5.14.0-503.el9.x86_64'], true)).toContain(
			'5.14.0-503',
		);
		expect(kernelReason('6.18.44-custom', ['6.1.0-29-amd64'], false)).toBeNull();
		expect(kernelReason('6.1.0-27-amd64', ['6.1.0-29-amd64'], true)).toBe(
			'the modules of the running kernel 6.1.0-27-amd64 were removed',
		);
	});
	it('compares releases by their numbers', () => {
		expect([
			compareReleases('6.1.0-9', '6.1.0-28'),
			compareReleases('6.10', '6.9'),
			compareReleases('6.1', '6.1'),
			compareReleases('6.1-rc3', '6.1'),
		]).toEqual([-1, 1, 0, -1]);
	});
});

describe('packages', () => {
	it('are counted by the manager of the host', async () => {
		const apt = {
			directories: { '/var/lib/dpkg/info': [] },
			commands: {
				'nice -n 10 apt list --upgradable': { stdout: 'Listing...\na/stable 2 amd64 [upgradable from: 1]\n' },
			},
		};
		expect(await readFact('packagesUpgradable', apt)).toBe(1);
		const dnf = {
			directories: { '/etc/dnf': [] },
			commands: { 'nice -n 10 dnf -q -C check-update': { exitCode: 100, stdout: 'bash.x86_64 5 base\n' } },
		};
		expect(await readFact('packagesUpgradable', dnf)).toBe(1);
		const closed = {
			directories: { '/etc/dnf': [] },
			commands: {
				'nice -n 10 dnf -q -C check-update': { exitCode: 1, stderr: 'Error: Cache-only enabled but no cache' },
			},
		};
		expect(await factProblems('packagesUpgradable', closed)).toEqual([
			'failed: dnf did not count its updates: Error: Cache-only enabled but no cache',
		]);
	});
});

describe('files of processes', () => {
	const directories = { '/proc': ['1', '12', 'self', 'meminfo'] };
	it('tells which processes run replaced code and how many were closed', async () => {
		const host: FakeHost = {
			directories,
			files: { '/proc/12/comm': 'sshd\n' },
			onCommand: ({ args }) =>
				args.includes('grep')
					? {
							exitCode: 2,
							stdout: '/proc/12/maps:7f00-7f01 r-xp 0 08:01 24   /usr/lib/libc.so.6 (deleted)\n',
							stderr: 'grep: /proc/1/maps: Permission denied\n',
						}
					: undefined,
		};
		expect(await readFact('outdatedProcesses', host)).toEqual([
			{ pid: 12, name: 'sshd', files: ['/usr/lib/libc.so.6'] },
		]);
		expect(await factProblems('outdatedProcesses', host)).toEqual([
			'permission: Processes on deleted libraries: 1 process of another user could not be looked at',
		]);
	});
	it('finds deleted files with the find of busybox too', async () => {
		const host: FakeHost = {
			directories,
			files: { '/proc/12/comm': 'mysqld\n' },
			onCommand({ file, args }) {
				if (args.includes('find')) return { exitCode: 1, stderr: 'find: unrecognized: -lname\n' };
				if (args.includes('ls'))
					return { stdout: '/proc/12/fd:\nl-wx------ 1 0 0 64 Nov 21 08:45 3 -> /var/log/slow (deleted)\n' };
				return file === 'stat' ? { stdout: '8 5 8192 512 /proc/12/fd/3\n' } : undefined;
			},
		};
		expect(await readFact('deletedOpenFiles', host)).toEqual([
			{ pid: 12, name: 'mysqld', path: '/var/log/slow', bytes: 4_194_304 },
		]);
	});
	it('tells that processes are hidden', async () => {
		const host: FakeHost = { directories: { '/proc': ['12'] }, onCommand: () => ({}) };
		expect(await factProblems('outdatedProcesses', host)).toEqual([
			'permission: Processes on deleted libraries: processes of other users are hidden here (hidepid)',
		]);
	});
	it('leaves out those behind one that does not answer', async () => {
		const host: FakeHost = { directories, onCommand: () => ({ code: 'timeout', message: 'x' }) };
		expect(await factProblems('outdatedProcesses', host)).toEqual([
			'timeout: Processes on deleted libraries: 2 processes were left out, since one of them did not answer',
		]);
	});
});
