import {
	closeSync,
	fstatSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../settings/make-directory.ts';

/** The files of one act: what it printed, who runs it, and how it ended. Only their owner may read them. */
export type ActFiles = { readonly directory: string };

export const actFile = {
	stdout: 'out',
	stderr: 'err',
	writer: 'writer',
	status: 'status',
	/** What the wrapper's shell said. */
	note: 'note',
	/** Which signal it took to end it past its time limit. */
	ended: 'ended',
} as const;

const secretMode = 0o600;
const keptMs = 7 * 24 * 60 * 60 * 1000;

/** Ids become names of directories: nothing but plain characters, and not `.` or `..`. */
export function isActId(id: string): boolean {
	return /^[\w-][\w.-]{0,127}$/.test(id);
}

/** Throws what the file system says: EEXIST for an id that was used before, EACCES, EROFS, ENOSPC. */
export function createActFiles(root: string, id: string): ActFiles {
	makeDirectory(root);
	const directory = join(root, id);
	mkdirSync(directory, { mode: 0o700 });
	for (const name of Object.values(actFile)) writeFileSync(join(directory, name), '', { mode: secretMode });
	return { directory };
}

/** Removes what one act left behind, once it has ended. */
export function removeAct(root: string, id: string): void {
	const directory = join(root, id);
	if (readActFile({ directory }, actFile.status) !== '') rmSync(directory, { recursive: true, force: true });
}

/** The same for an act of several commands, which are numbered behind its id. */
export function removeActs(root: string, id: string): void {
	try {
		for (const name of readdirSync(root)) if (name === id || name.startsWith(`${id}.`)) removeAct(root, name);
	} catch {
		// Another program removed it meanwhile, or the disk is read-only: it goes with what is a week old.
	}
}

/** Removes what acts left behind a week ago. What cannot be removed stays. */
export function removeOldActs(root: string, nowMs: number): void {
	try {
		for (const id of readdirSync(root).filter(isActId)) {
			const status = statSync(join(root, id, actFile.status), { throwIfNoEntry: false });
			const isOver = status !== undefined && status.size > 0 && nowMs - status.mtimeMs > keptMs;
			if (isOver) rmSync(join(root, id), { recursive: true, force: true });
		}
	} catch {
		// No directory yet, or one that another program changed meanwhile.
	}
}

/** Text of a file of the act; empty where it cannot be read. */
export function readActFile(files: ActFiles, name: string): string {
	try {
		return readFileSync(join(files.directory, name), 'utf8');
	} catch {
		return '';
	}
}

/** From when the wrapper wrote who it is to when it wrote the status. */
export function actDurationMs(files: ActFiles): number {
	const started = statSync(join(files.directory, actFile.writer), { throwIfNoEntry: false });
	const over = statSync(join(files.directory, actFile.status), { throwIfNoEntry: false });
	return started === undefined || over === undefined ? 0 : Math.max(0, over.mtimeMs - started.mtimeMs);
}

export function writeActFile(files: ActFiles, name: string, text: string): void {
	try {
		writeFileSync(join(files.directory, name), text, { mode: secretMode });
	} catch {
		// The disk is full: the outcome is still known to whoever waits for it.
	}
}

function readAt(descriptor: number, position: number, length: number): Buffer {
	const buffer = Buffer.alloc(length);
	return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}

/** What a stream printed, with the middle of what is longer than `maxBytes` dropped. */
export function readActOutput(
	files: ActFiles,
	name: string,
	maxBytes: number,
): { readonly text: string; readonly isTruncated: boolean } {
	try {
		const start = readActFile(files, `${name}.head`);
		const descriptor = openSync(join(files.directory, name), 'r');
		try {
			const { size } = fstatSync(descriptor);
			if (start === '' && size <= maxBytes) return { text: readAt(descriptor, 0, size).toString(), isTruncated: false };
			const half = Math.ceil(maxBytes / 2);
			const head = start === '' ? readAt(descriptor, 0, half).toString() : start.slice(0, half);
			const tail = readAt(descriptor, Math.max(0, size - (maxBytes - half)), maxBytes - half).toString();
			return { text: `${head}\n[… the middle is left out …]\n${tail}`, isTruncated: true };
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return { text: '', isTruncated: false };
	}
}

/** Keeps a command that prints without end from filling the disk: past `limitBytes` the file starts anew behind its head. */
export function trimActOutput(files: ActFiles, name: string, limitBytes: number): void {
	try {
		const path = join(files.directory, name);
		if (statSync(path).size <= limitBytes) return;
		const descriptor = openSync(path, 'r+');
		try {
			const head = join(files.directory, `${name}.head`);
			const isFirst = statSync(head, { throwIfNoEntry: false }) === undefined;
			if (isFirst) writeFileSync(head, readAt(descriptor, 0, 1024 * 1024), { mode: secretMode });
			ftruncateSync(descriptor, 0);
		} finally {
			closeSync(descriptor);
		}
	} catch {
		// It is looked at again a second later.
	}
}
