import { statSync } from 'node:fs';
import type { Command } from '../../domain/command.ts';
import type { Transport } from '../transports/transport.ts';
import { headTag, parseHead } from './head-line.ts';
import type { KeptHead } from './operation-log.ts';

export type KeptHeads = {
	readonly heads: readonly KeptHead[];
	/** Where they were found, for a sentence; null where nothing could be read. */
	readonly source: string | null;
};

/** Newest lines that are looked at. */
const maxLines = 200_000;
const timeoutMs = 20_000;

const journal: Command = {
	file: 'journalctl',
	args: ['--no-pager', '-q', '-t', headTag, '-o', 'json', '--output-fields=MESSAGE,_UID', '-n', String(maxLines)],
};

/** Where syslog daemons write what has no file of its own. */
const syslogFiles = ['/var/log/syslog', '/var/log/messages', '/var/log/user.log'];
const syslog: Command = { file: 'grep', args: ['-ahsE', `${headTag}(\\[[0-9]+\\])?: head `, '--', ...syslogFiles] };

/**
 * The hashes that were handed to the journal, else to syslog, for a log. Anybody may write such lines: of those in the journal, which
 * knows the writer, only those of the file's owner and of root count, unless the log is shared.
 */
export async function readKeptHeads(
	transport: Transport,
	log: { readonly path: string; readonly isShared: boolean },
	signal: AbortSignal,
): Promise<KeptHeads> {
	const owners = log.isShared ? null : new Set([0, ownerOf(log.path) ?? process.getuid?.() ?? 0]);
	const heads: KeptHead[] = [];
	let isReadable = false;
	const onLine = (line: string) => {
		const found = parseJournalHead(line);
		if (found === null) return;
		isReadable = true;
		if (owners === null || (found.uid !== null && owners.has(found.uid))) heads.push(found.head);
	};
	const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
	const asked = await transport.stream(journal, { onLine, maxLineBytes: 8192 }, late);
	if (isReadable && asked.ok) return { heads, source: 'the journal' };
	const found = await transport.run(syslog, { timeoutMs, maxBytes: 64 * 1024 * 1024 }, signal);
	const lines = found.ok ? found.value.stdout.split('\n') : [];
	const fromFiles = lines.map((line) => parseHead(line.slice(line.indexOf('head ')))).filter((head) => head !== null);
	return { heads: fromFiles, source: fromFiles.length === 0 ? null : 'the files of syslog' };
}

function ownerOf(path: string): number | null {
	try {
		return statSync(path).uid;
	} catch {
		return null;
	}
}

/** One line of `journalctl -o json`. */
export function parseJournalHead(line: string): { readonly head: KeptHead; readonly uid: number | null } | null {
	try {
		const fields: unknown = JSON.parse(line);
		if (typeof fields !== 'object' || fields === null) return null;
		const { MESSAGE: message, _UID: uid } = fields as Readonly<Record<string, unknown>>;
		const head = typeof message === 'string' ? parseHead(message) : null;
		if (head === null) return null;
		return { head, uid: typeof uid === 'string' && /^\d+$/.test(uid) ? Number(uid) : null };
	} catch {
		return null;
	}
}
