import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** How long the process group of an act has between TERM and KILL. */
export const killGraceMs = 1000;

/** Signals every process of a group whose leader is `pid`; false when there is none left, or none that may be signalled. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-pid, signal);
		return true;
	} catch {
		return false;
	}
}

/** TERM now, KILL after the grace for what is still there. Returns what withdraws the KILL once the leader has ended. */
export function endGroup(pid: number, graceMs = killGraceMs): () => void {
	signalGroup(pid, 'SIGTERM');
	const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
	return () => clearTimeout(timer);
}

/** Whether any process of a group still runs: one that has ended and was not collected yet can be signalled, and does not count. */
export function isGroupAlive(pid: number): boolean {
	return signalGroup(pid, 0) && (listGroup(pid)?.length ?? 1) > 0;
}

/** PIDs of a group that still run; null where they cannot be listed. */
function listGroup(pid: number): readonly number[] | null {
	try {
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name) && isRunningIn(name, pid))
			.map(Number);
	} catch {
		return null;
	}
}

/** What KILL reaches is gone within that; what waits in the kernel for a device stays. */
const lastPausesMs = [10, 40, 150, 300];

/** Those of a group that a KILL did not end, once it had its time. */
export async function findSurvivors(pid: number): Promise<readonly number[]> {
	for (const pauseMs of lastPausesMs) {
		if (!isGroupAlive(pid)) return [];
		await pause(pauseMs);
	}
	return isGroupAlive(pid) ? (listGroup(pid) ?? []) : [];
}

/** Fields 3 (state) and 5 (group) of /proc/PID/stat, proc_pid_stat(5). */
function isRunningIn(name: string, group: number): boolean {
	try {
		const text = readFileSync(`/proc/${name}/stat`, 'latin1');
		const [state = '', , pgrp] = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return Number(pgrp) === group && state !== 'Z' && state !== 'X';
	} catch {
		return false;
	}
}
