import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLsblk, parseSmart } from '../../../source/parsers/block-devices.ts';
import {
	parseChronyTracking,
	parseNtpVariables,
	parseTimedatectl,
	parseTimesyncStatus,
} from '../../../source/parsers/clock-sync.ts';
import { parseCpuInfo } from '../../../source/parsers/cpuinfo.ts';
import {
	joinDescriptorSizes,
	parseDeletedMappings,
	parseFoundDescriptors,
	parseListedDescriptors,
} from '../../../source/parsers/deleted-files.ts';
import { parseLspciDisplays, parseNvidiaSmi } from '../../../source/parsers/gpus.ts';
import { parseIpAddresses } from '../../../source/parsers/ip-addresses.ts';
import { parseKernelLog } from '../../../source/parsers/kernel-log.ts';
import {
	countApkUpdates,
	countAptUpdates,
	countDnfUpdates,
	countNotifierUpdates,
	countPacmanUpdates,
	countZypperUpdates,
} from '../../../source/parsers/package-updates.ts';
import { parseJournalEnd, parseLast } from '../../../source/parsers/previous-boot.ts';

const captured = (name: string) =>
	readFileSync(new URL(`../../fixtures/host-debian12/${name}`, import.meta.url), 'utf8');

describe('kernel log', () => {
	it('finds a real kill with its cgroup and time', () => {
		const { oomKills } = parseKernelLog(captured('dmesg-oom'), Date.parse('2026-11-21T08:13:30Z'));
		expect(oomKills).toEqual([{ time: '2026-11-21T09:15:51.375Z', pid: 14388, name: 'python3', cgroup: '/hosttest' }]);
	});
	it('finds nothing in a healthy log', () => {
		expect(parseKernelLog(captured('dmesg'), 0)).toEqual({ oomKills: [], readOnly: [] });
	});
	it('takes the words of older kernels and of the journal (made by hand)', () => {
		const text = [
			'1795250648.908904 web1 kernel: Out of memory: Kill process 12 (a b) score 900 or sacrifice child',
			'1795250648.908904 web1 kernel: Killed process 12 (a b) total-vm:10kB, anon-rss:1kB, file-rss:0kB',
		].join('\n');
		expect(parseKernelLog(text, null).oomKills).toEqual([
			{ time: new Date(1_795_250_648_909).toISOString(), pid: 12, name: 'a b', cgroup: null },
		]);
	});
	it('finds file systems that the kernel took away (made by hand)', () => {
		const text = [
			'[ 10.000000] EXT4-fs (sda1): Remounting filesystem read-only',
			'[ 11.000000] BTRFS info (device dm-0: state E): forced readonly',
			'[ 12.000000] XFS (sdb1): Filesystem has been shut down due to log error (0x2).',
			'[ 13.000000] EXT4-fs (vda): mounted filesystem with ordered data mode.',
		].join('\n');
		expect(parseKernelLog(text, 0).readOnly.map(({ device }) => device)).toEqual(['sda1', 'dm-0', 'sdb1']);
	});
});

