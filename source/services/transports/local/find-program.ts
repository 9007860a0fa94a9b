import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';

function canRun(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/** The path of a program as a shell would find it, `not-found` where no directory of `path` has it. */
export function findProgram(file: string, path: string): Result<string> {
	if (file === '') return fail('not-found', 'no command was given');
	const candidates = file.includes('/') ? [file] : path.split(':').map((directory) => join(directory, file));
	const found = candidates.find(canRun);
	return found === undefined
		? fail('not-found', `the command ${sanitise(file)} was not found on this host`)
		: succeed(found);
}
