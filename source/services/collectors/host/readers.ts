import type { SecretPatterns } from '../../../domain/secrets.ts';
import { addressesReader } from './addresses.ts';
import { clockReader } from './clock.ts';
import { createCronJobsReader } from './cron-jobs.ts';
import { deletedOpenFilesReader } from './deleted-open-files.ts';
import { diskHealthReader } from './disk-health.ts';
import { disksReader } from './disks.ts';
import type { FactReaders } from './fact-reader.ts';
import { createFilesystemsReader } from './filesystems.ts';
import { fqdnReader } from './fqdn.ts';
import { gpusReader } from './gpus.ts';
import { hardwareReader } from './hardware.ts';
import { createIdentityReader } from './identity.ts';
import { createKernelTroubleReader } from './kernel-trouble.ts';
import { outdatedProcessesReader } from './outdated-processes.ts';
import { packageUpdatesReader } from './package-updates.ts';
import { previousShutdownReader } from './previous-shutdown.ts';
import { raidsReader } from './raids.ts';
import { rebootReader } from './reboot.ts';
import { temperaturesReader } from './temperatures.ts';
import { timersReader } from './timers.ts';
import { usersReader } from './users.ts';
import { virtualizationReader } from './virtualization.ts';

/** A reader for every group; some remember what they saw, so each host has its own. `secrets` of the settings are masked in what it keeps. */
export function createFactReaders(secrets: SecretPatterns = []): FactReaders {
	return {
		identity: createIdentityReader(),
		fqdn: fqdnReader,
		virtualization: virtualizationReader,
		hardware: hardwareReader,
		addresses: addressesReader,
		users: usersReader,
		cronJobs: createCronJobsReader(secrets),
		filesystems: createFilesystemsReader(),
		disks: disksReader,
		diskHealth: diskHealthReader,
		raids: raidsReader,
		gpus: gpusReader,
		timers: timersReader,
		temperatures: temperaturesReader,
		clock: clockReader,
		previousShutdown: previousShutdownReader,
		kernelTrouble: createKernelTroubleReader(),
		reboot: rebootReader,
		outdatedProcesses: outdatedProcessesReader,
		deletedOpenFiles: deletedOpenFilesReader,
		packagesUpgradable: packageUpdatesReader,
	};
}