describe('the boot before this one', () => {
	it('calls a boot without shutdown a crash', () => {
		expect(parseLast(captured('last.txt'))).toEqual({ time: null, reason: 'crash' });
	});
	it('tells reboot, power off and an orderly end apart', () => {
		const boots = (between: string) =>
			parseLast(
				`reboot   system boot  6.1.0-29-amd64   2026-11-20T10:01:00+00:00   still running\n${between}reboot   system boot  6.1.0   2026-11-19T10:01:00+00:00   still running\n`,
			);
		const shutdown = 'shutdown system down  6.1.0   2026-11-20T10:00:12+00:00 - x\n';
		expect(boots(shutdown)).toEqual({ time: '2026-11-20T10:00:12.000Z', reason: 'shutdown' });
		expect(boots(`${shutdown}runlevel (to lvl 6)   6.1.0   2026-11-20T10:00:10+00:00 - x\n`)?.reason).toBe('reboot');
		expect(boots(`${shutdown}runlevel (to lvl 0)   6.1.0   2026-11-20T10:00:10+00:00 - x\n`)?.reason).toBe('poweroff');
	});
	it('knows nothing from a log that begins with this boot', () => {
		expect(
			parseLast('reboot   system boot  6.1.0   2026-11-20T10:01:00+00:00   still running\n\nwtmp begins …\n'),
		).toBeNull();
		expect(parseLast('')).toBeNull();
	});
	it('reads the end of a journal', () => {
		expect(parseJournalEnd(captured('journal-short-unix.txt'))?.reason).toBe('crash');
		expect(parseJournalEnd('')).toBeNull();
		const end = (text: string) => parseJournalEnd(`1795250648.908904 web1 ${text}\n`)?.reason;
		expect(end('systemd[1]: Reached target reboot.target - System Reboot.')).toBe('reboot');
		expect(end('systemd[1]: Reached target poweroff.target - System Power Off.')).toBe('poweroff');
		expect(end('systemd-journald[200]: Journal stopped')).toBe('shutdown');
		expect(end('kernel: Kernel panic - not syncing: Fatal exception')).toBe('crash');
	});
});

describe('clock', () => {
	it('reads chrony (made by hand)', () => {
		const text =
			'Reference ID    : C0000201 (192.0.2.1)\nStratum         : 3\nSystem time     : 0.000020 seconds slow of NTP time\nLeap status     : Normal\n';
		expect(parseChronyTracking(text)).toEqual({ synchronized: true, offsetSeconds: -0.000_02 });
		expect(parseChronyTracking(text.replace('Normal', 'Not synchronised'))?.synchronized).toBe(false);
		expect(parseChronyTracking('506 Cannot talk to daemon')).toBeNull();
	});
	it('takes chrony with nothing but its own clock for not synchronised', () => {
		for (const name of ['chronyc-tracking-local.txt', 'chronyc-tracking-unsynchronised.txt']) {
			expect(parseChronyTracking(captured(name))?.synchronized).toBe(false);
		}
	});
	it('reads ntpd (made by hand)', () => {
		const text =
			'associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\nversion="ntpd 4.2.8p15", stratum=2, offset=-0.250,\n';
		expect(parseNtpVariables(text)).toEqual({ synchronized: true, offsetSeconds: 0.000_25 });
		expect(parseNtpVariables(text.replace('leap_none', 'leap_alarm'))?.synchronized).toBe(false);
	});
	it('reads timesyncd (made by hand)', () => {
		const text =
			'       Server: 192.0.2.1 (pool)\nPoll interval: 34min 8s\n       Offset: -1.092ms\n Packet count: 12\n';
		expect(parseTimesyncStatus(text)).toEqual({ synchronized: true, offsetSeconds: 0.001_092 });
		expect(parseTimesyncStatus('       Server: n/a (pool)\n Packet count: 0\n')).toEqual({
			synchronized: false,
			offsetSeconds: null,
		});
	});
	it('reads the kernel’s flag', () => {
		expect(parseTimedatectl(captured('timedatectl-show.txt'))).toEqual({ synchronized: false, offsetSeconds: null });
		expect(parseTimedatectl('NTP synchronized: yes')?.synchronized).toBe(true);
		expect(parseTimedatectl('')).toBeNull();
	});
});

