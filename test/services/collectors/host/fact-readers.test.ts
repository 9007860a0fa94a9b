import { describe, expect, it } from 'vitest';
import type { HostFactName, HostFactValues } from '../../../../source/domain/host-facts.ts';
import { createFactReaders } from '../../../../source/services/collectors/host/readers.ts';
import { compareReleases, kernelReason } from '../../../../source/services/collectors/host/reboot.ts';
import { createFakeTransport, type FakeHost } from '../../../support/fake-transport.ts';

const signal = new AbortController().signal;

async function ask<Name extends HostFactName>(name: Name, host: FakeHost) {
	const transport = createFakeTransport(host);
	const result = await createFactReaders()[name].read(transport, signal, () => {});
	return { result, transport };
}

async function read<Name extends HostFactName>(name: Name, host: FakeHost): Promise<HostFactValues[Name]> {
	const { result } = await ask(name, host);
	if (!result.ok) throw new Error(result.error.message);
	return result.value.value as HostFactValues[Name];
}

async function problemsOf(name: HostFactName, host: FakeHost) {
	const { result } = await ask(name, host);
	return result.ok
		? result.value.problems.map(({ code, message }) => `${code}: ${message}`)
		: [`${result.error.code}: ${result.error.message}`];
}

const denied = (what: string) => ({ code: 'permission', message: `${what} may not be read` }) as const;

describe('identity', () => {
	const files = {
		'/proc/sys/kernel/hostname': 'web1\n',
		'/proc/sys/kernel/osrelease': '6.1.0\n',
		'/proc/sys/kernel/version': '#1 SMP\n',
		'/proc/sys/kernel/random/boot_id': 'b0\n',
		'/proc/stat': 'cpu  1 2 3 4\nbtime 1795248810\n',
		'/proc/uptime': '120.5 200.0\n',
		'/usr/lib/os-release': 'NAME=Alpine\nID=alpine\nVERSION_ID=3.20\nPRETTY_NAME="Alpine 3.20"\n',
		'/etc/timezone': 'Europe/Paris\n',
	};
	it('takes the time zone from the link that programs follow', async () => {
		const links = { '/etc/localtime': '../usr/share/zoneinfo/Europe/Berlin' };
		expect((await read('identity', { files, links })).timezone).toBe('Europe/Berlin');
		expect((await read('identity', { files })).timezone).toBe('Europe/Paris');
	});
	it('asks uname for the architecture where the kernel does not tell', async () => {
		const commands = { 'uname -m': { stdout: 'aarch64\n' } };
		expect((await read('identity', { files, commands })).kernel.arch).toBe('aarch64');
	});
	it('leaves null and a reason for each thing that is missing', async () => {
		const value = await read('identity', {});
		expect(value).toMatchObject({ hostname: null, uptimeSeconds: null, boot: { id: null, time: null } });
		expect((await problemsOf('identity', {})).length).toBeGreaterThanOrEqual(7);
	});
});

describe('full host name', () => {
	it('is given up after a second without a name server', async () => {
		expect(await problemsOf('fqdn', { commands: { 'hostname -f': { code: 'timeout', message: 'x' } } })).toEqual([
			'timeout: The full host name was not resolved within 1 s',
		]);
	});
});

describe('virtualisation', () => {
	it('is what systemd-detect-virt says, also that there is none', async () => {
		const bare = { commands: { 'systemd-detect-virt': { exitCode: 1, stdout: 'none\n' } } };
		expect(await read('virtualization', bare)).toEqual({ virtualization: 'none' });
	});
	it.each([
		['kvm', { '/sys/class/dmi/id/sys_vendor': 'QEMU' }],
		['vmware', { '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.' }],
		[
			'microsoft',
			{ '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation', '/sys/class/dmi/id/product_name': 'Virtual Machine' },
		],
		['docker', { '/.dockerenv': '' }],
		['wsl', { '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2' }],
		['vm-other', { '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu hypervisor lahf_lm\n' }],
		['none', { '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu\n', '/sys/class/dmi/id/sys_vendor': 'Dell Inc.' }],
	])('is %s by its marks', async (name, files) => {
		expect(await read('virtualization', { files })).toEqual({ virtualization: name });
	});
	it('is unknown without any mark', async () => {
		expect(await problemsOf('virtualization', {})).toEqual([expect.stringMatching(/^unavailable:/)]);
	});
});

