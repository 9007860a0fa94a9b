import type { HostData, HostHardware } from './host.ts';
import type { Problem } from './problem.ts';
import type { OpsError } from './result.ts';

/** What a host has on its disks' health, by the disk's name. */
export type DiskHealthFacts = Readonly<
	Record<string, { readonly health: 'passed' | 'failed' | null; readonly temperatureCelsius: number | null }>
>;

/**
 * The facts of a host in the groups in which they are read: one source, one deadline and one age each. A group is lost or late
 * by itself.
 */
export type HostFactValues = {
	readonly identity: Pick<HostData, 'hostname' | 'os' | 'kernel' | 'boot' | 'uptimeSeconds' | 'timezone'>;
	readonly fqdn: Pick<HostData, 'fqdn'>;
	readonly virtualization: Pick<HostData, 'virtualization'>;
	readonly hardware: HostHardware;
	readonly addresses: NonNullable<HostData['addresses']>;
	readonly users: NonNullable<HostData['users']>;
	readonly cronJobs: NonNullable<HostData['cronJobs']>;
	readonly filesystems: NonNullable<HostData['filesystems']>;
	readonly disks: NonNullable<HostData['disks']>;
	readonly diskHealth: DiskHealthFacts;
	readonly raids: NonNullable<HostData['raids']>;
	readonly gpus: NonNullable<HostData['gpus']>;
	readonly timers: NonNullable<HostData['timers']>;
	readonly temperatures: NonNullable<HostData['temperatures']>;
	readonly clock: HostData['clock'];
	readonly previousShutdown: HostData['previousShutdown'];
	readonly kernelTrouble: Pick<HostData, 'oomKills' | 'readOnlyMounts'>;
	readonly reboot: HostData['rebootRequired'];
	readonly outdatedProcesses: NonNullable<HostData['outdatedProcesses']>;
	readonly deletedOpenFiles: NonNullable<HostData['deletedOpenFiles']>;
	readonly packagesUpgradable: number;
};

export type HostFactName = keyof HostFactValues;

/** One group: on its way, here (with the gaps found in it, and when it was read), or not to be had. */
export type Fact<Value> =
	| { readonly state: 'pending' }
	| {
			readonly state: 'ready';
			readonly value: Value;
			readonly problems: readonly Problem[];
			readonly takenAtMs: number;
	  }
	| { readonly state: 'failed'; readonly error: OpsError; readonly takenAtMs: number };

export type HostFacts = { readonly [Name in HostFactName]: Fact<HostFactValues[Name]> };

/** The fields of the document that stand empty while a group is pending or failed. */
export const hostFactFields: { readonly [Name in HostFactName]: readonly string[] } = {
	identity: ['hostname', 'os', 'kernel', 'boot', 'uptimeSeconds', 'timezone'],
	fqdn: ['fqdn'],
	virtualization: ['virtualization'],
	hardware: ['hardware'],
	addresses: ['addresses'],
	users: ['users'],
	cronJobs: ['cronJobs'],
	filesystems: ['filesystems'],
	disks: ['disks'],
	diskHealth: ['disks[].health'],
	raids: ['raids'],
	gpus: ['gpus'],
	timers: ['timers'],
	temperatures: ['temperatures'],
	clock: ['clock'],
	previousShutdown: ['previousShutdown'],
	kernelTrouble: ['oomKills', 'readOnlyMounts'],
	reboot: ['rebootRequired'],
	outdatedProcesses: ['outdatedProcesses'],
	deletedOpenFiles: ['deletedOpenFiles'],
	packagesUpgradable: ['packagesUpgradable'],
};

export const hostFactNames = Object.keys(hostFactFields) as readonly HostFactName[];
