import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and what is missing above it, each for its owner only. Throws what the file system says.
 * Node's own `recursive` never returns where a parent answers ENOENT to everything, as /proc does.
 */
export function makeDirectory(path: string): void {
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === 'EEXIST') return;
		const parent = dirname(path);
		if (code !== 'ENOENT' || parent === path) throw error;
		makeDirectory(parent);
		mkdirSync(path, { mode: 0o700 });
	}
}
