import { useCallback, useMemo } from 'react';
import type { Column } from '../../components/table-contract.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';

const replace = (_: readonly string[] | null, ids: readonly string[]): readonly string[] | null => ids;

/** Ids of the columns of a list in order, remembered for this user under `name`; `initial` until somebody chose. */
export function useChosenColumns(
	name: string,
	initial: readonly string[],
): readonly [readonly string[], (ids: readonly string[]) => void] {
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
	return [chosen ?? remembered ?? initial, choose];
}

/** What was remembered may be damaged or of another version. */
function rememberedIds(value: unknown): readonly string[] | null {
	return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string') ? value : null;
}

/** The columns of these ids in their order; columns that never go (weight 100) are there even when they were not chosen. */
export function chosenColumns<Row>(
	all: ReadonlyArray<Column<Row>>,
	ids: readonly string[],
): ReadonlyArray<Column<Row>> {
	const chosen = ids.flatMap((id) => all.filter((column) => column.id === id));
	const missing = all.filter((column) => column.weight === 100 && !chosen.includes(column));
	return [...missing, ...chosen];
}

/** Shows, hides and moves columns in dialogs until Esc. */
export async function askColumns<Row>(
	{ dialogs, theme }: ConsoleContextValue,
	all: ReadonlyArray<Column<Row>>,
	ids: readonly string[],
	choose: (ids: readonly string[]) => void,
): Promise<void> {
	let current = chosenColumns(all, ids).map((column) => column.id);
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
