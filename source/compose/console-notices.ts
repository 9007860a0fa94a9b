import type { ReadingSink } from '../domain/actions.ts';
import { type ConsoleStore, sinkOf } from '../store/console-store.ts';
import { failedUnitsTask } from './view-tasks.ts';

/** Shows a sentence until it is withdrawn with null; one for each cause. */
export type Notify = (cause: string, sentence: string | null) => void;

/** Notices that stand while they are true. The store has others as well: those of the terminal. */
export function createNotify(store: ConsoleStore): Notify {
	const byCause = new Map<string, string>();
	return (cause, sentence) => {
		const before = new Set(byCause.values());
		if (sentence === null) byCause.delete(cause);
		else byCause.set(cause, sentence);
		const own = [...byCause.values()];
		if (own.length === before.size && own.every((each) => before.has(each))) return;
		store.setState(({ notices }) => ({ notices: [...notices.filter((each) => !before.has(each)), ...own] }));
	};
}

/** Readings go to the store, but for the count that is part of the summary. `first` is settled by the first of that name. */
export function createConsoleSink(
	store: ConsoleStore,
	name: string,
): { readonly sink: ReadingSink; readonly first: Promise<void> } {
	const sink = sinkOf(store);
	const first = Promise.withResolvers<void>();
	return {
		first: first.promise,
		sink(pushed, reading) {
			if (pushed !== failedUnitsTask) sink(pushed, reading);
			if (pushed === name) first.resolve();
		},
	};
}

/** What is said of a reading that is renewed less often than the interval. */
export function stretchSentence(name: string, periodMs: number | null): string | null {
	return periodMs === null
		? null
		: `Reading ${name} takes long here: it is renewed every ${(periodMs / 1000).toFixed(1)} s`;
}
