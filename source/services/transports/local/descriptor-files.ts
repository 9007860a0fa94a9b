import { closeSync, opendirSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { parseRunTime } from '../../../parsers/schedstat.ts';

/** The few calls that finding owners of sockets takes; tests count them. Paths are of this machine. All throw errno errors. */
export type DescriptorFiles = {
	list(directory: string): readonly string[];
	/** Names in a directory that may be very long, a few hundred at a time. */
	listInParts(directory: string): Iterable<readonly string[]>;
	readLink(path: string): string;
	/** A number that a directory of /proc keeps for as long as its process lives; null when it is gone. */
	identify(directory: string): number | null;
	/**
	 * How long a process has run, in nanoseconds: while that stands still, its descriptors do. Null where nobody can tell: it has
	 * more threads than one (the kernel counts the main thread here), or the kernel does not count.
	 */
	runTime(directory: string): number | null;
};

/** Links of a directory of /proc/PID/task: two of its own, and one for each thread. */
const linksOfOneThread = 3;
const runTimeBytes = new Uint8Array(64);

const partSize = 512;

export const descriptorFiles: DescriptorFiles = {
	list: (directory) => readdirSync(directory),
	readLink: (path) => readlinkSync(path),
	identify: (directory) => statSync(directory, { throwIfNoEntry: false })?.ino ?? null,
	runTime(directory) {
		if (statSync(`${directory}/task`, { throwIfNoEntry: false })?.nlink !== linksOfOneThread) return null;
		const descriptor = openSync(`${directory}/schedstat`, 'r');
		try {
			const runTime = parseRunTime(runTimeBytes, readSync(descriptor, runTimeBytes));
			// A kernel that does not count prints zeros.
			return runTime > 0 ? runTime : null;
		} finally {
			closeSync(descriptor);
		}
	},
	*listInParts(directory) {
		// From Linux 6.2 on its size is the number of descriptors. Reading it in one go is twice as fast.
		const { size } = statSync(directory);
		if (size > 0 && size <= partSize) yield readdirSync(directory);
		else yield* readParts(directory);
	},
};

function* readParts(directory: string): Iterable<readonly string[]> {
	const open = opendirSync(directory, { bufferSize: partSize });
	try {
		for (let part: string[] = []; ; part = []) {
			for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
				if (part.push(entry.name) === partSize) break;
			}
			if (part.length > 0) yield part;
			if (part.length < partSize) return;
		}
	} finally {
		open.closeSync();
	}
}