describe('cpuinfo', () => {
	it('reads x86', () => {
		expect(parseCpuInfo(captured('cpuinfo'))).toEqual({
			model: 'AMD EPYC',
			threads: 2,
			sockets: 1,
			cores: 2,
			isGuest: true,
			machine: null,
		});
	});
	it('reads ARM, POWER and s390 (made by hand)', () => {
		const arm =
			'processor\t: 0\nBogoMIPS\t: 108.00\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\nprocessor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n';
		expect(parseCpuInfo(arm)).toMatchObject({
			model: 'ARM Cortex-A72',
			threads: 2,
			cores: null,
			machine: 'Raspberry Pi 4 Model B Rev 1.4',
		});
		expect(parseCpuInfo('processor\t: 0\ncpu\t\t: POWER9, altivec supported\n\nmachine\t\t: PowerNV\n').model).toBe(
			'POWER9, altivec supported',
		);
		const s390 =
			'vendor_id       : IBM/S390\n# processors    : 2\nprocessor 0: version = FF,  identification = 1,  machine = 3931\nprocessor 1: version = FF,  identification = 1,  machine = 3931\n';
		expect(parseCpuInfo(s390)).toMatchObject({ model: 'IBM Z 3931', threads: 2 });
	});
	it('knows nothing from nothing', () => {
		expect(parseCpuInfo('')).toEqual({
			model: null,
			threads: null,
			sockets: null,
			cores: null,
			isGuest: null,
			machine: null,
		});
	});
});

describe('disks', () => {
	it('reads lsblk', () => {
		expect(parseLsblk(captured('lsblk.json'))?.find(({ name }) => name === 'vda')).toEqual({
			name: 'vda',
			model: null,
			serial: null,
			sizeBytes: 274_877_906_944,
			isRotational: true,
			transport: null,
		});
	});
	it('reads the strings of older versions (made by hand)', () => {
		const text =
			'{"blockdevices": [{"name":"sda","type":"disk","size":"1000204886016","rota":"0","model":"EX 1 ","serial":"S1","tran":"sata"},{"name":"sr0","type":"rom"}]}';
		expect(parseLsblk(text)).toEqual([
			{
				name: 'sda',
				model: 'EX 1',
				serial: 'S1',
				sizeBytes: 1_000_204_886_016,
				isRotational: false,
				transport: 'sata',
			},
		]);
		expect(parseLsblk('lsblk: unknown option')).toBeNull();
	});
	it('reads a verdict and why there is none', () => {
		expect(parseSmart(captured('smartctl-no-device.json'))).toEqual({
			health: null,
			temperatureCelsius: null,
			message: '/dev/vda: Unable to detect device type',
		});
		// Made by hand.
		const verdict = '{"smartctl":{"exit_status":0},"smart_status":{"passed":false},"temperature":{"current":41}}';
		expect(parseSmart(verdict)).toEqual({ health: 'failed', temperatureCelsius: 41, message: null });
	});
});

describe('addresses and graphics', () => {
	it('reads ip -o addr', () => {
		const { records, malformed } = parseIpAddresses(captured('ip-addresses.txt'));
		expect(malformed).toBe(0);
		expect(records).toContainEqual({ interface: 'eth0', address: '192.0.2.2/24', family: 'ipv4', scope: 'global' });
		expect(records).toContainEqual({ interface: 'lo', address: '::1/128', family: 'ipv6', scope: 'host' });
	});
	it('takes peers, partners and links (made by hand)', () => {
		const text =
			'7: tun0    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0\\   valid_lft forever\n2: eth0@if5    inet 10.0.0.2/16 brd 10.0.255.255 scope global eth0\n2: eth0@if5    link/ether 02:00 brd ff\nnonsense\n';
		const { records, malformed } = parseIpAddresses(text);
		expect(records.map(({ interface: name, address }) => [name, address])).toEqual([
			['tun0', '10.8.0.6/32'],
			['eth0', '10.0.0.2/16'],
		]);
		expect(malformed).toBe(1);
	});
	it('finds displays only', () => {
		expect(parseLspciDisplays(captured('lspci.txt'))).toEqual([]);
		// Made by hand.
		expect(
			parseLspciDisplays('65:00.0 "3D controller" "NVIDIA Corporation" "GA100 [A100]" -ra1 "NVIDIA" "x"\n'),
		).toEqual([{ bus: '0000:65:00.0', vendor: 'NVIDIA Corporation', model: 'GA100 [A100]' }]);
		expect(parseNvidiaSmi('00000000:65:00.0, NVIDIA A100-SXM4-40GB, 40960\n')).toEqual([
			{ bus: '0000:65:00.0', model: 'NVIDIA A100-SXM4-40GB', memoryBytes: 42_949_672_960 },
		]);
	});
});

