import { createHash } from 'node:crypto';
import { createReadStream, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';
import type { FileLook } from './remote-file.ts';

export function lookAtLocal(path: string): FileLook {
	try {
		const stat = statSync(path);
		if (stat.isDirectory()) return { kind: 'directory', bytes: null };
		return stat.isFile() ? { kind: 'file', bytes: stat.size } : { kind: 'other', bytes: null };
	} catch {
		return { kind: 'none', bytes: null };
	}
}

/** The path without links, as /proc names it; the path itself where it is not there yet. */
export function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

export async function checksumLocal(path: string): Promise<Result<string>> {
	const hash = createHash('sha256');
	try {
		for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
		return succeed(hash.digest('hex'));
	} catch (error) {
		return fail(
			'failed',
			`${sanitise(path)} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
		);
	}
}

export function renameLocal(from: string, to: string): Result<void> {
	try {
		renameSync(from, to);
		return succeed(undefined);
	} catch (error) {
		const why = (error as NodeJS.ErrnoException).code ?? String(error);
		return fail('failed', `${sanitise(to)} could not be replaced (${why})`);
	}
}

export function removeLocal(path: string): void {
	rmSync(path, { force: true });
}
