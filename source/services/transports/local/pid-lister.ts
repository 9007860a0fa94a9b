import type { ProcessFiles } from './process-files.ts';

/** Listings that may be passed over in a row: bounds what a checkpoint restored with its old numbers goes unseen. */
const mostSkipped = 8;
const space = 0x20;

/** Tells which processes there may be, as cheaply as can be. */
export type PidLister = {
	/**
	 * All PIDs, or null when no process can have been added since the listing before. `isDue` asks for them in any case.
	 * Throws where there is no /proc.
	 */
	list(isDue: boolean): readonly number[] | null;
	close(): void;
};

/**
 * Listing /proc costs a sixth of a scan. Where the last PID given out (the end of /proc/loadavg) is still the one of both
 * scans before, nothing was forked since: two of them, because a PID is given out a moment before its process can be seen.
 */
export function createPidLister(files: ProcessFiles, procfs: string, tellsLastPid: boolean): PidLister {
	const bytes = new Uint8Array(256);
	let descriptor = -1;
	let skipped = mostSkipped;
	let before = -1;
	let beforeThat = -2;

	function readLastPid(): number {
		if (descriptor < 0) descriptor = files.open(`${procfs}/loadavg`);
		const length = files.read(descriptor, bytes);
		let value = 0;
		for (let index = bytes.lastIndexOf(space, length - 1) + 1; index < length - 1; index += 1) {
			value = value * 10 + (bytes[index] ?? 0) - 0x30;
		}

		return value;
	}

	function hasNone(): boolean {
		if (!tellsLastPid) return false;
		const last = readLastPid();
		const isStill = last > 0 && last === before && last === beforeThat;
		beforeThat = before;
		before = last;
		return isStill && skipped < mostSkipped;
	}

	return {
		list(isDue) {
			if (hasNone() && !isDue) {
				skipped += 1;
				return null;
			}

			skipped = 0;
			return selectPids(files.list(procfs));
		},
		close() {
			if (descriptor >= 0) files.close(descriptor);
			descriptor = -1;
		},
	};
}

/** Those of a listing of /proc. */
export function selectPids(names: readonly string[]): readonly number[] {
	const pids: number[] = [];
	for (const name of names) {
		const first = name.charCodeAt(0);
		if (first < 0x31 || first > 0x39) continue;
		const pid = Number(name);
		if (Number.isSafeInteger(pid)) pids.push(pid);
	}

	return pids;
}
