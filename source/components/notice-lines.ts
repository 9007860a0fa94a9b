import { sanitise } from '../domain/sanitise.ts';
import { wrapCells } from './cells.ts';

/** A line of a notice; only the first has its sign. */
export type NoticeLine = { readonly text: string; readonly isFirst: boolean };

/** Cells before the text: a blank, the sign, a blank. */
export const noticeMargin = 3;

/** Notices wrapped to `columns`, in `rows` lines at most. The later one is served first; what is cut ends with the ellipsis. */
export function noticeLines(
	notices: readonly string[],
	columns: number,
	rows: number,
	ellipsis: string,
): readonly NoticeLine[] {
	const width = Math.max(8, columns - noticeMargin - 1);
	const lines: NoticeLine[] = [];
	for (const notice of notices.toReversed()) {
		const left = rows - lines.length;
		if (left <= 0) break;
		const whole = wrapCells(sanitise(notice), width);
		const wrapped = whole.length <= left ? whole : wrapCells(withoutDirectories(sanitise(notice), ellipsis), width);
		const shown = wrapped.slice(0, left);
		const last = shown.length - 1;
		lines.unshift(
			...shown.map((text, index) => ({
				text: index === last && wrapped.length > shown.length ? `${text} ${ellipsis}` : text,
				isFirst: index === 0,
			})),
		);
	}
	return lines;
}

/** Where there is little room the name of a file says enough, and what is said of it comes after it. */
function withoutDirectories(text: string, ellipsis: string): string {
	return text.replace(/(?<=^|\s)(?:\/[^\s/]+){2,}\//g, `${ellipsis}/`);
}
