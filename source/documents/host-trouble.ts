import { formatShortTime, formatSize } from '../domain/format.ts';
import type { FilesystemRow, HostData } from '../domain/host.ts';
import type { Problem } from '../domain/problem.ts';

/** Something on a host that wants a person's attention. */
export type Trouble = {
	readonly level: 'bad' | 'warn';
	/** One sentence or less; names are as the host gave them. */
	readonly text: string;
	/** The process to look at, where there is one. */
	readonly pid: number | null;
};

const fullWarnPercent = 90;
const fullBadPercent = 97;
/** Clocks further off than that break logins and certificates before long. */
const offsetWarnSeconds = 1;
/** An old crash is history. */
const crashWarnSeconds = 7 * 86_400;
const deletedWarnBytes = 100 * 1024 * 1024;
const namesShown = 4;

/** What needs attention, worst first. Empty: nothing does, as far as is known. */
export function findTrouble(data: HostData, problems: readonly Problem[]): readonly Trouble[] {
	const all = [
		...raidTrouble(data),
		...readOnlyTrouble(data),
		...diskTrouble(data),
		...temperatureTrouble(data),
		...fullTrouble(data),
		...silentTrouble(problems),
		...oomTrouble(data),
		...clockTrouble(data),
		...crashTrouble(data),
		...rebootTrouble(data),
		...outdatedTrouble(data),
		...deletedTrouble(data),
	];
	return [...all.filter(({ level }) => level === 'bad'), ...all.filter(({ level }) => level === 'warn')];
}

function trouble(level: Trouble['level'], text: string, pid: number | null = null): Trouble {
	return { level, text, pid };
}

function raidTrouble({ raids }: HostData): Trouble[] {
	return (raids ?? []).flatMap(({ name, level, state, failedDevices, progressPercent }) => {
		if (state !== 'degraded' && state !== 'inactive') return [];
		const failed = failedDevices.length === 0 ? '' : `, failed: ${failedDevices.join(', ')}`;
		const progress = progressPercent === null ? '' : `, rebuilt to ${progressPercent.toFixed(1)}%`;
		return trouble('bad', `RAID ${name} (${level ?? 'unknown level'}) is ${state}${failed}${progress}`);
	});
}

function readOnlyTrouble({ readOnlyMounts }: HostData): Trouble[] {
	return (readOnlyMounts ?? []).map(({ mountPoint, source, message }) =>
		trouble('bad', `${mountPoint} (${source}) became read-only${message === null ? '' : `: ${message}`}`),
	);
}

function diskTrouble({ disks }: HostData): Trouble[] {
	return (disks ?? [])
		.filter(({ health }) => health === 'failed')
		.map(({ name, model }) =>
			trouble('bad', `Disk ${name}${model === null ? '' : ` (${model})`} says that it is failing`),
		);
}

function temperatureTrouble({ temperatures }: HostData): Trouble[] {
	return (temperatures ?? [])
		.filter(({ celsius, criticalCelsius }) => criticalCelsius !== null && celsius >= criticalCelsius)
		.map(({ name, celsius }) => trouble('bad', `${name} is at ${celsius.toFixed(0)} degrees Celsius, its limit`));
}

/** Share of a file system that is used, as df counts it: what is kept for root belongs to neither side. Null where unknown. */
export function usedPercent({ usedBytes, availableBytes }: FilesystemRow): number | null {
	if (usedBytes === null || availableBytes === null || usedBytes + availableBytes <= 0) return null;
	return (usedBytes / (usedBytes + availableBytes)) * 100;
}

export function inodesPercent({ inodesUsed, inodesTotal }: FilesystemRow): number | null {
	return inodesUsed === null || inodesTotal === null || inodesTotal === 0 ? null : (inodesUsed / inodesTotal) * 100;
}

function fullTrouble({ filesystems }: HostData): Trouble[] {
	// What is read-only by nature is always full.
	return (filesystems ?? [])
		.filter(({ isReadOnly }) => !isReadOnly)
		.flatMap((row) => {
			const space = usedPercent(row) ?? 0;
			const inodes = inodesPercent(row) ?? 0;
			const level = Math.max(space, inodes) >= fullBadPercent ? 'bad' : 'warn';
			const free = row.availableBytes === null ? '' : `, ${formatSize(row.availableBytes)} left`;
			return [
				...(space >= fullWarnPercent ? [trouble(level, `${row.mountPoint} is ${Math.floor(space)}% full${free}`)] : []),
				...(inodes >= fullWarnPercent
					? [trouble(level, `${row.mountPoint} has used ${Math.floor(inodes)}% of its inodes`)]
					: []),
			];
		});
}

function silentTrouble(problems: readonly Problem[]): Trouble[] {
	return problems
		.filter(({ field, code }) => field.startsWith('filesystems') && code === 'timeout')
		.map(({ message }) => trouble('warn', message));
}

function oomTrouble({ oomKills }: HostData): Trouble[] {
	if (oomKills === null || oomKills.length === 0) return [];
	const last = oomKills.at(-1);
	const when = last?.time == null ? '' : ` at ${formatShortTime(last.time)}`;
	const what = last?.name == null ? '' : `; the last was ${last.name}${when}`;
	const count = oomKills.length === 1 ? '1 process was' : `${oomKills.length} processes were`;
	return [trouble('warn', `${count} killed for memory since boot${what}`)];
}

function clockTrouble({ clock }: HostData): Trouble[] {
	const { synchronized, offsetSeconds, source } = clock;
	if (synchronized === false) return [trouble('warn', `The clock is not synchronised (${source ?? 'no source'})`)];
	if (offsetSeconds === null || Math.abs(offsetSeconds) < offsetWarnSeconds) return [];
	return [
		trouble('warn', `The clock is ${Math.abs(offsetSeconds).toFixed(1)} s ${offsetSeconds > 0 ? 'ahead' : 'behind'}`),
	];
}

function crashTrouble({ previousShutdown, uptimeSeconds }: HostData): Trouble[] {
	if (previousShutdown.reason !== 'crash' || (uptimeSeconds ?? 0) > crashWarnSeconds) return [];
	return [trouble('warn', 'The boot before this one ended without a shutdown: a crash, a reset or a loss of power')];
}

function rebootTrouble({ rebootRequired }: HostData): Trouble[] {
	if (rebootRequired.required !== true) return [];
	return [trouble('warn', `A reboot is required: ${listed(rebootRequired.reasons)}`)];
}

function outdatedTrouble({ outdatedProcesses }: HostData): Trouble[] {
	if (outdatedProcesses === null || outdatedProcesses.length === 0) return [];
	const names = [...new Set(outdatedProcesses.map(({ name }) => name))];
	const count = outdatedProcesses.length === 1 ? '1 process runs' : `${outdatedProcesses.length} processes run`;
	return [
		trouble('warn', `${count} code that was replaced on disk: ${listed(names)}`, outdatedProcesses[0]?.pid ?? null),
	];
}

function deletedTrouble({ deletedOpenFiles }: HostData): Trouble[] {
	const bytes = (deletedOpenFiles ?? []).reduce((sum, file) => sum + file.bytes, 0);
	const largest = deletedOpenFiles?.[0];
	if (largest === undefined || bytes < deletedWarnBytes) return [];
	const holder = `${largest.name ?? 'process'} (${largest.pid})`;
	return [
		trouble(
			'warn',
			`Deleted files that are still open hold ${formatSize(bytes)}; most of it ${holder}: ${largest.path}`,
			largest.pid,
		),
	];
}

function listed(names: readonly string[]): string {
	const more = names.length - namesShown;
	return names.slice(0, namesShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