describe('hardware', () => {
	it('passes over what makers did not fill in and asks sysfs for the cores of ARM', async () => {
		const topology = (cpu: number, core: string) => ({
			[`/sys/devices/system/cpu/cpu${cpu}/topology/core_cpus_list`]: `${core}\n`,
			[`/sys/devices/system/cpu/cpu${cpu}/topology/physical_package_id`]: '0\n',
		});
		const files = {
			'/proc/cpuinfo': 'processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\nprocessor\t: 1\n',
			'/proc/meminfo': 'MemTotal:       1024 kB\n',
			'/sys/class/dmi/id/sys_vendor': 'To Be Filled By O.E.M.\n',
			'/proc/device-tree/model': 'Example Board\0',
			...topology(0, '0'),
			...topology(1, '1'),
		};
		expect(await read('hardware', { files })).toEqual({
			vendor: null,
			model: 'Example Board',
			cpuModel: 'ARM Neoverse-N1',
			sockets: 1,
			cores: 2,
			threads: 2,
			memoryBytes: 1_048_576,
		});
	});
});

describe('addresses', () => {
	it('come from /proc/net where there is no ip program', async () => {
		const files = {
			'/proc/net/fib_trie': 'Main:\n  |-- 192.0.2.2\n     /32 host LOCAL\n',
			'/proc/net/route':
				'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n',
			'/proc/net/if_inet6': 'fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n',
		};
		expect(await read('addresses', { files })).toEqual([
			{ interface: 'eth0', address: '192.0.2.2/24', family: 'ipv4', scope: null },
			{ interface: 'eth0', address: 'fe80::fc:ff:fe00:1/64', family: 'ipv6', scope: null },
		]);
	});
});

describe('users', () => {
	const who = { 'env TZ=UTC0 who -u': { stdout: 'ann pts/0 2026-11-21 08:05 . 777 (192.0.2.9)\n' } };
	it('come from who where there is utmp, and may be none', async () => {
		const directories = { '/run': ['utmp'] };
		expect(await read('users', { directories, commands: who })).toHaveLength(1);
		expect(await read('users', { directories, commands: { 'env TZ=UTC0 who -u': {} } })).toEqual([]);
	});
	it('come from logind where utmp is gone', async () => {
		const host: FakeHost = {
			directories: { '/run': ['systemd'], '/run/systemd': ['sessions'] },
			commands: {
				'env TZ=UTC0 who -u': {},
				'loginctl list-sessions --no-legend --no-pager': { stdout: ' 3 1000 ann - pts/0\n' },
			},
			onCommand: ({ args }) =>
				args.includes('show-session') ? { stdout: 'Name=ann\nTTY=pts/0\nLeader=9\nClass=user\n' } : undefined,
		};
		expect(await read('users', host)).toMatchObject([{ user: 'ann', tty: 'pts/0', pid: 9 }]);
	});
	it('are unknown where nobody keeps them', async () => {
		expect(await problemsOf('users', {})).toEqual([
			'unavailable: This host keeps no record of who is logged in (no utmp, no logind)',
		]);
	});
});

describe('cron jobs', () => {
	const files = {
		'/etc/crontab': '17 * * * * root a\nbroken\n',
		'/etc/cron.d/job': '@daily ann b\n',
		'/etc/cron.d/job.dpkg-old': '@daily ann c\n',
		'/etc/cron.daily/script': '',
		'/var/spool/cron/crontabs/ann': '1 2 3 4 5 d\n',
	};
	it('are found in all places, and what packages left behind is not', async () => {
		const jobs = await read('cronJobs', { files });
		expect(jobs.map(({ source, user, command }) => `${source} ${user} ${command}`)).toEqual([
			'/etc/crontab root a',
			'/etc/cron.d/job ann b',
			'/etc/cron.daily root /etc/cron.daily/script',
			'/var/spool/cron/crontabs/ann ann d',
		]);
		expect(await problemsOf('cronJobs', { files })).toEqual([
			'incomplete: 1 line of /etc/crontab could not be understood',
		]);
	});
	it('are one’s own where the spool is closed, and that is said', async () => {
		const host: FakeHost = {
			files: { '/etc/crontab': '' },
			directories: { '/var/spool/cron/crontabs': denied('spool'), '/var/spool/cron': ['crontabs'] },
			commands: { 'crontab -l': { stdout: '5 * * * * own\n' } },
		};
		expect((await read('cronJobs', host)).map(({ command }) => command)).toEqual(['own']);
		expect(await problemsOf('cronJobs', host)).toEqual([
			'permission: The crontabs of other users may be read by root only',
		]);
	});
});

