import { closeSync, openSync, readSync } from 'node:fs';

const markBytes = 16;

/** 32 hex digits that nobody can guess. Straight from the kernel, since loading node:crypto takes a tenth of a short command's time. */
export function readRandomMark(): string {
	const bytes = Buffer.alloc(markBytes);
	const descriptor = openSync('/dev/urandom', 'r');
	try {
		if (readSync(descriptor, bytes) !== markBytes) throw new Error('/dev/urandom gave too little');
	} finally {
		closeSync(descriptor);
	}
	return bytes.toString('hex');
}
