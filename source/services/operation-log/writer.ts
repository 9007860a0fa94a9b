import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Begun, Writer } from './log-event.ts';

function attempt(read: () => string): string | null {
	try {
		return read().trim() || null;
	} catch {
		return null;
	}
}

/** Field 22 of /proc/PID/stat, proc_pid_stat(5); null where there is no such process. */
function readStartTicks(pid: number | 'self'): number | null {
	const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
	const field = text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
	return field === undefined || !/^\d+$/.test(field) ? null : Number(field);
}

/** This program, as its events name it. */
export function readWriter(): Writer {
	return {
		machine: attempt(() => readFileSync('/etc/machine-id', 'utf8')) ?? hostname(),
		bootId: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
		pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
		pid: process.pid,
		startTicks: readStartTicks('self'),
	};
}

/**
 * Whether the program that wrote an event is known to be gone: this machine has been started anew, or no process of that
 * number and start is there. Of another machine, or another PID namespace, nothing is known.
 */
export function isWriterGone(writer: Writer, own: Writer = readWriter(), startTicksOf = readStartTicks): boolean {
	if (writer.machine !== own.machine) return false;
	if (writer.bootId !== null && own.bootId !== null && writer.bootId !== own.bootId) return true;
	if (writer.pidNamespace !== own.pidNamespace || writer.startTicks === null) return false;
	// With hidepid other users' processes look as if they were gone.
	if (startTicksOf(1) === null) return false;
	return startTicksOf(writer.pid) !== writer.startTicks;
}

/** So long the user whose act it was has the first word on what became of it: only their files tell how its command ended. */
const othersWaitMs = 24 * 60 * 60 * 1000;

/** Whether this user may write the end of an act that was left open: of their own at once, of another's in a shared log later. */
export function maySettle(begun: Begun, now: Date, uid = process.getuid?.() ?? null): boolean {
	const isOwn = begun.actor.uid === null || begun.actor.uid === uid;
	return isOwn || now.getTime() - Date.parse(begun.time) > othersWaitMs;
}
