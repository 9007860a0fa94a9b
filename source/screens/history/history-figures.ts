import { type Piece, piece, statLine } from '../../components/stat-line.ts';
import type { HistoryEntry } from '../../domain/history.ts';
import type { StyleName, Theme } from '../../theme.ts';
import { type EntryStatus, statusText } from './entry-words.ts';
import { historyLimit } from './history-state.ts';

/** The line above the list: how many of those listed were not seen, failed, ended well. */
export function historyFigures(theme: Theme, entries: readonly HistoryEntry[] | null, width: number): string {
	if (entries === null || entries.length === 0) return '';
	const { symbols } = theme;
	const unseen = entries.filter(({ seen }) => !seen).length;
	const counted = entries.length === 1 ? '1 act' : entries.length === 1 ? '1 act' : `${entries.length} acts`;
	const total = entries.length >= historyLimit ? `the newest ${historyLimit}` : counted;
	const pieces: readonly Piece[] = [
		piece(theme, `${symbols.unseen} ${unseen} not seen`, unseen === 0 ? 'dim' : 'accent', 90),
		...countOf(theme, entries, 'failed', 'bad', 100),
		...countOf(theme, entries, 'timed-out', 'bad', 85),
		...countOf(theme, entries, 'interrupted', 'bad', 85),
		...countOf(theme, entries, 'unknown', 'warn', 84),
		...countOf(theme, entries, 'refused', 'warn', 60),
		...countOf(theme, entries, 'open', 'accent', 95),
		...countOf(theme, entries, 'succeeded', 'plain', 50),
		piece(theme, total, 'dim', 40),
	];
	return ` ${statLine(pieces, width - 2, 3).text}`;
}

function countOf(
	theme: Theme,
	entries: readonly HistoryEntry[],
	status: EntryStatus,
	style: StyleName,
	weight: number,
): readonly Piece[] {
	const count = entries.filter((entry) => entry.status === status).length;
	if (count === 0) return [];
	const [sign = '', ...word] = statusText(status, theme.symbols).split(' ');
	return [piece(theme, `${sign} ${count} ${word.join(' ')}`, style, weight)];
}
