import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parseLogEvent } from './log-event.ts';
import type { LogFileSet } from './log-files.ts';
import type { ExportCursor, ExportPage } from './operation-log.ts';

const maxLines = 10_000;

/**
 * A page of stored events, oldest first, through every file of the log: `file`, `seq`, `hash` and the body's exact text, so that
 * the chain can be checked from the lines; `event` is the body once more, for whoever reads it. No lines: that was all.
 */
export function readExportPage(files: LogFileSet, after: ExportCursor | null, count: number): ExportPage {
	const names = files.list();
	const from = after === null ? 0 : Math.max(names.indexOf(after.file), 0);
	for (const file of names.slice(from)) {
		const database = files.openApart(file);
		if (database === null) continue;
		try {
			const page = readPage(database, file, after?.file === file ? after.seq : 0, count);
			if (page.last !== null) return page;
		} finally {
			database.close();
		}
	}
	return { lines: [], last: null };
}

function readPage(database: DatabaseSync, file: string, afterSeq: number, count: number): ExportPage {
	const rows = database
		.prepare('SELECT seq, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?')
		.all(afterSeq, Math.min(Math.max(Math.trunc(count), 1), maxLines));
	const name = basename(file);
	const lines = rows.map((row) => {
		const body = Buffer.from(row['body'] as Uint8Array).toString();
		const event: unknown = parseLogEvent(row['body'] as Uint8Array);
		return JSON.stringify({ file: name, seq: Number(row['seq']), hash: String(row['hash']), body, event });
	});
	const last = rows.at(-1)?.['seq'];
	return { lines, last: typeof last === 'number' ? { file, seq: last } : null };
}
