import type { HistoryEntry } from '../../domain/history.ts';
import type { Operation } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { maskedText } from '../../domain/secrets.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { titleOf } from './entry-words.ts';

/**
 * The operation of an entry, to be weighed and confirmed anew like any other. What was masked in its record is nowhere: it is asked
 * for. Null where the record does not tell what was asked, where it is about another host, or the person left.
 */
export async function askAgain(console: ConsoleContextValue, entry: HistoryEntry): Promise<Operation | null> {
	const { store, toast } = console;
	const { host } = store.getState();
	const { operation } = entry;
	if (operation === null) {
		toast('warn', 'Its record does not hold enough to do it again.');
		return null;
	}
	if (entry.host !== host) {
		toast('warn', `That was done on ${sanitise(entry.host)}; this is ${sanitise(host)}.`);
		return null;
	}
	switch (operation.type) {
		case 'run':
			return askMasked(console, entry, operation);
		case 'signal':
		case 'renice':
			// Where the process stood in the list of another console says nothing here.
			return { ...operation, key: null };
		default:
			return operation;
	}
}

async function askMasked(
	console: ConsoleContextValue,
	entry: HistoryEntry,
	operation: Extract<Operation, { readonly type: 'run' }>,
): Promise<Operation | null> {
	const title = sanitise(`Again: ${titleOf(entry)}`);
	const words: string[] = [];
	for (const word of [operation.command.file, ...operation.command.args]) {
		const whole = await fillIn(console, title, word);
		if (whole === null) return null;
		words.push(whole);
	}
	const [file = '', ...args] = words;
	return { ...operation, command: { file, args } };
}

/** A word with what was masked in it put back by the person. */
async function fillIn({ dialogs }: ConsoleContextValue, title: string, word: string): Promise<string | null> {
	const [start = '', ...rest] = word.split(maskedText);
	let whole = start;
	for (const part of rest) {
		const given = await dialogs.askSecret({ title, label: sanitise(`What was hidden in ${word}`) });
		if (given === null) return null;
		whole += Buffer.from(given).toString() + part;
		given.fill(0);
	}
	return whole;
}
