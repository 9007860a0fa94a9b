import { useCallback, useMemo } from 'react';
import type { Column } from '../../components/table-contract.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';

/** The columns of a list. */
export type Columns<Row> = {
	readonly all: ReadonlyArray<Column<Row>>;
	/** Those chosen, in their order. */
	readonly shown: ReadonlyArray<Column<Row>>;
	choose(ids: readonly string[]): void;
};

const replace = (_: readonly string[] | null, ids: readonly string[]): readonly string[] | null => ids;

/** Which of `all` are shown is remembered for this user under `name`; those of `initial` until somebody chose. */
export function useColumns<Row>(
	name: string,
	all: ReadonlyArray<Column<Row>>,
	initial: readonly string[],
): Columns<Row> {
	const { actions } = useConsole();
	const [chosen, dispatch] = useScreenState<readonly string[] | null, readonly string[]>(
		`columns:${name}`,
		null,
		replace,
	);
	const remembered = useMemo(() => rememberedIds(actions.recall(name)), [actions, name]);
	const choose = useCallback(
		(ids: readonly string[]) => {
			dispatch(ids);
			actions.remember(name, ids);
		},
		[dispatch, actions, name],
	);
	const ids = chosen ?? remembered ?? initial;
	const shown = useMemo(() => chosenColumns(all, ids), [all, ids]);
	return useMemo(() => ({ all, shown, choose }), [all, shown, choose]);
}

/** What was remembered may be damaged or of another version. */
function rememberedIds(value: unknown): readonly string[] | null {
	return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string') ? value : null;
}

/** The columns of these ids in their order; columns that never go (weight 100) are there even when they were not chosen. */
function chosenColumns<Row>(all: ReadonlyArray<Column<Row>>, ids: readonly string[]): ReadonlyArray<Column<Row>> {
	const chosen = ids.flatMap((id) => all.filter((column) => column.id === id));
	const missing = all.filter((column) => column.weight === 100 && !chosen.includes(column));
	return [...missing, ...chosen];
}

/** Shows, hides and moves columns in dialogs until Esc. */
export async function askColumns<Row>(
	{ dialogs, theme }: ConsoleContextValue,
	{ all, shown, choose }: Columns<Row>,
): Promise<void> {
	let current = shown.map((column) => column.id);
	let at: string | null = current[0] ?? null;
	while (at !== null) {
		at = await dialogs.choose('Columns', columnChoices(all, current, theme.symbols.ok), at);
		if (at === null) return;
		const next = await askColumn(dialogs, all, current, at);
		if (next === null) continue;
		current = [...next];
		choose(current);
	}
}

function columnChoices<Row>(all: ReadonlyArray<Column<Row>>, shown: readonly string[], sign: string) {
	const hidden = all.filter((column) => !shown.includes(column.id));
	return [...chosenColumns(all, shown), ...hidden].map((column) => ({
		id: column.id,
		label: `${shown.includes(column.id) ? sign : ' '} ${column.title.trim()}`,
		detail: column.description,
	}));
}

async function askColumn<Row>(
	dialogs: ConsoleContextValue['dialogs'],
	all: ReadonlyArray<Column<Row>>,
	shown: readonly string[],
	id: string,
): Promise<readonly string[] | null> {
	const place = shown.indexOf(id);
	if (place < 0) return [...shown, id];
	const column = all.find((each) => each.id === id);
	const answer = await dialogs.choose(column?.title.trim() ?? id, [
		...(column?.weight === 100 ? [] : [{ id: 'hide', label: 'Hide' } as const]),
		{ id: 'left', label: 'Move left' } as const,
		{ id: 'right', label: 'Move right' } as const,
	]);
	if (answer === null) return null;
	const rest = shown.filter((each) => each !== id);
	if (answer === 'hide') return rest;
	const target = Math.max(0, place + (answer === 'left' ? -1 : 1));
	return [...rest.slice(0, target), id, ...rest.slice(target)];
}
