import { chmodSync, lstatSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { makeDirectory } from '../../settings/make-directory.ts';

/** ssh binds the socket under a longer temporary name: of the 108 bytes that a socket's path may have, so many are ours. */
const longestSocketPath = 90;
/** `/` and the 40 hex digits of `%C`. */
const longestName = 41;

/** True for a directory that is this user's and that nobody else may enter: whoever may write there could take the sockets' place. */
function isOwn(path: string): boolean {
	const stat = lstatSync(path);
	return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
}

function prepare(path: string): boolean {
	try {
		makeDirectory(path);
		const stat = lstatSync(path);
		// Never through a link: the mode of whatever it leads to is not ours to change.
		if (stat.isDirectory() && stat.uid === process.getuid?.()) chmodSync(path, 0o700);
		return isOwn(path);
	} catch {
		return false;
	}
}

/**
 * The directory for control sockets and generated configurations, mode 0700: in `$XDG_RUNTIME_DIR`, else in the state directory, else
 * (where those are too long a path, or cannot be written) a new one under the directory for temporary files.
 */
export function openRuntimeDirectory(
	env: Readonly<Record<string, string | undefined>>,
	stateDirectory: string,
): Result<string> {
	const runtime = env['XDG_RUNTIME_DIR'];
	const candidates = [...(runtime?.startsWith('/') ? [join(runtime, 'opsdash')] : []), join(stateDirectory, 'ssh')];
	for (const path of candidates) {
		if (Buffer.byteLength(path) + longestName <= longestSocketPath && prepare(path)) return succeed(path);
	}
	try {
		return succeed(mkdtempSync(join(tmpdir(), 'opsdash-')));
	} catch (error) {
		const why = (error as NodeJS.ErrnoException).code ?? String(error);
		return fail(
			'failed',
			`There is no place for the sockets of ssh: ${sanitise(candidates.join(', '))} cannot be used (${why})`,
			'Set XDG_RUNTIME_DIR to a short path that only you may enter.',
		);
	}
}
