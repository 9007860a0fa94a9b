import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../../domain/history.ts';
import { genesisHash, hashEvent } from './chain.ts';
import { change } from './change.ts';
import type { Begun, LogEvent, Refused } from './log-event.ts';
import { addText, writeText } from './search-index.ts';

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

/** The bytes of an event, as they are stored and hashed. */
export const bodyOf = (event: LogEvent): Uint8Array => Buffer.from(JSON.stringify(event));

/** Adds one event to the chain; within a transaction. Its bytes may have been made before, while nobody waited for the lock. */
export function addEvent(database: DatabaseSync, event: LogEvent, body = bodyOf(event)): HistoryEvent {
	const head = readHead(database);
	const seq = head.seq + 1;
	const hash = hashEvent(seq, head.hash, body);
	const insert = 'INSERT INTO events (seq, operation, kind, time, body, hash) VALUES (?, ?, ?, ?, ?, ?)';
	change(database, insert, seq, event.id, event.kind, event.time, body, hash);
	indexEvent(database, seq, event);
	return { seq, kind: event.kind, time: event.time, hash };
}

/** Whether the operation was begun and nothing told its end; null where this file has not heard of it. */
export function isOpen(database: DatabaseSync, id: string): boolean | null {
	const status = database.prepare('SELECT status FROM operations WHERE id = ?').get(id)?.['status'];
	return status === undefined ? null : status === 'open';
}

function indexEvent(database: DatabaseSync, seq: number, event: LogEvent): void {
	switch (event.kind) {
		case 'begun':
		case 'refused':
			addOperation(database, seq, event, event.kind === 'begun' ? 'open' : 'refused');
			break;
		case 'ended':
			change(database, 'UPDATE operations SET status = ? WHERE id = ?', event.status, event.id);
			addToOperation(database, seq, event.id, [
				event.status.replace('-', ' '),
				event.message,
				event.output,
				event.after,
				...(event.journal ?? []),
			]);
			break;
		case 'observed':
			addToOperation(database, seq, event.id, [event.verdict, event.state, ...(event.journal ?? [])]);
			break;
		case 'trimmed':
		case 'continued':
			insertOperation(database, seq, event, { host: '', type: event.kind, status: 'succeeded' });
			writeText(database, seq, event.kind);
			break;
	}
}

function addOperation(database: DatabaseSync, seq: number, event: Begun | Refused, status: string): void {
	const { actor } = event;
	const added = insertOperation(database, seq, event, { host: event.host, type: event.type, status });
	const parts = [
		event.id,
		event.target,
		event.argv.join(' '),
		event.host,
		event.type,
		actor.user,
		actor.loginUser,
		actor.sudoUser,
		actor.from,
		actor.signInName ?? null,
		event.before,
		event.kind === 'refused' ? event.message : null,
	];
	if (added === 1) {
		writeText(database, seq, searchText(parts));
		return;
	}
	// The same operation was told before: it was begun, and is refused now.
	change(database, 'UPDATE operations SET status = ? WHERE id = ?', status, event.id);
	addToOperation(database, seq, event.id, parts);
}

function insertOperation(
	database: DatabaseSync,
	seq: number,
	{ id, time }: LogEvent,
	{ host, type, status }: { readonly host: string; readonly type: string; readonly status: string },
): number {
	const insert = `INSERT INTO operations (id, first_seq, last_seq, time, host, type, status) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`;
	return change(database, insert, id, seq, seq, time, host, type, status);
}

function addToOperation(
	database: DatabaseSync,
	seq: number,
	id: string,
	parts: ReadonlyArray<string | null | undefined>,
): void {
	const first = database.prepare('UPDATE operations SET last_seq = ? WHERE id = ? RETURNING first_seq').get(seq, id)?.[
		'first_seq'
	];
	// An operation that an earlier file of this log knows is listed from there.
	if (typeof first === 'number') addText(database, first, searchText(parts));
}

function searchText(parts: ReadonlyArray<string | null | undefined>): string {
	return parts
		.filter((part) => part !== null && part !== undefined && part !== '')
		.join('\n')
		.toLowerCase();
}
