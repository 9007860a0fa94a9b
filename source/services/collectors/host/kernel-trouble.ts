import { runAsRoot } from '../../../domain/hints.ts';
import type { OomKill, ReadOnlyMount } from '../../../domain/host.ts';
import { type Problem, problemOf } from '../../../domain/problem.ts';
import { fail, type OpsError, type Result } from '../../../domain/result.ts';
import { numberOf } from '../../../parsers/figures.ts';
import { type KernelEvents, parseKernelLog, type ReadOnlyEvent } from '../../../parsers/kernel-log.ts';
import { type FstabEntry, type Mount, parseFstab, parseMountinfo } from '../../../parsers/mountinfo.ts';
import { parseProcStat } from '../../../parsers/proc-stat.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, runToEnd, secondMs } from './fact-reader.ts';

/** Newest ones kept; a host in a loop of kills has thousands. */
const maxKills = 100;
/** Parsed in one go: bounds how long the main thread is held. */
const maxLogBytes = 2 * 1024 * 1024;
/** Read-only by nature. */
const readOnlyTypes = /^(?:iso9660|squashfs|erofs|romfs|cramfs|udf|overlay|tmpfs|ramfs)$/;

type Log = { readonly events: KernelEvents; readonly error: OpsError | null };
const noEvents: KernelEvents = { oomKills: [], readOnly: [] };

/**
 * What the kernel did to this host since boot: processes killed for memory, file systems taken away from writers. Counters and
 * mount options tell whether there is anything; only then is the log read, and again only when they change.
 */
export function createKernelTroubleReader(): FactReader<'kernelTrouble'> {
	let known: { readonly sign: string; readonly log: Log } | null = null;
	return {
		maxAgeMs: 15 * secondMs,
		isKept: false,
		deadlineMs: 6 * secondMs,
		async read(transport, signal) {
			const [vmstat, mountinfo, fstab, stat] = await transport.readFiles([
				'/proc/vmstat',
				'/proc/self/mountinfo',
				'/etc/fstab',
				'/proc/stat',
			]);
			const kills = vmstat?.ok ? numberOf(/^oom_kill (\d+)$/m.exec(vmstat.value)?.[1]) : null;
			const suspects = mountinfo?.ok
				? findReadOnly(parseMountinfo(mountinfo.value).records, fstab?.ok ? parseFstab(fstab.value).records : [])
				: null;
			const sign = JSON.stringify([kills, suspects?.map(({ id }) => id)]);
			if (kills !== 0 || (suspects?.length ?? 0) > 0) {
				// Without the counter only the log tells, so it is read each time.
				if (known?.sign !== sign || kills === null) {
					const bootSeconds = stat?.ok ? parseProcStat(stat.value).bootTimeSeconds : null;
					known = {
						sign,
						log: await readLog(transport, bootSeconds === null ? null : bootSeconds * 1000, kills ?? 0, signal),
					};
				}
			}
			const log = known?.sign === sign ? known.log : { events: noEvents, error: null };
			const oom = listKills(kills, log);
			const mountProblems = mountinfo?.ok ? [] : [problemOf('readOnlyMounts', mountinfo?.error ?? missing)];
			return answer({ oomKills: oom.kills, readOnlyMounts: suspects?.map((mount) => readOnlyOf(mount, log)) ?? null }, [
				...oom.problems,
				...mountProblems,
			]);
		},
	};
}

const missing: OpsError = { code: 'unavailable', message: 'The list of mounts could not be read' };

/**
 * Mounts that are read-only and should not be: the file system is while the mount asked for writing (what an error leaves
 * behind), or /etc/fstab wants it writable.
 */
export function findReadOnly(mounts: readonly Mount[], fstab: readonly FstabEntry[]): readonly Mount[] {
	const wanted = new Map(fstab.map((entry) => [entry.mountPoint, entry]));
	return mounts.filter((mount) => {
		if (readOnlyTypes.test(mount.type) || !mount.source.includes('/')) return false;
		if (mount.superOptions.some((option) => option === 'emergency_ro' || option === 'shutdown')) return true;
		const isSuperReadOnly = mount.superOptions.includes('ro');
		if (isSuperReadOnly && mount.options.includes('rw')) return mount.root === '/' || mount.type === 'btrfs';
		const entry = wanted.get(mount.mountPoint);
		return (isSuperReadOnly || mount.options.includes('ro')) && entry !== undefined && !entry.options.includes('ro');
	});
}

function readOnlyOf(mount: Mount, log: Log): ReadOnlyMount {
	const name = mount.source.replace(/^\/dev\/(?:mapper\/)?/, '');
	const event = log.events.readOnly.findLast(({ device }: ReadOnlyEvent) => device === name);
	return { mountPoint: mount.mountPoint, source: mount.source, message: event?.message ?? null };
}

/** dmesg first, since it is at hand everywhere; the journal where that was closed or too short. */
async function readLog(
	transport: Transport,
	bootEpochMs: number | null,
	kills: number,
	signal: AbortSignal,
): Promise<Log> {
	const options = { timeoutMs: 2 * secondMs, maxBytes: maxLogBytes };
	const parse = (result: Result<{ readonly stdout: string }>) =>
		result.ok ? parseKernelLog(result.value.stdout, bootEpochMs) : null;
	const dmesg = await runToEnd(transport, { file: 'dmesg', args: [] }, options, signal);
	const events = parse(dmesg);
	if (events !== null && events.oomKills.length >= kills) return { events, error: null };
	const args = ['-k', '-b', '-q', '-o', 'short-unix', '--no-pager', '-n', '10000'];
	const journal = parse(await runToEnd(transport, { file: 'journalctl', args }, options, signal));
	if (journal !== null && journal.oomKills.length > (events?.oomKills.length ?? 0))
		return { events: journal, error: null };
	if (events !== null) return { events, error: null };
	const denied = fail(
		'permission',
		'The kernel log may not be read by this user',
		`${runAsRoot}, or join the group systemd-journal or adm.`,
	);
	return journal === null || journal.readOnly.length + journal.oomKills.length === 0
		? { events: noEvents, error: denied.error }
		: { events: journal, error: null };
}

function listKills(
	count: number | null,
	{ events, error }: Log,
): { readonly kills: readonly OomKill[] | null; readonly problems: readonly Problem[] } {
	if (count === null && error !== null) return { kills: null, problems: [problemOf('oomKills', error)] };
	const total = Math.max(count ?? 0, events.oomKills.length);
	const unknown = Math.max(0, Math.min(maxKills, total) - events.oomKills.length);
	const nameless = Array.from(
		{ length: unknown },
		(): OomKill => ({ time: null, pid: null, name: null, cgroup: null }),
	);
	const kills = [...nameless, ...events.oomKills].slice(-maxKills);
	if (total === kills.length && unknown === 0) return { kills, problems: [] };
	const known = Math.min(events.oomKills.length, maxKills);
	const killed = total === 1 ? '1 process' : `${total} processes`;
	const names = known === 0 ? 'no name is known' : known === 1 ? '1 name is known' : `${known} names are known`;
	const message = `The kernel killed ${killed} for memory since boot; ${names}`;
	return {
		kills,
		problems: [{ field: 'oomKills', code: error?.code ?? 'incomplete', message, hint: error?.hint ?? null }],
	};
}
