import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * A log is one file, `operations.db`. When that is found damaged or altered it is kept as it is, and acts go on in
 * `operations-2.db`, whose first event names the file before it; then `operations-3.db`, and so on.
 */

/** The file after `path` in the chain of files. */
export function nextChainFile(path: string): string {
	const [, stem = '', number] = /^(.*?)(?:-(\d+))?\.db$/.exec(basename(path)) ?? [];
	return join(dirname(path), `${stem}-${Number(number ?? 1) + 1}.db`);
}

/** The file that is written now, by asking for each next one: cheap enough to be asked at every append. */
export function currentChainFile(from: string): string {
	let path = from;
	for (let next = nextChainFile(path); existsSync(next); next = nextChainFile(path)) path = next;
	return path;
}

/** Every file of the log that is there, oldest first; none where nothing was written yet. `path` is the first one's. */
export function listChainFiles(path: string): readonly string[] {
	const stem = basename(path).replace(/\.db$/, '');
	const numberOf = (name: string) => {
		if (name === basename(path)) return 1;
		const match = name.startsWith(`${stem}-`) ? /^(\d{1,9})\.db$/.exec(name.slice(stem.length + 1)) : null;
		return match === null ? null : Number(match[1]);
	};
	let names: readonly string[] = [];
	try {
		names = readdirSync(dirname(path));
	} catch {
		return existsSync(path) ? [path] : [];
	}
	return names
		.map((name) => ({ name, number: numberOf(name) }))
		.filter((file): file is { name: string; number: number } => file.number !== null)
		.sort((a, b) => a.number - b.number)
		.map(({ name }) => join(dirname(path), name));
}
