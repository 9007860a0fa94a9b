import { fail, type OpsError } from '../../domain/result.ts';

/** Primary result codes of SQLite that say something to a person. https://sqlite.org/rescode.html */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

function primaryCode(error: unknown): number | null {
	const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
	return typeof code === 'number' ? code & 0xff : null;
}

/** Another program holds the lock: try again a little later. */
export function isBusy(error: unknown): boolean {
	const code = primaryCode(error);
	return code === codes.busy || code === codes.locked;
}

/** SQLITE_CORRUPT_VTAB: a virtual table, and the only one here is the index for searches. */
const corruptIndex = 267;

/** The index for searches is damaged, which can be made again from what is left. */
export function isIndexDamaged(error: unknown): boolean {
	return error instanceof Error && 'errcode' in error && error.errcode === corruptIndex;
}

/** What is in the file is no log of this program any more. */
export function isDamaged(error: unknown): boolean {
	const code = isIndexDamaged(error) ? null : primaryCode(error);
	return code === codes.corrupt || code === codes.notADatabase;
}

/** Why the log cannot be used, with what to try. */
export function explainLogError(path: string, error: unknown): { readonly ok: false; readonly error: OpsError } {
	const system = error instanceof Error && 'code' in error ? error.code : null;
	switch (primaryCode(error)) {
		case codes.busy:
		case codes.locked:
			return fail('timeout', `The operation log ${path} is held by another program`, 'Try again; end what holds it.');
		case codes.full:
			return fail(
				'failed',
				`There is no space left to write the operation log ${path}`,
				'Free some space on that disk.',
			);
		case codes.readOnly:
			return fail(
				'permission',
				`The operation log ${path} may not be written`,
				'Look at the owner and mode of file and directory.',
			);
		case codes.corrupt:
		case codes.notADatabase:
			return fail(
				'malformed',
				`The operation log ${path} is damaged; nothing in it was changed`,
				'The next act is recorded in a new file beside it. Keep this one: its events may still be read with sqlite3.',
			);
		case codes.cannotOpen:
		case codes.ioError:
			return fail(
				'failed',
				`The operation log ${path} cannot be read or written`,
				'Look at the disk, and at the owner and mode of the directory.',
			);
		default:
	}
	if (system === 'EACCES' || system === 'EPERM' || system === 'EROFS') {
		return fail(
			'permission',
			`The operation log ${path} may not be written`,
			'Look at the owner and mode of file and directory.',
		);
	}
	if (system === 'ENOSPC' || system === 'EDQUOT') {
		return fail('failed', `There is no space left to write the operation log ${path}`, 'Free some space on that disk.');
	}
	const reason = error instanceof Error ? error.message : String(error);
	return fail('failed', `The operation log ${path} failed: ${reason}`);
}
