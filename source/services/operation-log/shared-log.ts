import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** Where several administrators of a machine share one log, once the directory is there. */
export const sharedDirectory = '/var/lib/opsdash';

export type SharedLog = {
	/** The file to use instead of one's own; null where there is none, or this user is not one of the group. */
	readonly path: string | null;
	/** Why a directory that is there is not used, though this user could; null otherwise. */
	readonly refusal: string | null;
};

/** Where the log of this user lies. */
export type LogPlace = {
	readonly operationLogFile: string;
	readonly isLogShared: boolean;
	/** A sentence for whoever would expect the shared log to be used. */
	readonly logNotice: string | null;
};

const none: SharedLog = { path: null, refusal: null };

const modes = { write: 0o002, group: 0o070, setgid: 0o2000 };

/** How to set it up, for docs and sentences. */
export const shareCommand = `install -d -m 2770 -o root -g GROUP ${sharedDirectory}`;

/**
 * The shared log, where it may be trusted: a directory of root that its group may write and nobody else, with the set-group-ID
 * bit, so that every file in it is the group's; and in it a plain file of that group.
 */
export function findSharedLog(directory = sharedDirectory): SharedLog {
	const found = look(directory);
	if (found === null || !mayWrite(directory)) return none;
	const path = join(directory, 'operations.db');
	const wrong = whatIsWrong(found, look(path));
	return wrong === null
		? { path, refusal: null }
		: { path: null, refusal: `${directory} is not used for the log: ${wrong}` };
}

function look(path: string): Stats | null {
	try {
		return lstatSync(path);
	} catch {
		return null;
	}
}

function mayWrite(directory: string): boolean {
	try {
		accessSync(directory, constants.W_OK | constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function whatIsWrong(directory: Stats, file: Stats | null): string | null {
	if (!directory.isDirectory()) return 'it is no directory';
	if (directory.uid !== 0) return 'it is not owned by root';
	if ((directory.mode & modes.write) !== 0) return 'everybody may write to it';
	if ((directory.mode & modes.setgid) === 0 || (directory.mode & modes.group) !== modes.group) {
		return `its mode is not 2770 (${shareCommand})`;
	}
	if (file === null) return null;
	if (!file.isFile() || file.nlink !== 1) return 'operations.db is no plain file';
	if ((file.mode & modes.write) !== 0) return 'everybody may write to operations.db';
	if (file.gid !== directory.gid) return 'operations.db belongs to another group';
	return null;
}

/** The log of all administrators in place of the user's own, where there is one. */
export function withSharedLog<Paths extends { readonly operationLogFile: string }>(
	paths: Paths,
	{ path, refusal }: SharedLog = findSharedLog(),
): Paths & LogPlace {
	return { ...paths, operationLogFile: path ?? paths.operationLogFile, isLogShared: path !== null, logNotice: refusal };
}
