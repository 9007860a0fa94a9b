import type { HostData } from '../../source/domain/host.ts';

/** A host with something in every list, all of it well. */
export function sampleHost(overrides: Partial<HostData> = {}): HostData {
	return {
		hostname: 'web1',
		fqdn: 'web1.example.org',
		os: { name: 'Debian GNU/Linux', version: '12', id: 'debian', pretty: 'Debian GNU/Linux 12 (bookworm)' },
		kernel: { release: '6.1.0-28-amd64', version: '#1 SMP PREEMPT_DYNAMIC', arch: 'x86_64' },
		boot: { id: '6f9a3c1e-0000-4000-8000-000000000001', time: '2026-11-09T04:00:00.000Z' },
		uptimeSeconds: 1_051_200,
		timezone: 'Europe/Berlin',
		virtualization: 'kvm',
		hardware: {
			vendor: 'Example Systems',
			model: 'Rack 2000',
			cpuModel: 'AMD EPYC 9354',
			sockets: 1,
			cores: 4,
			threads: 8,
			memoryBytes: 8_053_063_680,
		},
		addresses: [
			{ interface: 'lo', address: '127.0.0.1/8', family: 'ipv4', scope: 'host' },
			{ interface: 'eth0', address: '192.0.2.10/24', family: 'ipv4', scope: 'global' },
			{ interface: 'eth0', address: '2001:db8::10/64', family: 'ipv6', scope: 'global' },
		],
		users: [
			{ user: 'ann', tty: 'pts/0', from: '198.51.100.7', since: '2026-11-21T07:30:00.000Z', idleSeconds: 0, pid: 4711 },
		],
		cronJobs: [
			{ source: '/etc/cron.d/backup', user: 'root', schedule: '10 3 * * *', command: '/usr/local/sbin/backup --quiet' },
		],
		filesystems: [filesystem('/dev/sda1', '/', 200e9, 120e9), filesystem('/dev/sdb1', '/var/lib/mysql', 1000e9, 410e9)],
		disks: [
			{
				name: 'sda',
				model: 'EXAMPLE SSD 1T',
				serial: 'S4711',
				sizeBytes: 1_000_204_886_016,
				isRotational: false,
				transport: 'sata',
				health: 'passed',
				temperatureCelsius: 34,
			},
		],
		raids: [],
		gpus: [],
		timers: [
			{
				unit: 'logrotate.timer',
				activates: 'logrotate.service',
				next: '2026-11-22T00:00:00.000Z',
				last: '2026-11-21T00:00:00.000Z',
			},
		],
		temperatures: [{ name: 'coretemp: Package id 0', celsius: 48, criticalCelsius: 100 }],
		clock: { synchronized: true, source: 'chrony', offsetSeconds: 0.000_21 },
		previousShutdown: { time: '2026-11-09T03:58:00.000Z', reason: 'reboot' },
		oomKills: [],
		readOnlyMounts: [],
		rebootRequired: { required: false, reasons: [] },
		outdatedProcesses: [],
		deletedOpenFiles: [],
		packagesUpgradable: 3,
		...overrides,
	};
}

export function filesystem(source: string, mountPoint: string, totalBytes: number, usedBytes: number) {
	return {
		source,
		type: 'ext4',
		mountPoint,
		totalBytes,
		usedBytes,
		availableBytes: totalBytes - usedBytes,
		inodesTotal: 1_000_000,
		inodesUsed: 31_000,
		isReadOnly: false,
		isRemote: false,
	};
}

/** A host with everything wrong at once. */
export function sickHost(): HostData {
	return sampleHost({
		filesystems: [filesystem('/dev/sda1', '/', 200e9, 198e9), filesystem('/dev/sdb1', '/var/lib/mysql', 1000e9, 410e9)],
		raids: [
			{
				name: 'md0',
				level: 'raid1',
				state: 'degraded',
				devicesTotal: 2,
				devicesActive: 1,
				failedDevices: ['sdb1'],
				progressPercent: null,
			},
		],
		oomKills: [{ time: '2026-11-21T06:12:00.000Z', pid: 2114, name: 'mysqld', cgroup: '/system.slice/mysql.service' }],
		readOnlyMounts: [
			{ mountPoint: '/srv', source: '/dev/sdc1', message: 'EXT4-fs (sdc1): Remounting filesystem read-only' },
		],
		clock: { synchronized: false, source: 'chrony', offsetSeconds: null },
		previousShutdown: { time: '2026-11-21T03:58:00.000Z', reason: 'crash' },
		uptimeSeconds: 7200,
		rebootRequired: { required: true, reasons: ['kernel 6.1.0-29-amd64 is installed, 6.1.0-28-amd64 runs'] },
		outdatedProcesses: [{ pid: 812, name: 'sshd', files: ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3'] }],
		deletedOpenFiles: [{ pid: 2114, name: 'mysqld', path: '/var/log/mysql/slow.log', bytes: 4_400_000_000 }],
	});
}