describe('disks', () => {
	it('come from sysfs where lsblk is not there', async () => {
		const files = {
			'/sys/block/sda/size': '2048\n',
			'/sys/block/sda/queue/rotational': '0\n',
			'/sys/block/sda/device/model': 'EX 1  \n',
			'/sys/block/loop0/size': '8\n',
		};
		expect(await read('disks', { files })).toEqual([
			{
				name: 'sda',
				model: 'EX 1',
				serial: null,
				sizeBytes: 1_048_576,
				isRotational: false,
				transport: null,
				health: null,
				temperatureCelsius: null,
			},
		]);
	});
	it('tell their health to root, and others why not', async () => {
		const directories = { '/sys/block': ['sda', 'vda', 'loop0'] };
		const command = 'smartctl -n standby -H -A -j /dev/sda';
		const passed = { stdout: '{"smartctl":{},"smart_status":{"passed":true},"temperature":{"current":30}}' };
		expect(await read('diskHealth', { directories, commands: { [command]: passed } })).toEqual({
			sda: { health: 'passed', temperatureCelsius: 30 },
		});
		const closed = { exitCode: 2, stdout: '{"smartctl":{"messages":[{"string":"/dev/sda: Permission denied"}]}}' };
		expect(await problemsOf('diskHealth', { directories, commands: { [command]: closed } })).toEqual([
			'permission: Only root may ask disks for their health',
		]);
		expect(await problemsOf('diskHealth', { directories })).toEqual([
			'not-found: smartctl, which asks disks for their health, is not installed',
		]);
	});
});

describe('sensors, arrays, cards, timers', () => {
	it('reads hwmon and the thermal zones that it lacks', async () => {
		const files = {
			'/sys/class/hwmon/hwmon0/name': 'coretemp\n',
			'/sys/class/hwmon/hwmon0/temp1_input': '48000\n',
			'/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
			'/sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
			'/sys/class/hwmon/hwmon0/temp2_input': '-274000\n',
			'/sys/class/thermal/thermal_zone0/type': 'coretemp\n',
			'/sys/class/thermal/thermal_zone1/type': 'wifi\n',
			'/sys/class/thermal/thermal_zone1/temp': '39000\n',
		};
		expect(await read('temperatures', { files })).toEqual([
			{ name: 'coretemp: Package id 0', celsius: 48, criticalCelsius: 100 },
			{ name: 'thermal: wifi', celsius: 39, criticalCelsius: null },
		]);
		expect(await problemsOf('temperatures', {})).toEqual(['unavailable: This host shows no temperature sensor']);
	});
	it('takes a host without the md driver as one without arrays', async () => {
		expect(await read('raids', {})).toEqual([]);
		expect(await problemsOf('raids', { files: { '/proc/mdstat': denied('/proc/mdstat') } })).toEqual([
			'permission: /proc/mdstat may not be read',
		]);
	});
	it('names cards by lspci, or by their numbers', async () => {
		const root = '/sys/bus/pci/devices/0000:65:00.0';
		const files = {
			[`${root}/class`]: '0x030000\n',
			[`${root}/vendor`]: '0x1002\n',
			[`${root}/device`]: '0x73bf\n',
			[`${root}/mem_info_vram_total`]: '1024\n',
		};
		const links = { [`${root}/driver`]: '../../../bus/pci/drivers/amdgpu' };
		const numbered = {
			vendor: 'AMD',
			model: 'device 0x73bf',
			bus: '0000:65:00.0',
			memoryBytes: 1024,
			driver: 'amdgpu',
		};
		expect(await read('gpus', { files, links })).toEqual([numbered]);
		const commands = {
			'lspci -D -mm': { stdout: '0000:65:00.0 "VGA compatible controller" "AMD/ATI" "Navi 21" -rc1 "x" "y"\n' },
		};
		expect(await read('gpus', { files, links, commands })).toEqual([
			{ ...numbered, vendor: 'AMD/ATI', model: 'Navi 21' },
		]);
	});
	it('does not ask for timers where systemd does not run', async () => {
		const { result, transport } = await ask('timers', {});
		expect(result).toMatchObject({ ok: false, error: { code: 'unavailable' } });
		expect(transport.count('run')).toBe(0);
	});
});

