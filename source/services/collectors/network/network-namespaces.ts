import { containerOf, unitOf } from '../../../domain/cgroup.ts';
import { runAsRoot } from '../../../domain/hints.ts';
import type { Problem } from '../../../domain/problem.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import type { Transport } from '../../transports/transport.ts';
import type { NamespaceSource } from './socket-tables.ts';

export type FoundNamespaces = { readonly sources: readonly NamespaceSource[]; readonly problems: readonly Problem[] };

/** More namespaces than this are not read: each costs five files at every refresh. */
const maxNamespaces = 200;
/** Processes of a namespace that are asked for its container; all of a pod's are in one, helpers of the runtime are not. */
const maxAsked = 4;

/**
 * Network namespaces other than the host's own, each by its first process: its /proc/PID/net shows their sockets without
 * entering them. Only namespaces of processes that this user may look at are found.
 */
export async function findNamespaces(transport: Transport, netDirectory: string): Promise<FoundNamespaces> {
	const own: NamespaceSource = { container: null, directory: netDirectory };
	const listed = await transport.listDirectory('/proc');
	const pids = listed.ok
		? listed.value
				.filter((name) => /^\d+$/.test(name))
				.map(Number)
				.sort((left, right) => left - right)
		: [];
	const links = await transport.readLinks([namespaceLink(netDirectory), ...pids.map((pid) => `/proc/${pid}/ns/net`)]);
	const ownLink = links[0];
	if (ownLink === undefined || !ownLink.ok) return { sources: [own], problems: [] };
	const pidsByLink = new Map<string, number[]>();
	for (const [index, pid] of pids.entries()) {
		const link = links[index + 1];
		if (!link?.ok || link.value === ownLink.value) continue;
		const before = pidsByLink.get(link.value);
		if (before === undefined) pidsByLink.set(link.value, [pid]);
		else before.push(pid);
	}
	const kept = [...pidsByLink].slice(0, maxNamespaces);
	const sources = await nameNamespaces(transport, kept);
	const denied = links.filter((link) => !link.ok && link.error.code === 'permission').length;
	return { sources: [own, ...sources], problems: [...deniedProblems(denied), ...excessProblems(pidsByLink.size)] };
}

/** The namespace that a directory such as /proc/net or /proc/1/net shows. */
function namespaceLink(netDirectory: string): string {
	return netDirectory === '/proc/net' ? '/proc/self/ns/net' : netDirectory.replace(/\/net$/, '/ns/net');
}

async function nameNamespaces(
	transport: Transport,
	found: ReadonlyArray<readonly [link: string, pids: readonly number[]]>,
): Promise<readonly NamespaceSource[]> {
	const asked = found.map(([link, pids]) => ({ link, pid: pids[0] ?? 0, pids: pids.slice(0, maxAsked) }));
	const texts = await transport.readFiles(asked.flatMap(({ pids }) => pids.map((pid) => `/proc/${pid}/cgroup`)));
	const taken = new Set<string>();
	let at = 0;
	return asked.map(({ link, pid, pids }) => {
		const paths = texts.slice(at, at + pids.length).map((text) => (text.ok ? parsePidCgroup(text.value) : null));
		at += pids.length;
		return { container: takeName(taken, paths, link), directory: `/proc/${pid}/net` };
	});
}

/** Its container, else the unit that has a network of its own, else the namespace's number; never the same name twice. */
function takeName(taken: Set<string>, paths: ReadonlyArray<string | null>, link: string): string {
	const number = /\d+/.exec(link)?.[0] ?? link;
	const named = (name: (path: string) => string | null) =>
		paths.map((path) => (path === null ? null : name(path))).find((each) => each !== null);
	const plain = named(containerOf) ?? named(unitOf) ?? `netns ${number}`;
	const name = taken.has(plain) ? `${plain} (netns ${number})` : plain;
	taken.add(name);
	return name;
}

function deniedProblems(denied: number): readonly Problem[] {
	if (denied === 0) return [];
	const what = denied === 1 ? '1 process' : `${denied} processes`;
	return [
		{
			field: 'sockets[].container',
			code: 'permission',
			message: `The network namespaces of ${what} may not be looked at by this user; sockets of containers may be missing.`,
			hint: `${runAsRoot}, to see the sockets of containers.`,
		},
	];
}

function excessProblems(count: number): readonly Problem[] {
	if (count <= maxNamespaces) return [];
	const message = `Sockets of ${maxNamespaces} of ${count} network namespaces are shown.`;
	return [{ field: 'sockets[].container', code: 'incomplete', message, hint: null }];
}
