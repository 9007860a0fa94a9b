import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter, Low } from 'lowdb';
import { sanitise } from '../../domain/sanitise.ts';
import { makeDirectory } from './make-directory.ts';

/** Small choices of one user that outlive the console: last tab, columns, what was typed in the palette. */
export type Preferences = {
	recall(key: string): unknown;
	remember(key: string, value: unknown): void;
	/** What is off about them, for a notice; null while all is well. */
	notice(): string | null;
	/** Writes what is not written yet. */
	flush(): Promise<void>;
};

type Data = Record<string, unknown>;

const writeDelayMs = 300;
/** Longer values are kept in memory only: this file is read at each start. */
const maxBytes = 256 * 1024;

/** One JSON file that only its owner may read; it appears whole or not at all. */
function jsonFile(path: string): Adapter<Data> {
	return {
		async read() {
			try {
				return JSON.parse(await readFile(path, 'utf8')) as Data;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
				throw error;
			}
		},
		async write(data) {
			const temporary = `${path}.${process.pid}`;
			try {
				makeDirectory(dirname(path));
				await writeFile(temporary, `${JSON.stringify(data, null, '\t')}\n`, { mode: 0o600 });
				await rename(temporary, path);
			} catch (error) {
				await rm(temporary, { force: true }).catch(() => {});
				throw error;
			}
		},
	};
}

function isData(value: unknown): value is Data {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Opens the preferences. A file that is damaged or cannot be read is left alone, one that cannot be written costs nothing but
 * the memory of it: everything works for as long as the console is open, and a notice says so.
 */
export async function openPreferences(path: string, adapter: Adapter<Data> = jsonFile(path)): Promise<Preferences> {
	const { Low: LowDatabase } = await import('lowdb');
	const database: Low<Data> = new LowDatabase(adapter, {});
	let trouble: string | null = null;
	let isFileUsable = true;
	let timer: NodeJS.Timeout | null = null;
	let writing: Promise<void> = Promise.resolve();
	try {
		await database.read();
		if (!isData(database.data)) throw new SyntaxError('not an object');
	} catch (error) {
		database.data = {};
		isFileUsable = false;
		const why = error instanceof SyntaxError ? 'is damaged' : 'cannot be read';
		trouble = `${sanitise(path)} ${why}: choices hold until the console is closed`;
	}

	async function write(): Promise<void> {
		try {
			await database.write();
			trouble = null;
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code ?? String(error);
			trouble = `${sanitise(path)} cannot be written (${sanitise(code)}): choices hold until the console is closed`;
		}
	}

	function writeSoon(): void {
		if (!isFileUsable || timer !== null) return;
		timer = setTimeout(() => {
			timer = null;
			writing = writing.then(write);
		}, writeDelayMs);
		timer.unref();
	}

	const recall = (key: string) => (Object.hasOwn(database.data, key) ? database.data[key] : undefined);

	return {
		recall,
		remember(key, value) {
			const text = JSON.stringify(value) ?? 'null';
			if (text.length > maxBytes || JSON.stringify(recall(key)) === text) return;
			database.data[key] = value;
			writeSoon();
		},
		notice: () => trouble,
		async flush() {
			if (timer !== null) {
				clearTimeout(timer);
				timer = null;
				writing = writing.then(write);
			}
			await writing;
		},
	};
}
