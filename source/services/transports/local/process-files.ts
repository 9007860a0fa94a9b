import { closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs';

/**
 * The calls by which the scan touches the machine, so that tests count them. All of them answer at once on procfs, and throw
 * Node's errors (ENOENT, ESRCH, EACCES …).
 */
export type ProcessFiles = {
	open(path: string): number;
	/** Reads from the file's start into `bytes`; the number of bytes read. ESRCH once a process is gone. */
	read(descriptor: number, bytes: Uint8Array): number;
	close(descriptor: number): void;
	list(path: string): readonly string[];
	/** Owner of a directory; null when it is not there. */
	ownerOf(path: string): number | null;
};

// A pipe that lies where a file was expected must not hold the main thread.
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

export function createProcessFiles(): ProcessFiles {
	return {
		open: (path) => openSync(path, flags),
		read: (descriptor, bytes) => readSync(descriptor, bytes, 0, bytes.length, 0),
		close: closeSync,
		list: (path) => readdirSync(path),
		ownerOf: (path) => statSync(path, { throwIfNoEntry: false })?.uid ?? null,
	};
}
