import { opendirSync, readdirSync, readlinkSync, statSync } from 'node:fs';

/** The few calls that finding owners of sockets takes; tests count them. Paths are of this machine. All throw errno errors. */
export type DescriptorFiles = {
	list(directory: string): readonly string[];
	/** Names in a directory that may be very long, a few hundred at a time. */
	listInParts(directory: string): Iterable<readonly string[]>;
	readLink(path: string): string;
	/** A number that a directory of /proc keeps for as long as its process lives; null when it is gone. */
	identify(directory: string): number | null;
};

const partSize = 512;

export const descriptorFiles: DescriptorFiles = {
	list: (directory) => readdirSync(directory),
	readLink: (path) => readlinkSync(path),
	identify: (directory) => statSync(directory, { throwIfNoEntry: false })?.ino ?? null,
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
