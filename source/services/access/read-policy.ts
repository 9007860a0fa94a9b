import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { AccessPolicy } from './policy.ts';

/** Not to be chosen by anybody but root: no flag and no variable names another one. */
export const policyFile = '/etc/opsdash/access.yaml';

const maxBytes = 1024 * 1024;
const writableByOthers = 0o022;

export type PolicySources = {
	readonly path: string;
	/** Who has to own the file and its directory. */
	readonly owner: number;
};

const system: PolicySources = { path: policyFile, owner: 0 };

/**
 * What the administrators wrote down; null where they wrote nothing. A file that somebody else than root could have written
 * counts as damaged: whoever asks then treats everybody as viewer.
 */
export async function readPolicy(sources: PolicySources = system): Promise<Result<AccessPolicy | null>> {
	const text = readGuarded(sources);
	if (!text.ok || text.value === null) return text as Result<null>;
	const { parsePolicy } = await import('./policy.ts');
	return parsePolicy(text.value, sources.path);
}

function readGuarded({ path, owner }: PolicySources): Result<string | null> {
	let descriptor: number;
	try {
		const directory = lstatSync(dirname(path));
		const loose = findLoose(dirname(path), directory, owner);
		if (loose !== null) return loose;
		// A symbolic link could lead to a place where others write; a pipe could never answer.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
		if (code === 'ENOENT') return succeed(null);
		if (code === 'ELOOP') return fail('refused', `${sanitise(path)} is a symbolic link`, 'Put the file itself there.');
		return fail('permission', `${sanitise(path)} cannot be read (${code})`, 'chmod 644, or 640 with a group.');
	}
	try {
		const stat = fstatSync(descriptor);
		const loose = findLoose(path, stat, owner);
		if (loose !== null) return loose;
		if (!stat.isFile()) return fail('refused', `${sanitise(path)} is not a regular file`);
		if (stat.size > maxBytes) return fail('refused', `${sanitise(path)} is over 1 MiB`);
		return succeed(readFileSync(descriptor, 'utf8'));
	} catch (error) {
		return fail('failed', `${sanitise(path)} cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`);
	} finally {
		closeSync(descriptor);
	}
}

/** Why others than the owner could have written it; null where they could not. */
function findLoose(path: string, stat: Stats, owner: number): ReturnType<typeof fail> | null {
	if (stat.uid !== owner) {
		return fail(
			'refused',
			`${sanitise(path)} belongs to uid ${stat.uid} and not to root`,
			`As root: chown root ${path}`,
		);
	}
	if ((stat.mode & writableByOthers) === 0) return null;
	return fail('refused', `${sanitise(path)} may be written by others than root`, `As root: chmod go-w ${path}`);
}
