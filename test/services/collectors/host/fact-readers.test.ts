import { describe, expect, it } from 'vitest';
import { createFactReaders } from '../../../../source/services/collectors/host/readers.ts';
import { createFakeTransport, type FakeHost } from '../../../support/fake-transport.ts';
import { askFact, denied, factProblems, readFact } from '../../../support/read-fact.ts';

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
		expect((await readFact('identity', { files, links })).timezone).toBe('Europe/Berlin');
		expect((await readFact('identity', { files })).timezone).toBe('Europe/Paris');
	});
	it('asks uname for the architecture where the kernel does not tell', async () => {
		const commands = { 'uname -m': { stdout: 'aarch64\n' } };
		expect((await readFact('identity', { files, commands })).kernel.arch).toBe('aarch64');
	});
	it('leaves null and a reason for each thing that is missing', async () => {
		const value = await readFact('identity', {});
		expect(value).toMatchObject({ hostname: null, uptimeSeconds: null, boot: { id: null, time: null } });
		expect((await factProblems('identity', {})).length).toBeGreaterThanOrEqual(7);
	});
});

describe('full host name', () => {
	it('is given up after a second without a name server', async () => {
		expect(await factProblems('fqdn', { commands: { 'hostname -f': { code: 'timeout', message: 'x' } } })).toEqual([
			'timeout: The full host name was not resolved within 1 s',
		]);
	});
});

describe('virtualisation', () => {
	it('is what systemd-detect-virt says, also that there is none', async () => {
		const bare = { commands: { 'systemd-detect-virt': { exitCode: 1, stdout: 'none\n' } } };
		expect(await readFact('virtualization', bare)).toEqual({ virtualization: 'none' });
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
		expect(await readFact('virtualization', { files })).toEqual({ virtualization: name });
	});
	it('is unknown without any mark', async () => {
		expect(await factProblems('virtualization', {})).toEqual([expect.stringMatching(/^unavailable:/)]);
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
		expect(await readFact('hardware', { files })).toEqual({
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
		expect(await readFact('addresses', { files })).toEqual([
			{ interface: 'eth0', address: '192.0.2.2/24', family: 'ipv4', scope: null },
			{ interface: 'eth0', address: 'fe80::fc:ff:fe00:1/64', family: 'ipv6', scope: null },
		]);
	});
});

describe('users', () => {
	const who = { 'env TZ=UTC0 who -u': { stdout: 'ann pts/0 2026-11-21 08:05 . 777 (192.0.2.9)\n' } };
	it('come from who where there is utmp, and may be none', async () => {
		const directories = { '/run': ['utmp'] };
		expect(await readFact('users', { directories, commands: who })).toHaveLength(1);
		expect(await readFact('users', { directories, commands: { 'env TZ=UTC0 who -u': {} } })).toEqual([]);
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
		expect(await readFact('users', host)).toMatchObject([{ user: 'ann', tty: 'pts/0', pid: 9 }]);
	});
	it('are unknown where nobody keeps them', async () => {
		expect(await factProblems('users', {})).toEqual([
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
		const jobs = await readFact('cronJobs', { files });
		expect(jobs.map(({ source, user, command }) => `${source} ${user} ${command}`)).toEqual([
			'/etc/crontab root a',
			'/etc/cron.d/job ann b',
			'/etc/cron.daily root /etc/cron.daily/script',
			'/var/spool/cron/crontabs/ann ann d',
		]);
		expect(await factProblems('cronJobs', { files })).toEqual([
			'incomplete: 1 line of /etc/crontab could not be understood',
		]);
	});
	it('show neither passwords nor what the settings call a secret', async () => {
		const crontab = '5 * * * * ann backup --password=one --to vault-1234\n';
		const readers = createFactReaders([/vault-(\d+)/]);
		const transport = createFakeTransport({ files: { '/etc/crontab': crontab } });
		const jobs = await readers.cronJobs.read(transport, new AbortController().signal, () => {});
		expect(jobs).toMatchObject({ value: { value: [{ command: 'backup --password=*** --to vault-***' }] } });
	});
	it('are one’s own where the spool is closed, and that is said', async () => {
		const host: FakeHost = {
			files: { '/etc/crontab': '' },
			directories: { '/var/spool/cron/crontabs': denied('spool'), '/var/spool/cron': ['crontabs'] },
			commands: { 'crontab -l': { stdout: '5 * * * * own\n' } },
		};
		expect((await readFact('cronJobs', host)).map(({ command }) => command)).toEqual(['own']);
		expect(await factProblems('cronJobs', host)).toEqual([
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
		expect(await readFact('disks', { files })).toEqual([
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
		expect(await readFact('diskHealth', { directories, commands: { [command]: passed } })).toEqual({
			sda: { health: 'passed', temperatureCelsius: 30 },
		});
		const closed = { exitCode: 2, stdout: '{"smartctl":{"messages":[{"string":"/dev/sda: Permission denied"}]}}' };
		expect(await factProblems('diskHealth', { directories, commands: { [command]: closed } })).toEqual([
			'permission: Only root may ask disks for their health',
		]);
		expect(await factProblems('diskHealth', { directories })).toEqual([
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
		expect(await readFact('temperatures', { files })).toEqual([
			{ name: 'coretemp: Package id 0', celsius: 48, criticalCelsius: 100 },
			{ name: 'thermal: wifi', celsius: 39, criticalCelsius: null },
		]);
		expect(await factProblems('temperatures', {})).toEqual(['unavailable: This host shows no temperature sensor']);
	});
	it('takes a host without the md driver as one without arrays', async () => {
		expect(await readFact('raids', {})).toEqual([]);
		expect(await factProblems('raids', { files: { '/proc/mdstat': denied('/proc/mdstat') } })).toEqual([
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
		expect(await readFact('gpus', { files, links })).toEqual([numbered]);
		const commands = {
			'lspci -D -mm': { stdout: '0000:65:00.0 "VGA compatible controller" "AMD/ATI" "Navi 21" -rc1 "x" "y"\n' },
		};
		expect(await readFact('gpus', { files, links, commands })).toEqual([
			{ ...numbered, vendor: 'AMD/ATI', model: 'Navi 21' },
		]);
	});
	it('does not ask for timers where systemd does not run', async () => {
		const { result, transport } = await askFact('timers', {});
		expect(result).toMatchObject({ ok: false, error: { code: 'unavailable' } });
		expect(transport.count('run')).toBe(0);
	});
});
