import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { type Result, succeed } from '../../../domain/result.ts';
import type { FileText, ReadOptions, Transport } from '../transport.ts';
import type { PathMapper } from './host-paths.ts';
import { failureOfErrno } from './os-error.ts';
import { type Slices, startSlices } from './slices.ts';

const bufferBytes = 64 * 1024;
const defaultMaxBytes = 64 * 1024 * 1024;
// A pipe or terminal that lies where a file was expected must not hold the main thread.
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Files, directories and links that answer at once. Synchronous calls are three times cheaper here than asynchronous ones. */
export type FileReader = Pick<Transport, 'readFiles' | 'listDirectory' | 'readLinks'>;

export function createFileReader(mapPath: PathMapper): FileReader {
	const shared = Buffer.allocUnsafeSlow(bufferBytes);

	return {
		async readFiles(paths, options) {
			return inSlices(paths, (path, slices) => readOne(path, slices, options));
		},
		async listDirectory(path) {
			try {
				return succeed(readdirSync(mapPath(path)));
			} catch (error) {
				return failureOfErrno(path, error);
			}
		},
		async readLinks(paths) {
			return inSlices(paths, (path) => readLink(path));
		},
	};

	function readLink(path: string): Result<string> {
		try {
			return succeed(readlinkSync(mapPath(path)));
		} catch (error) {
			return failureOfErrno(path, error);
		}
	}

	/** Most kernel files end within the first buffer; only longer ones cost a promise. */
	function readOne(path: string, slices: Slices, options: ReadOptions = {}): FileText | Promise<FileText> {
		const maxBytes = options.maxBytes ?? defaultMaxBytes;
		let descriptor: number;
		try {
			descriptor = openSync(mapPath(path), flags);
		} catch (error) {
			return failureOfErrno(path, error);
		}
		let isLeftOpen = false;
		try {
			const { length, isEnd } = fill(descriptor, shared, Math.min(bufferBytes, maxBytes), slices);
			if (isEnd || length >= maxBytes) return succeed(shared.toString('utf8', 0, length));
			isLeftOpen = true;
			return readRest(path, descriptor, Buffer.from(shared.subarray(0, length)), maxBytes, slices);
		} catch (error) {
			return failureOfErrno(path, error);
		} finally {
			if (!isLeftOpen) closeSync(descriptor);
		}
	}
}

/**
 * Reads until the end, `limit` bytes, or until the slice is over. seq files of the kernel hand out some 4 KiB at a time: a
 * long table of sockets takes thousands of reads, and a short answer does not mean the end.
 */
function fill(
	descriptor: number,
	buffer: Buffer,
	limit: number,
	slices: Slices,
): { readonly length: number; readonly isEnd: boolean } {
	let length = 0;
	while (length < limit) {
		const count = readSync(descriptor, buffer, length, limit - length, null);
		if (count === 0) return { length, isEnd: true };
		length += count;
		if (slices.isDue()) break;
	}
	return { length, isEnd: false };
}

async function readRest(
	path: string,
	descriptor: number,
	start: Buffer,
	maxBytes: number,
	slices: Slices,
): Promise<FileText> {
	const chunks = [start];
	let total = start.length;
	try {
		while (total < maxBytes) {
			if (slices.isDue()) await slices.pause();
			const chunk = Buffer.allocUnsafe(Math.min(bufferBytes, maxBytes - total));
			const { length, isEnd } = fill(descriptor, chunk, chunk.length, slices);
			chunks.push(chunk.subarray(0, length));
			total += length;
			if (isEnd) break;
		}
		return succeed(Buffer.concat(chunks).toString('utf8'));
	} catch (error) {
		return failureOfErrno(path, error);
	} finally {
		closeSync(descriptor);
	}
}

async function inSlices<Answer>(
	paths: readonly string[],
	read: (path: string, slices: Slices) => Answer | Promise<Answer>,
): Promise<readonly Answer[]> {
	const slices = startSlices();
	const answers: Answer[] = [];
	for (const path of paths) {
		const answer = read(path, slices);
		answers.push(answer instanceof Promise ? await answer : answer);
		if (slices.isDue()) await slices.pause();
	}
	return answers;
}
