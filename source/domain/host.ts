/**
 * What stands still on a host, or moves slowly: the data of the `host` document. Null is "not known", and then `problems`
 * says why; an empty list is "there are none". Text is as the host gave it: sanitise it before it reaches a terminal.
 */
export type HostData = {
	readonly hostname: string | null;
	readonly fqdn: string | null;
	readonly os: {
		readonly name: string | null;
		readonly version: string | null;
		readonly id: string | null;
		/** `Debian GNU/Linux 12 (bookworm)` */
		readonly pretty: string | null;
	};
	readonly kernel: {
		readonly release: string | null;
		/** As `uname -v` prints it. */
		readonly version: string | null;
		readonly arch: string | null;
	};
	readonly boot: {
		readonly id: string | null;
		/** ISO 8601 UTC. */
		readonly time: string | null;
	};
	readonly uptimeSeconds: number | null;
	/** IANA name, e.g. `Europe/Berlin`. */
	readonly timezone: string | null;
	/** `none` on bare metal, else as systemd-detect-virt names it: `kvm`, `lxc`, `docker` … */
	readonly virtualization: string | null;
	readonly hardware: HostHardware;
	readonly addresses: readonly HostAddress[] | null;
	readonly users: readonly LoggedInUser[] | null;
	readonly cronJobs: readonly CronJob[] | null;
	readonly filesystems: readonly FilesystemRow[] | null;
	readonly disks: readonly DiskRow[] | null;
	readonly raids: readonly RaidRow[] | null;
	readonly gpus: readonly GpuRow[] | null;
	readonly timers: readonly TimerRow[] | null;
	readonly temperatures: readonly TemperatureRow[] | null;
	readonly clock: ClockState;
	readonly previousShutdown: PreviousShutdown;
	readonly oomKills: readonly OomKill[] | null;
	readonly readOnlyMounts: readonly ReadOnlyMount[] | null;
	readonly rebootRequired: {
		readonly required: boolean | null;
		/** Packages or sentences that tell why. */
		readonly reasons: readonly string[];
	};
	/** Processes that still run code whose file was replaced or removed. */
	readonly outdatedProcesses: readonly OutdatedProcess[] | null;
	/** Largest first; only files of `largeDeletedFileBytes` or more. */
	readonly deletedOpenFiles: readonly DeletedOpenFile[] | null;
	readonly packagesUpgradable: number | null;
};

export type HostHardware = {
	readonly vendor: string | null;
	readonly model: string | null;
	readonly cpuModel: string | null;
	readonly sockets: number | null;
	readonly cores: number | null;
	readonly threads: number | null;
	readonly memoryBytes: number | null;
};

export type HostAddress = {
	readonly interface: string;
	/** With its prefix length: `192.0.2.4/24`. */
	readonly address: string;
	readonly family: 'ipv4' | 'ipv6';
	/** `global`, `link`, `host` … */
	readonly scope: string | null;
};

export type LoggedInUser = {
	readonly user: string;
	readonly tty: string | null;
	/** Address or display it came from; null at the console and where unknown. */
	readonly from: string | null;
	/** ISO 8601 UTC. */
	readonly since: string | null;
	readonly idleSeconds: number | null;
	readonly pid: number | null;
};

export type CronJob = {
	/** File it stands in, e.g. `/etc/cron.d/e2scrub_all`. */
	readonly source: string;
	/** Null where the file does not tell. */
	readonly user: string | null;
	/** Five fields or a nickname: `10 3 * * *`, `@daily`. */
	readonly schedule: string;
	readonly command: string;
};

export type FilesystemRow = {
	readonly source: string;
	readonly type: string;
	readonly mountPoint: string;
	readonly totalBytes: number | null;
	/** Total less free for the file system, as df counts it. */
	readonly usedBytes: number | null;
	/** What an ordinary user may still write. */
	readonly availableBytes: number | null;
	/** Null where the type has no fixed number of inodes. */
	readonly inodesTotal: number | null;
	readonly inodesUsed: number | null;
	readonly isReadOnly: boolean;
	/** Served over a network or by another process: it may not answer. */
	readonly isRemote: boolean;
};

export type DiskHealth = 'passed' | 'failed';

export type DiskRow = {
	readonly name: string;
	readonly model: string | null;
	readonly serial: string | null;
	readonly sizeBytes: number | null;
	readonly isRotational: boolean | null;
	/** `sata`, `nvme`, `usb`, `virtio` … */
	readonly transport: string | null;
	/** The disk's own verdict (SMART); null where it may not be asked. */
	readonly health: DiskHealth | null;
	readonly temperatureCelsius: number | null;
};

export type RaidRow = {
	readonly name: string;
	/** `raid1`, `raid5` … */
	readonly level: string | null;
	/** `active`, `inactive`, `degraded`, `recovering` …; `degraded` wins. */
	readonly state: string;
	readonly devicesTotal: number | null;
	readonly devicesActive: number | null;
	readonly failedDevices: readonly string[];
	/** Of a resync, recovery, reshape or check under way. */
	readonly progressPercent: number | null;
};

export type GpuRow = {
	readonly vendor: string | null;
	readonly model: string | null;
	/** PCI address where there is one. */
	readonly bus: string | null;
	readonly memoryBytes: number | null;
	readonly driver: string | null;
};

export type TimerRow = {
	readonly unit: string;
	/** The unit that it starts. */
	readonly activates: string | null;
	/** ISO 8601 UTC; null when it will not run again, or is not known. */
	readonly next: string | null;
	readonly last: string | null;
};

export type TemperatureRow = {
	/** `coretemp: Package id 0`, `thermal: x86_pkg_temp` */
	readonly name: string;
	readonly celsius: number;
	/** Above it the part is too hot; null where the sensor gives none. */
	readonly criticalCelsius: number | null;
};

export type ClockState = {
	readonly synchronized: boolean | null;
	/** What disciplines it: `chrony`, `systemd-timesyncd`, `ntpd`, `kernel` (the kernel's own flag is all that could be read). */
	readonly source: string | null;
	/** Positive: this clock is ahead. */
	readonly offsetSeconds: number | null;
};

/** `shutdown`: orderly, and whether off or again is not known. `crash`: nothing was written at the end (power loss, panic, reset). */
export type ShutdownReason = 'reboot' | 'poweroff' | 'shutdown' | 'crash';

/** How the boot before this one ended; null where nothing reaches back that far. */
export type PreviousShutdown = {
	readonly time: string | null;
	readonly reason: ShutdownReason | null;
};

export type OomKill = {
	/** ISO 8601 UTC; null where only the kernel's count is known. */
	readonly time: string | null;
	readonly pid: number | null;
	readonly name: string | null;
	/** cgroup whose limit it was; null when the whole host was out of memory, or unknown. */
	readonly cgroup: string | null;
};

export type ReadOnlyMount = {
	readonly mountPoint: string;
	readonly source: string;
	/** What the kernel said at the time; null where its log may not be read. */
	readonly message: string | null;
};

export type OutdatedProcess = {
	readonly pid: number;
	readonly name: string;
	/** Replaced files that it still has mapped; the first few. */
	readonly files: readonly string[];
};

export type DeletedOpenFile = {
	readonly pid: number;
	readonly name: string | null;
	readonly path: string;
	readonly bytes: number;
};

/** Smaller deleted files are not worth a line. */
export const largeDeletedFileBytes = 1024 * 1024;
