import { z } from 'zod';

const text = z.string().nullable();
const count = z.int().nullable();
const bytes = z.number().nullable();
const time = z.iso.datetime().nullable();

const os = z.object({
	name: text,
	version: text,
	id: text.describe('As os-release has it: debian, rhel, alpine …'),
	pretty: text,
});

const hardware = z.object({
	vendor: text,
	model: text,
	cpuModel: text,
	sockets: count,
	cores: count,
	threads: count,
	memoryBytes: bytes,
});

const address = z.object({
	interface: z.string(),
	address: z.string().describe('With its prefix length'),
	family: z.enum(['ipv4', 'ipv6']),
	scope: text.describe('global, link, host …'),
});

const user = z.object({
	user: z.string(),
	tty: text,
	from: text.describe('Null at the console and where unknown'),
	since: time,
	idleSeconds: z.number().nullable(),
	pid: count,
});

const cronJob = z.object({
	source: z.string().describe('The file that it stands in'),
	user: text,
	schedule: z.string().describe('Five fields or a nickname'),
	command: z.string(),
});

const filesystem = z.object({
	source: z.string(),
	type: z.string(),
	mountPoint: z.string(),
	totalBytes: bytes.describe('Null while its server does not answer'),
	usedBytes: bytes.describe('Total less free for the file system, as df counts it'),
	availableBytes: bytes.describe('What an ordinary user may still write'),
	inodesTotal: count.describe('Null where the type has no fixed number'),
	inodesUsed: count,
	isReadOnly: z.boolean(),
	isRemote: z.boolean().describe('Served over a network or by another process'),
});

const disk = z.object({
	name: z.string(),
	model: text,
	serial: text,
	sizeBytes: bytes,
	isRotational: z.boolean().nullable(),
	transport: text.describe('sata, nvme, usb, virtio …'),
	health: z.enum(['passed', 'failed']).nullable().describe('The disk’s own verdict (SMART)'),
	temperatureCelsius: z.number().nullable(),
});

const raid = z.object({
	name: z.string(),
	level: text,
	state: z.string().describe('active, degraded, inactive, resyncing …'),
	devicesTotal: count,
	devicesActive: count,
	failedDevices: z.array(z.string()),
	progressPercent: z.number().nullable().describe('Of a resync, recovery, reshape or check under way'),
});

const gpu = z.object({ vendor: text, model: text, bus: text, memoryBytes: bytes, driver: text });

const timer = z.object({ unit: z.string(), activates: text, next: time, last: time });

const temperature = z.object({ name: z.string(), celsius: z.number(), criticalCelsius: z.number().nullable() });

const clock = z.object({
	synchronized: z.boolean().nullable(),
	source: text.describe('chrony, systemd-timesyncd, ntpd, kernel'),
	offsetSeconds: z.number().nullable().describe('Positive: this clock is ahead'),
});

const previousShutdown = z.object({
	time,
	reason: z
		.enum(['reboot', 'poweroff', 'shutdown', 'crash'])
		.nullable()
		.describe('shutdown: in order, off or again not known; crash: nothing was written at the end'),
});

const oomKill = z.object({ time, pid: count, name: text, cgroup: text.describe('Whose limit it was') });

const readOnlyMount = z.object({
	mountPoint: z.string(),
	source: z.string(),
	message: text.describe('The kernel’s words'),
});

const outdatedProcess = z.object({ pid: z.int(), name: z.string(), files: z.array(z.string()) });

const deletedOpenFile = z.object({ pid: z.int(), name: text, path: z.string(), bytes: z.number() });

/** `data` of `opsdash/host/1`. */
export const hostDataSchema = z.object({
	hostname: text,
	fqdn: text,
	os,
	kernel: z.object({ release: text, version: text, arch: text }),
	boot: z.object({ id: text, time }),
	uptimeSeconds: z.number().nullable(),
	timezone: text.describe('IANA name'),
	virtualization: text.describe('none on bare metal, else as systemd-detect-virt names it'),
	hardware,
	addresses: z.array(address).nullable(),
	users: z.array(user).nullable(),
	cronJobs: z.array(cronJob).nullable(),
	filesystems: z.array(filesystem).nullable().describe('Each once, as df lists them'),
	disks: z.array(disk).nullable(),
	raids: z.array(raid).nullable(),
	gpus: z.array(gpu).nullable(),
	timers: z.array(timer).nullable(),
	temperatures: z.array(temperature).nullable(),
	clock,
	previousShutdown,
	oomKills: z.array(oomKill).nullable().describe('Since boot, oldest first'),
	readOnlyMounts: z.array(readOnlyMount).nullable().describe('Read-only though they should not be'),
	rebootRequired: z.object({ required: z.boolean().nullable(), reasons: z.array(z.string()) }),
	outdatedProcesses: z.array(outdatedProcess).nullable().describe('Running code that was replaced on disk'),
	deletedOpenFiles: z.array(deletedOpenFile).nullable().describe('1 MiB or more, largest first'),
	packagesUpgradable: count,
});
