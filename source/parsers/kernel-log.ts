import type { OomKill } from '../domain/host.ts';
import { isoOf } from './figures.ts';

/**
 * The kernel's log as `dmesg` prints it (`[    1.303369] text`, seconds after boot) or as `journalctl -k -o short-unix` does
 * (`1795248811.303369 host kernel: text`, seconds since the epoch). Lines that tell nothing here are passed over: a log
 * holds anything, so nothing counts as malformed. Wordings: mm/oom_kill.c and fs/ of Linux 3.10 to 6.18.
 */
export type KernelEvents = {
	/** Oldest first. */
	readonly oomKills: readonly OomKill[];
	readonly readOnly: readonly ReadOnlyEvent[];
};

/** The kernel took a file system away from writers. */
export type ReadOnlyEvent = { readonly device: string; readonly message: string };

type LogLine = { readonly time: string | null; readonly text: string };

export function parseKernelLog(text: string, bootEpochMs: number | null): KernelEvents {
	const oomKills: OomKill[] = [];
	const readOnly: ReadOnlyEvent[] = [];
	let constraint: ReturnType<typeof parseConstraint> = null;
	for (const raw of text.split('\n')) {
		if (!/kill|read-?only|shut/i.test(raw)) continue;
		const line = splitLine(raw, bootEpochMs);
		constraint = parseConstraint(line.text) ?? constraint;
		const kill = parseKill(line);
		if (kill !== null) {
			oomKills.push(constraint?.pid === kill.pid ? { ...kill, cgroup: constraint?.cgroup ?? null } : kill);
			constraint = null;
		}
		const event = parseReadOnly(line.text);
		if (event !== null) readOnly.push(event);
	}
	return { oomKills: withoutRepeats(oomKills), readOnly };
}

const sinceBoot = /^(?:<\d+>)?(?:\w+\s*:\w+\s*: )?\[\s*(\d+\.\d+)\](?:\[[^\]]*\])? (.*)$/;
const sinceEpoch = /^(\d{9,}\.\d+) \S+ kernel: (.*)$/;

function splitLine(raw: string, bootEpochMs: number | null): LogLine {
	const [, uptime, afterBoot] = sinceBoot.exec(raw) ?? [];
	if (uptime !== undefined && afterBoot !== undefined) {
		const time = bootEpochMs === null ? null : isoOf(Math.round(bootEpochMs + Number(uptime) * 1000));
		return { time, text: afterBoot };
	}
	const [, epoch, text] = sinceEpoch.exec(raw) ?? [];
	return epoch === undefined
		? { time: null, text: raw }
		: { time: isoOf(Math.round(Number(epoch) * 1000)), text: text ?? '' };
}

/** `oom-kill:constraint=CONSTRAINT_MEMCG,…,task_memcg=/a/b,task=name,pid=12,uid=0`, from 4.20 on, just before the kill. */
function parseConstraint(text: string): { readonly pid: number; readonly cgroup: string | null } | null {
	const [, kind, rest] = /oom-kill:constraint=(\w+),(.*)$/.exec(text) ?? [];
	const pid = /,pid=(\d+),uid=\d+\s*$/.exec(rest ?? '')?.[1];
	if (pid === undefined || rest === undefined) return null;
	const cgroup = /(?:^|,)oom_memcg=(.*?),task_memcg=/.exec(rest)?.[1];
	return { pid: Number(pid), cgroup: kind === 'CONSTRAINT_MEMCG' ? (cgroup ?? null) : null };
}

/** `Out of memory: Killed process 12 (name) total-vm:…`; up to 5.2 `Kill process …` stood on a line of its own before it. */
function parseKill({ time, text }: LogLine): OomKill | null {
	const [, pid, name] =
		/\bKilled process (\d+),? (?:UID \d+,? )?\((.*?)\),? ?(?:total-vm|vm|sub|anon|$)/.exec(text) ?? [];
	return pid === undefined ? null : { time, pid: Number(pid), name: name ?? null, cgroup: null };
}

/** Old kernels print the same kill more than once. */
function withoutRepeats(kills: readonly OomKill[]): OomKill[] {
	return kills.filter(
		({ pid, time }, index) => index === 0 || kills[index - 1]?.pid !== pid || kills[index - 1]?.time !== time,
	);
}

const readOnlyPatterns = [
	/^(?:EXT[234]-fs|F2FS-fs|JFS|NILFS|REISERFS) \((?:device )?([\w!.-]+)\).*(?:remount|mount).*read-?only/i,
	/^(?:EXT[234]-fs|JBD2).*?\b(?:device|on) ([\w!.-]+?)(?:-8)?[):,].*read-?only/i,
	/^BTRFS.*\(device ([\w!.-]+).*?\):? .*(?:forced|turning|forcing).*read-?only/i,
	/^XFS \(([\w!.-]+)\): .*(?:has been shut down|shutting down file ?system)/i,
] as const;

function parseReadOnly(text: string): ReadOnlyEvent | null {
	for (const pattern of readOnlyPatterns) {
		const device = pattern.exec(text)?.[1];
		if (device !== undefined) return { device: device.replaceAll('!', '/'), message: text.slice(0, 300) };
	}
	return null;
}
