import { checkUnitName } from '../../../domain/unit-name.ts';
import { parseRunsvdirArguments } from '../../../parsers/runit.ts';
import type { Transport } from '../../transports/transport.ts';
import { findProcesses, resolvePath } from '../find-processes.ts';
import { managerTimeoutMs } from '../service-manager.ts';

/** Where distributions have runsvdir look: Debian, Void, the original, Artix. */
const usualDirectories = ['/etc/service', '/var/service', '/service', '/run/runit/service'];

/** Where services lie that may be linked into such a directory. */
const sourceDirectories = ['/etc/sv', '/etc/runit/sv', '/usr/local/etc/sv'];

/** A service directory: linked where a runsvdir sees it, or only at hand to be linked. */
export type RunitService = {
	readonly name: string;
	readonly directory: string;
	/** What it is a link to; null for a directory of its own. */
	readonly linksTo: string | null;
	/** Some runsvdir looks after it. */
	readonly isLinked: boolean;
};

/**
 * Directories that a runsvdir of this host looks after: as its processes were started, and $SVDIR. Where no process can be
 * seen (hidepid, no pgrep), usual ones in which something is supervised.
 */
export async function findServiceDirectories(transport: Transport, signal?: AbortSignal): Promise<readonly string[]> {
	const [processes, asked] = await Promise.all([
		findProcesses(transport, 'runsvdir', signal),
		transport.run({ file: 'printenv', args: ['SVDIR'] }, { timeoutMs: managerTimeoutMs }, signal),
	]);
	const running = processes.flatMap((process) => {
		const directory = parseRunsvdirArguments(process.cmdline);
		return directory === null ? [] : (resolvePath(process, directory) ?? []);
	});
	const own = asked.ok && asked.value.exitCode === 0 ? asked.value.stdout.trim() : '';
	const named = own.startsWith('/') ? [own] : [];
	const usual = running.length > 0 ? [] : usualDirectories;
	const supervised = await Promise.all([...named, ...usual].map((directory) => hasSupervised(transport, directory)));
	const others = [...named, ...usual].filter((_, index) => supervised[index]);
	const known = [...running, ...others].map((directory) => directory.replace(/(?<=.)\/+$/, ''));
	// The machine's own directory comes first: where two have a service of one name, it is meant.
	return [...new Set(known)].toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(directory: string): number {
	const at = usualDirectories.indexOf(directory);
	return at < 0 ? usualDirectories.length : at;
}

async function hasSupervised(transport: Transport, directory: string): Promise<boolean> {
	const names = await transport.listDirectory(directory);
	const found = names.ok ? names.value.filter(isService) : [];
	// Packages ship it as a link to where runsv will make it, so its name alone proves nothing.
	const listings = await Promise.all(
		found.slice(0, 50).map((name) => transport.listDirectory(`${directory}/${name}/supervise`)),
	);
	return listings.some((listing) => listing.ok || listing.error.code === 'permission');
}

/** runsvdir passes over names that begin with a dot; other odd ones cannot be acted on, see `checkUnitName`. */
function isService(name: string): boolean {
	return !name.startsWith('.') && checkUnitName(name).ok;
}

/** Services that are looked after, and those that could be, by name. */
export async function listServices(
	transport: Transport,
	directories: readonly string[],
): Promise<ReadonlyMap<string, RunitService>> {
	const services = new Map<string, RunitService>();
	for (const directory of directories) {
		const names = await transport.listDirectory(directory);
		const found = names.ok ? names.value.filter((name) => isService(name) && !services.has(name)) : [];
		const paths = found.map((name) => `${directory}/${name}`);
		const links = await transport.readLinks(paths);
		for (const [index, name] of found.entries()) {
			const link = links[index];
			const path = paths[index] ?? '';
			services.set(name, { name, directory: path, linksTo: link?.ok ? link.value : null, isLinked: true });
		}
	}
	for (const source of sourceDirectories) {
		const names = await transport.listDirectory(source);
		const found = names.ok ? names.value.filter((name) => isService(name) && !services.has(name)) : [];
		const scripts = await transport.readFiles(
			found.map((name) => `${source}/${name}/run`),
			{ maxBytes: 1 },
		);
		for (const [index, name] of found.entries()) {
			if (!scripts[index]?.ok) continue;
			services.set(name, { name, directory: `${source}/${name}`, linksTo: null, isLinked: false });
		}
	}
	return services;
}
