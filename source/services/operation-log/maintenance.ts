import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../../domain/result.ts';
import { checkpoint } from './database.ts';
import { indexBatch, isIndexDue } from './search-index.ts';

/** Of how many events of the log the last one leads to each of these. */
const every = { index: 32, checkpoint: 512, trim: 1024 };

/** Between two batches of trigrams: others write meanwhile. */
const pauseMs = 10;

/** Somebody may be reading or writing each time; then it is left until it is due again. */
const checkpointTries = 10;

export type MaintenanceParts = {
	/** One transaction on the file that is written now. */
	readonly write: <Value>(work: (database: DatabaseSync) => Value) => Promise<Result<Value>>;
	/** The same file outside of a transaction. */
	readonly use: <Value>(work: (database: DatabaseSync) => Value) => Promise<Result<Value>>;
	readonly trim: () => Promise<Result<number>>;
};

export type Maintenance = {
	/** To be told of every event that was appended; answers at once. */
	appended(seq: number): void;
	stop(): void;
};

/**
 * What an append leaves for later: trigrams, events beyond what is kept, and bringing the pages of the write-ahead log into the file.
 * Nobody waits for it, and it may fail. Whoever appended the event that makes it due does it, among all programs that write.
 */
export function createMaintenance({ write, use, trim }: MaintenanceParts): Maintenance {
	let isRunning = false;
	let isStopped = false;

	async function emptyWal(): Promise<void> {
		for (let tries = 0; tries < checkpointTries && !isStopped; tries++) {
			const done = await use(checkpoint);
			if (!done.ok || done.value) return;
			await pause(1 + tries);
		}
	}

	async function maintain(seq: number): Promise<void> {
		if (isRunning || isStopped) return;
		isRunning = true;
		if (seq % every.checkpoint === 0) await emptyWal();
		if (seq % every.trim === 0) await trim();
		for (let made = 1; made > 0 && !isStopped; ) {
			const done = await write((database) => (isIndexDue(database) ? indexBatch(database) : 0));
			made = done.ok ? done.value : 0;
			if (made > 0) await pause(pauseMs);
		}
		isRunning = false;
	}

	return {
		appended(seq) {
			if (seq % every.index === 0) setImmediate(() => void maintain(seq));
		},
		stop() {
			isStopped = true;
		},
	};
}
