import { type ConfigSection, includesOf, parseSupervisorConfig } from '../../../parsers/supervisor-config.ts';
import type { Transport } from '../../transports/transport.ts';

export type SectionInFile = ConfigSection & { readonly path: string };

/** Files that one configuration may include. */
const maxFiles = 200;
const maxBytes = 256 * 1024;

/** All sections of a configuration and of what it includes, in order. Files that may not be read leave theirs out. */
export async function readSupervisorConfig(transport: Transport, path: string): Promise<readonly SectionInFile[]> {
	const own = await readSections(transport, [path]);
	const directory = path.slice(0, path.lastIndexOf('/')) || '/';
	const patterns = includesOf(own).map((pattern) => resolvePattern(pattern, directory));
	const included = await Promise.all(patterns.map((pattern) => expandPattern(transport, pattern)));
	return [...own, ...(await readSections(transport, included.flat().slice(0, maxFiles)))];
}

async function readSections(transport: Transport, paths: readonly string[]): Promise<readonly SectionInFile[]> {
	const texts = await transport.readFiles(paths, { maxBytes });
	return texts.flatMap((text, index) =>
		text.ok ? parseSupervisorConfig(text.value).map((section) => ({ ...section, path: paths[index] ?? '' })) : [],
	);
}

/** Patterns are relative to the file that has them; `%(here)s` is its directory. */
function resolvePattern(pattern: string, directory: string): string {
	const whole = pattern.replaceAll('%(here)s', directory);
	return whole.startsWith('/') ? whole : `${directory.replace(/\/$/, '')}/${whole}`;
}

/** Stars in the last part of a path, as everybody writes it: `/etc/supervisor/conf.d/*.conf`. */
async function expandPattern(transport: Transport, pattern: string): Promise<readonly string[]> {
	if (!/[*?]/.test(pattern)) return [pattern];
	const at = pattern.lastIndexOf('/');
	const directory = pattern.slice(0, at) || '/';
	const names = await transport.listDirectory(directory);
	const matches = matcherOf(pattern.slice(at + 1));
	const found = names.ok ? names.value.filter(matches).toSorted() : [];
	return found.map((name) => `${directory.replace(/\/$/, '')}/${name}`);
}

function matcherOf(pattern: string): (name: string) => boolean {
	const source = pattern
		.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
		.replaceAll(/\*+/g, '.*')
		.replaceAll('?', '.');
	const expression = new RegExp(`^${source}$`);
	return (name) => !name.startsWith('.') && expression.test(name);
}
