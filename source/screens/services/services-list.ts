import type { Column } from '../../components/table-contract.ts';
import { type Filter, matches } from '../../domain/list-filter.ts';
import { sortRows } from '../../domain/list-sort.ts';
import type { UnitRow } from '../../domain/services.ts';
import { isTemplate, withUnitType } from '../../domain/unit-name.ts';
import type { ServicesState, UnitShow } from './services-state.ts';
import { conditionOf, isEnabled, portsText, stateText, unitKind } from './unit-words.ts';

export type ServicesListOptions = Pick<ServicesState, 'show' | 'sort'> & { readonly filter: Filter };

/** Makes the list of the Services tab. One for each console: it remembers what a filter looks through. */
export type ServicesLister = (
	units: readonly UnitRow[],
	columns: ReadonlyArray<Column<UnitRow>>,
	options: ServicesListOptions,
) => readonly UnitRow[];

export function createServicesLister(): ServicesLister {
	// Entries go with their rows.
	const haystacks = new WeakMap<UnitRow, string>();
	const haystack = (row: UnitRow): string => {
		const known = haystacks.get(row);
		if (known !== undefined) return known;
		const fresh = haystackOf(row);
		haystacks.set(row, fresh);
		return fresh;
	};
	return (units, columns, { filter, show, sort }) => {
		const shown = units.filter(
			(row) => isShown(row, show) && (filter.terms.length === 0 || matches(filter, haystack(row))),
		);
		if (sort === null) return byNeed(shown);
		const sortValue = columns.find((column) => column.id === sort.column)?.sortValue;
		return sortValue === undefined ? byNeed(shown) : sortRows(byNeed(shown), sortValue, sort.descending);
	};
}

function haystackOf(row: UnitRow): string {
	const parts = [
		row.name,
		row.description,
		stateText(row),
		row.enabled,
		row.manager,
		row.mainPid,
		portsText(row.ports),
	];
	return parts.filter((part) => part !== null).join(' ');
}

function isShown(row: UnitRow, show: UnitShow): boolean {
	const condition = conditionOf(row);
	switch (show) {
		case 'all':
			return true;
		case 'services':
			return unitKind(row) === 'service' || condition === 'failed';
		case 'running':
			return row.subState === 'running' || condition === 'changing';
		case 'enabled':
			return isEnabled(row);
		case 'failed':
			return condition === 'failed';
	}
}

const kindOrder = ['service', 'socket', 'timer', 'path', 'mount', 'automount', 'swap', 'target', 'scope', 'slice'];

/** The sick first, then what runs, then what one could start, then the rest; names in the order in which they came. */
function byNeed(rows: readonly UnitRow[]): readonly UnitRow[] {
	return sortRows(rows, needOf, false);
}

const kinds = kindOrder.length;

function needOf(row: UnitRow): number {
	const condition = conditionOf(row);
	const place = kindOrder.indexOf(unitKind(row));
	if (condition === 'failed') return 0;
	// Templates and names that others merely mention are looked for by few.
	if (isTemplate(row.name) || row.loadState === 'not-found') return 4 + kinds + 1;
	if (place !== 0) return 4 + (place < 0 ? kinds : place);
	if (condition === 'changing') return 1;
	return condition === 'active' ? 2 : 3;
}

/** The unit whose main process is the first of these that any unit has. */
export function findUnitOfPids(units: readonly UnitRow[], pids: readonly number[]): UnitRow | null {
	const byPid = new Map(units.flatMap((row) => (row.mainPid === null ? [] : [[row.mainPid, row] as const])));
	const pid = pids.find((each) => byPid.has(each));
	return pid === undefined ? null : (byPid.get(pid) ?? null);
}

/** The unit of exactly that name, the type `service` implied as managers do. */
export function findUnit(units: readonly UnitRow[], name: string): UnitRow | null {
	return units.find((row) => row.name === name) ?? units.find((row) => row.name === withUnitType(name)) ?? null;
}