describe('package updates', () => {
	it('counts apt', () => {
		const text = captured('apt-list-upgradable.txt');
		expect(countAptUpdates(text)).toBe(text.trim().split('\n').length - 1);
		expect(countAptUpdates('Listing...\n')).toBe(0);
		expect(countAptUpdates('E: could not open')).toBeNull();
	});
	it('counts what others print (made by hand)', () => {
		expect(
			countNotifierUpdates(
				'\n12 updates can be applied immediately.\n3 of these updates are standard security updates.\n',
			),
		).toBe(12);
		expect(
			countDnfUpdates(
				'\nbash.x86_64   5.1.8-9.el9   baseos\nkernel.x86_64 5.14.0-500 baseos\nObsoleting Packages\nold.noarch 1 x\n',
			),
		).toBe(2);
		expect(countApkUpdates('Installed:   Available:\nbusybox-1.36.1-r2   < 1.36.1-r5\n')).toBe(1);
		expect(countPacmanUpdates('linux 6.9.1-1 -> 6.9.2-1\nfoo 1 -> 2 [ignored]\n')).toBe(1);
		expect(countZypperUpdates('S | Repository | Name\n--+--\nv | Main | bash | 5.1 | 5.2 | x86_64\n')).toBe(1);
	});
});

describe('deleted files', () => {
	it('finds code that was removed', () => {
		const [mapping] = parseDeletedMappings(captured('deleted-maps.txt'));
		expect(mapping?.file).toBe('/var/lib/opsdash-old-sleep');
	});
	it('passes over memory files and code that programs make', () => {
		const text = [
			'/proc/1/maps:7f6da94f7000-7f6da95ca000 r-xp 0000a000 00:01 24       /memfd:sealed (deleted)',
			'/proc/1/maps:7f6da94f7000-7f6da95ca000 rwxp 0000a000 00:01 24       /dev/zero (deleted)',
			'/proc/1/maps:7f6da94f7000-7f6da95ca000 r--p 0000a000 08:01 24       /usr/lib/libc.so.6 (deleted)',
		].join('\n');
		expect(parseDeletedMappings(text)).toEqual([]);
	});
	it('reads find and ls alike', () => {
		const found = parseFoundDescriptors('/proc/12/fd/3\t/var/log/a b (deleted)\0/proc/12/fd/4\t/memfd:x (deleted)\0');
		const listed = parseListedDescriptors(
			'/proc/12/fd:\ntotal 0\nl-wx------ 1 0 0 64 Nov 21 08:45 3 -> /var/log/a b (deleted)\nlr-x------ 1 0 0 64 Nov 21 08:45 0 -> /dev/null\n',
		);
		expect(found).toEqual([{ link: '/proc/12/fd/3', pid: 12, path: '/var/log/a b' }]);
		expect(listed).toEqual(found);
	});
	it('takes line breaks in the name of a deleted file for part of it', () => {
		const [found] = parseFoundDescriptors('/proc/12/fd/3\t/var/log/a\nb (deleted)\0');
		expect(found?.path).toBe('/var/log/a\nb');
	});
	it('counts a file once however many hold it, and only large ones', () => {
		const descriptors = parseFoundDescriptors(
			'/proc/12/fd/3\t/a (deleted)\0/proc/13/fd/3\t/a (deleted)\0/proc/13/fd/4\t/b (deleted)\0/proc/14/fd/1\t/c (deleted)\0',
		);
		const sizes =
			'8 5 4096 512 /proc/12/fd/3\n8 5 4096 512 /proc/13/fd/3\n8 6 1 512 /proc/13/fd/4\n8 7 8192 512 /proc/14/fd/1\n';
		expect(joinDescriptorSizes(descriptors, sizes, 1_000_000)).toEqual([
			{ pid: 14, path: '/c', bytes: 4_194_304 },
			{ pid: 12, path: '/a', bytes: 2_097_152 },
		]);
	});
});
