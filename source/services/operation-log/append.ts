import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../../domain/history.ts';
import { genesisHash, hashEvent } from './chain.ts';
import type { LogEvent } from './log-event.ts';

type Head = { readonly seq: number; readonly hash: string };

/** The last event, where the chain goes on. */
export function readHead(database: DatabaseSync): Head {
	const row = database.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get();
	return row === undefined ? { seq: 0, hash: genesisHash } : { seq: Number(row['seq']), hash: String(row['hash']) };
}

/** Runs `work` in one transaction that no other writer can enter. Throws what SQLite throws, with nothing changed. */
export function inTransaction<Value>(database: DatabaseSync, work: () => Value): Value {
	database.exec('BEGIN IMMEDIATE');
	try {
		const value = work();
		database.exec('COMMIT');
		return value;
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

/** Adds one event to the chain; within a transaction. */
export function addEvent(database: DatabaseSync, event: LogEvent): HistoryEvent {
	const head = readHead(database);
	const seq = head.seq + 1;
	const body = Buffer.from(JSON.stringify(event));
	const hash = hashEvent(seq, head.hash, body);
	database
		.prepare('INSERT INTO events (seq, operation, kind, time, body, hash) VALUES (?, ?, ?, ?, ?, ?)')
		.run(seq, event.id, event.kind, event.time, body, hash);
	indexEvent(database, seq, event);
	return { seq, kind: event.kind, time: event.time, hash };
}

/** Whether the operation was begun and nothing told its end. */
export function isOpen(database: DatabaseSync, id: string): boolean {
	return database.prepare('SELECT status FROM operations WHERE id = ?').get(id)?.['status'] === 'open';
}

function indexEvent(database: DatabaseSync, seq: number, event: LogEvent): void {
	switch (event.kind) {
		case 'begun':
		case 'refused':
			database
				.prepare(
					`INSERT INTO operations (id, first_seq, last_seq, time, host, type, status, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
					ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, status = excluded.status`,
				)
				.run(
					event.id,
					seq,
					seq,
					event.time,
					event.host,
					event.type,
					event.kind === 'begun' ? 'open' : 'refused',
					searchText([
						event.id,
						event.target,
						event.argv.join(' '),
						event.host,
						event.type,
						event.actor.user,
						event.actor.loginUser,
						event.actor.sudoUser,
						event.actor.from,
						event.kind === 'refused' ? event.message : null,
					]),
				);
			break;
		case 'ended':
			database
				.prepare('UPDATE operations SET last_seq = ?, status = ?, text = text || ? WHERE id = ?')
				.run(seq, event.status, `\n${searchText([event.message, event.output, event.after])}`, event.id);
			break;
		case 'observed':
			database
				.prepare('UPDATE operations SET last_seq = ?, text = text || ? WHERE id = ?')
				.run(seq, `\n${searchText([event.verdict, event.state])}`, event.id);
			break;
		case 'trimmed':
			database
				.prepare(
					"INSERT INTO operations (id, first_seq, last_seq, time, host, type, status, text) VALUES (?, ?, ?, ?, '', 'trimmed', 'succeeded', 'trimmed')",
				)
				.run(event.id, seq, seq, event.time);
			break;
	}
}

function searchText(parts: ReadonlyArray<string | null>): string {
	return parts
		.filter((part) => part !== null && part !== '')
		.join('\n')
		.toLowerCase();
}
