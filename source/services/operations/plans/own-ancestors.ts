import type { Transport } from '../../transports/transport.ts';
import { readStat } from './process-target.ts';

/** A chain of parents is short; a longer one would be a loop in a table that changes while it is read. */
const maxGenerations = 64;

/**
 * PIDs of this program and of the processes it came from, up to init: ending one may end the console itself.
 * On another host they are those of the session there, which the transport's own process of that host begins.
 */
export function createAncestorReader(transport: Transport): () => Promise<ReadonlySet<number>> {
	let known: Promise<ReadonlySet<number>> | null = null;

	async function read(): Promise<ReadonlySet<number>> {
		const ancestors = new Set<number>();
		const [link] = await transport.readLinks(['/proc/self']);
		let pid = link?.ok && /^\d+$/.test(link.value) ? Number(link.value) : 0;
		while (pid > 1 && !ancestors.has(pid) && ancestors.size < maxGenerations) {
			ancestors.add(pid);
			const stat = await readStat(transport, pid);
			pid = stat.ok ? stat.value.ppid : 0;
		}
		return ancestors;
	}

	return () => {
		known ??= read();
		return known;
	};
}
