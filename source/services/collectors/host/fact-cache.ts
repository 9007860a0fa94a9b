import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFacts } from '../../../domain/host-facts.ts';

/** Facts that were read before, by name. Those that are too old are the reader's to tell. */
export type KeptFacts = Partial<HostFacts>;

/** Where facts that rarely change live between runs. Nothing here fails loudly: a cache that cannot be used is none. */
export type FactCache = {
	load(host: string, bootId: string): Promise<KeptFacts>;
	save(host: string, bootId: string, facts: KeptFacts): Promise<void>;
};

/** Goes up when the shape of a fact changes: what an older version wrote is then passed over. */
const version = 1;
const maxBytes = 4 * 1024 * 1024;

/**
 * One file a host in `directory` (that of this user, mode 0700): a line with the SHA-256 of the rest, then JSON. A file that
 * is damaged, of another boot, or of another owner counts as absent.
 */
export function createFactCache(directory: string, uid: number | null = process.getuid?.() ?? null): FactCache {
	const pathOf = (host: string) =>
		join(directory, `${createHash('sha256').update(host).digest('hex').slice(0, 32)}.facts`);
	return {
		async load(host, bootId) {
			try {
				const path = pathOf(host);
				const file = await stat(path);
				if ((uid !== null && file.uid !== uid) || file.size > maxBytes) return {};
				return unpack(await readFile(path, 'utf8'), bootId);
			} catch {
				return {};
			}
		},
		async save(host, bootId, facts) {
			const path = pathOf(host);
			const temporary = `${path}.${process.pid}`;
			try {
				await mkdir(directory, { recursive: true, mode: 0o700 });
				await writeFile(temporary, pack(bootId, facts), { mode: 0o600 });
				await rename(temporary, path);
			} catch {
				// A read-only home or a full disk: the next run reads anew.
			}
		},
	};
}

function pack(bootId: string, facts: KeptFacts): string {
	const body = JSON.stringify({ version, bootId, facts });
	return `${checksum(body)}\n${body}\n`;
}

function unpack(text: string, bootId: string): KeptFacts {
	const [sum, body = ''] = text.split('\n', 2);
	if (sum !== checksum(body)) return {};
	// The checksum vouches for the shape: this program wrote it, in this version.
	const kept = JSON.parse(body) as { readonly version: number; readonly bootId: string; readonly facts: KeptFacts };
	return kept.version === version && kept.bootId === bootId ? kept.facts : {};
}

function checksum(body: string): string {
	return createHash('sha256').update(`opsdash facts ${version} ${body}`).digest('hex');
}
