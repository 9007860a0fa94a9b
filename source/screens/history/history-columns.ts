import type { Column } from '../../components/table-contract.ts';
import { layoutColumns, type TableLayout } from '../../components/table-layout.ts';
import { formatLocalTime, formatMilliseconds } from '../../domain/format.ts';
import type { HistoryEntry } from '../../domain/history.ts';
import type { Symbols } from '../../theme.ts';
import { actorText, actText, commandOf, endStyle, endText, objectText, outcomeText } from './entry-words.ts';

type EntryColumn = Column<HistoryEntry>;

/** Ids of the columns shown at first, in order. Narrow terminals drop the lightest of them. */
export const defaultHistoryColumns: readonly string[] = [
	'seen',
	'time',
	'status',
	'act',
	'target',
	'actor',
	'duration',
	'exit',
	'outcome',
];

const withHost = defaultHistoryColumns.flatMap((id) => (id === 'target' ? [id, 'host'] : [id]));

/** The host stands beside the target as soon as the list has entries of another one than `host`, which is in front. */
export function defaultColumnsFor(entries: readonly HistoryEntry[], host: string): readonly string[] {
	return entries.some((entry) => entry.host !== host) ? withHost : defaultHistoryColumns;
}

/** Every column of the list of what was done. Times of another year than `thisYear` stand there as dates. */
export function createHistoryColumns(symbols: Symbols, thisYear: number): readonly EntryColumn[] {
	const { unknown } = symbols;
	return [
		{
			...plain('seen', ' ', 'Marks what you have not seen', 1, 97, (entry) => (entry.seen ? ' ' : symbols.unseen)),
			style: ({ seen }) => (seen ? null : 'accent'),
		},
		plain('time', 'TIME', 'When it began, local time', 14, 90, ({ time }) => entryTime(time, thisYear) ?? unknown),
		{
			...plain('status', 'STATUS', 'How it ended', 11, 95, (entry) => endText(entry, symbols)),
			style: endStyle,
		},
		plain('act', 'ACT', 'What was done', 13, 92, actText),
		plain('target', 'TARGET', 'What it was done to', 18, 100, objectText),
		plain('actor', 'ACTOR', 'Who did it, and as whom', 13, 70, ({ actor }) => actorText(actor)),
		plain('host', 'HOST', 'Where', 12, 85, ({ host }) => host),
		{
			...plain('duration', 'TOOK', 'How long it took', 6, 50, ({ durationMs }) =>
				durationMs === null ? unknown : formatMilliseconds(durationMs),
			),
			align: 'right',
		},
		{
			...plain('exit', 'EXIT', 'Exit status', 4, 30, ({ exitCode }) => (exitCode === null ? unknown : `${exitCode}`)),
			align: 'right',
		},
		{ ...plain('outcome', 'OUTCOME', 'What was said of it', 16, 45, outcomeText), grow: true },
		plain('type', 'TYPE', 'What kind of act', 14, 27, ({ type }) => type),
		plain('command', 'COMMAND', 'What ran, its secrets hidden', 30, 26, commandOf),
		plain('from', 'FROM', 'Where the person sat', 16, 30, ({ actor }) => actor.from ?? unknown),
		plain('id', 'ID', 'The id under which it is recorded', 16, 25, ({ id }) => id),
	];
}

/** Below this width a target is cut short rather than lose the word for what was done to it. */
const smallColumns = 60;
const smallTarget = 10;

/** Where there is no room for outcomes, targets take what is left. */
export function layoutHistory(columns: readonly EntryColumn[], width: number): TableLayout<HistoryEntry> {
	const layout = layoutColumns(columns, width);
	if (layout.columns.some(({ column }) => column.grow === true)) return layout;
	const shorten = (column: EntryColumn) => (width < smallColumns ? smallTarget : column.width);
	return layoutColumns(
		columns.map((column) =>
			column.id === 'target' ? { ...column, width: shorten(column), grow: true } : { ...column, grow: false },
		),
		width,
	);
}

/** Month, day and clock, local, or the date where it was in another year; null where the text is no time. */
export function entryTime(iso: string, thisYear: number): string | null {
	const time = formatLocalTime(iso);
	if (time === null) return null;
	return time.startsWith(`${thisYear}-`) ? time.slice(5, 19) : time.slice(0, 10);
}

function plain(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	text: (entry: HistoryEntry) => string,
): EntryColumn {
	return { id, title, description, width, weight, align: 'left', text };
}
