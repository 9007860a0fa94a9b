import { closeSync, constants, openSync, readlinkSync, readSync } from 'node:fs';
import type { ProcessIdentity } from '../../../domain/process.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { signalNameOf, signalNumberOf } from '../../../domain/signals.ts';
import type { HeldProcess } from '../transport.ts';
import type { PathMapper } from './host-paths.ts';
import { errnoOf, failureOfErrno } from './os-error.ts';

export type HoldOptions = {
	readonly mapPath: PathMapper;
	/** Whether the process that a live scan knows under `key` is still there under `pid`; null when the scan knows no such key. */
	readonly isScanned?: (key: number, pid: number) => boolean | null;
	/** process.kill, or what a test puts in its place. */
	readonly send?: (pid: number, signal: number) => void;
};

type Stat = { readonly state: string; readonly threads: number; readonly startTicks: number };

/** Fields 3, 20 and 22 of /proc/PID/stat, see proc_pid_stat(5); the name before them may hold anything, `)` too. */
function parseStat(text: string): Stat | null {
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const startTicks = Number(fields[19]);
	if (fields.length < 20 || !Number.isSafeInteger(startTicks)) return null;
	return { state: fields[0] ?? '', threads: Number(fields[17]), startTicks };
}

/** Throws ESRCH once the process that the descriptor was opened for is gone, even when another has its number. */
function readStat(descriptor: number): Stat | null {
	const buffer = Buffer.alloc(4096);
	return parseStat(buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0)));
}

function gone(pid: number): ReturnType<typeof fail> {
	return fail('not-found', `process ${pid} is gone, nothing was sent`);
}

/** A PID means the same there only if /proc and this process are of one PID namespace. */
function isOwnNamespace(mapPath: PathMapper): boolean {
	try {
		return readlinkSync(mapPath('/proc/self')) === String(process.pid);
	} catch {
		return false;
	}
}

/**
 * Takes hold of a process by an open descriptor of its stat file. PID and start ticks alone do not tell two processes apart (a
 * tick is 10 ms, and numbers recur), the descriptor does: it fails with ESRCH for good once its process is gone.
 *
 * What remains: between reading that descriptor and kill(2) lie some microseconds in which the process could end, be reaped
 * by its parent, and its number be given to a new one. The kernel hands numbers out in a circle, so the whole range would
 * have to be used up in that time. pidfd_send_signal(2) would close the gap; Node has no way to call it.
 */
export function holdProcess(identity: ProcessIdentity, options: HoldOptions): Result<HeldProcess> {
	const { pid, key } = identity;
	if (!isOwnNamespace(options.mapPath)) {
		return fail(
			'refused',
			'processes of another /proc cannot be held: their numbers mean others here',
			'Leave --procfs out to act on processes.',
		);
	}
	let descriptor: number;
	try {
		descriptor = openSync(options.mapPath(`/proc/${pid}/stat`), constants.O_RDONLY);
	} catch (error) {
		return errnoOf(error) === 'ENOENT' ? gone(pid) : failureOfErrno(`/proc/${pid}/stat`, error);
	}
	const held = createHeld(identity, descriptor, options.send ?? ((target, signal) => process.kill(target, signal)));
	// The scan's own descriptor is asked after ours was opened: if its process still lives then, ours is the same one.
	const isSame =
		held.startTicks() === identity.startTicks && (key === undefined || options.isScanned?.(key, pid) !== false);
	if (isSame) return succeed(held.process);
	held.process.release();
	return gone(pid);
}

function createHeld(identity: ProcessIdentity, descriptor: number, send: (pid: number, signal: number) => void) {
	const { pid } = identity;
	let isOpen = true;

	/** Null once the process is gone. */
	function look(): Stat | null {
		if (!isOpen) return null;
		try {
			return readStat(descriptor);
		} catch {
			return null;
		}
	}

	const process: HeldProcess = {
		identity,
		isAlive: async () => look() !== null,
		async signal(name) {
			const number = signalNumberOf(name);
			if (number === null) return fail('refused', `${name} is not the name of a signal`);
			const stat = look();
			if (stat === null) return gone(pid);
			// A Z with more than one thread is a process whose main thread ended and whose others still run.
			if (stat.state === 'X' || (stat.state === 'Z' && stat.threads <= 1)) {
				return fail(
					'refused',
					`process ${pid} has ended already; its parent has not collected it yet, nothing was sent`,
					'Signal its parent, or end it, to have it collected.',
				);
			}
			return sendNow(pid, number, send);
		},
		release() {
			if (isOpen) closeSync(descriptor);
			isOpen = false;
		},
	};
	return { process, startTicks: () => look()?.startTicks ?? null };
}

function sendNow(pid: number, signal: number, send: (pid: number, signal: number) => void): Result<void> {
	try {
		send(pid, signal);
		return succeed(undefined);
	} catch (error) {
		const name = errnoOf(error);
		if (name === 'ESRCH') return gone(pid);
		if (name === 'EPERM') {
			return fail(
				'permission',
				`${signalNameOf(signal) ?? signal} to process ${pid} is not permitted to this user`,
				'Do it as root (--sudo, or s in the question), or as the owner of the process.',
			);
		}
		return fail('failed', `${signalNameOf(signal) ?? signal} was not sent to process ${pid} (${name})`);
	}
}