describe('clock', () => {
	it('asks the daemon that runs, and systemd only where none does', async () => {
		const chrony: FakeHost = {
			directories: { '/run/chrony': denied('/run/chrony'), '/run/systemd': ['system'] },
			commands: {
				'chronyc -n tracking': { stdout: 'System time     : 0.5 seconds fast of NTP time\nLeap status     : Normal\n' },
			},
		};
		expect(await read('clock', chrony)).toEqual({ synchronized: true, source: 'chrony', offsetSeconds: 0.5 });
		const { transport } = await ask('clock', chrony);
		expect(transport.count('run')).toBe(1);
		const kernel = {
			directories: { '/run/systemd': ['system'] },
			commands: { 'timedatectl show --no-pager -p NTPSynchronized': { stdout: 'NTPSynchronized=no\n' } },
		};
		expect(await read('clock', kernel)).toEqual({ synchronized: false, source: 'kernel', offsetSeconds: null });
	});
	it('says what the daemon answered when it is of no use', async () => {
		const host = {
			directories: { '/run/chrony': ['chronyd.pid'] },
			commands: { 'chronyc -n tracking': { exitCode: 1, stdout: '506 Cannot talk to daemon\n' } },
		};
		expect(await problemsOf('clock', host)).toEqual(['failed: chronyc ended with status 1: 506 Cannot talk to daemon']);
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
		const { result, transport } = await ask('kernelTrouble', { files });
		expect(result.ok && result.value).toEqual({ value: { oomKills: [], readOnlyMounts: [] }, problems: [] });
		expect(transport.count('run')).toBe(0);
	});
	it('finds mounts that turned read-only, with the kernel’s words', async () => {
		const host: FakeHost = {
			files: { ...files, '/proc/self/mountinfo': mounts, '/etc/fstab': '/dev/sdc1 /data xfs defaults 0 2\n' },
			commands: { dmesg: { stdout: '[ 10.000000] EXT4-fs (sdb1): Remounting filesystem read-only\n' } },
		};
		expect((await read('kernelTrouble', host)).readOnlyMounts).toEqual([
			{ mountPoint: '/srv', source: '/dev/sdb1', message: 'EXT4-fs (sdb1): Remounting filesystem read-only' },
			{ mountPoint: '/data', source: '/dev/sdc1', message: null },
		]);
	});
	it('keeps the kernel’s count where its log is closed', async () => {
		const host: FakeHost = {
			files: { ...files, '/proc/vmstat': 'oom_kill 2\n' },
			commands: { dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' } },
		};
		expect((await read('kernelTrouble', host)).oomKills).toEqual(
			Array(2).fill({ time: null, pid: null, name: null, cgroup: null }),
		);
		expect(await problemsOf('kernelTrouble', host)).toEqual([
			'permission: The kernel killed 2 processes for memory since boot; 0 of them are known by name',
		]);
	});
	it('reads the log again only when a count changed', async () => {
		const dmesg = { stdout: '[ 10.000000] Out of memory: Killed process 12 (a) total-vm:1kB\n' };
		const transport = createFakeTransport({ files: { ...files, '/proc/vmstat': 'oom_kill 1\n' }, commands: { dmesg } });
		const reader = createFactReaders().kernelTrouble;
		for (let turn = 0; turn < 3; turn += 1) await reader.read(transport, signal, () => {});
		expect(transport.count('run', 'dmesg')).toBe(1);
	});
});

describe('reboot', () => {
	it('is required when packages ask for it', async () => {
		const files = {
			'/run/reboot-required': '*** System restart required ***\n',
			'/run/reboot-required.pkgs': 'linux-base\nlinux-base\ndbus\n',
		};
		expect(await read('reboot', { files })).toEqual({
			required: true,
			reasons: ['linux-base was upgraded', 'dbus was upgraded'],
		});
		expect(await read('reboot', {})).toEqual({ required: false, reasons: [] });
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
		expect(await read('packagesUpgradable', apt)).toBe(1);
		const dnf = {
			directories: { '/etc/dnf': [] },
			commands: { 'nice -n 10 dnf -q -C check-update': { exitCode: 100, stdout: 'bash.x86_64 5 base\n' } },
		};
		expect(await read('packagesUpgradable', dnf)).toBe(1);
		const closed = {
			directories: { '/etc/dnf': [] },
			commands: {
				'nice -n 10 dnf -q -C check-update': { exitCode: 1, stderr: 'Error: Cache-only enabled but no cache' },
			},
		};
		expect(await problemsOf('packagesUpgradable', closed)).toEqual([
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
		expect(await read('outdatedProcesses', host)).toEqual([{ pid: 12, name: 'sshd', files: ['/usr/lib/libc.so.6'] }]);
		expect(await problemsOf('outdatedProcesses', host)).toEqual([
			'permission: 1 process of another user could not be looked at',
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
		expect(await read('deletedOpenFiles', host)).toEqual([
			{ pid: 12, name: 'mysqld', path: '/var/log/slow', bytes: 4_194_304 },
		]);
	});
	it('leaves out those behind one that does not answer', async () => {
		const host: FakeHost = { directories, onCommand: () => ({ code: 'timeout', message: 'x' }) };
		expect(await problemsOf('outdatedProcesses', host)).toEqual([
			'timeout: 2 processes were left out, since one of them did not answer',
		]);
	});
});
