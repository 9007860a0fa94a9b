import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';

/** Why nothing could be written at `path`, which need not exist yet: EACCES, EROFS …; null where it could. Creates nothing. */
export function findUnwritable(path: string): string | null {
	try {
		accessSync(path, constants.W_OK);
		return null;
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
		return code === 'ENOENT' && dirname(path) !== path ? findUnwritable(dirname(path)) : code;
	}
}
