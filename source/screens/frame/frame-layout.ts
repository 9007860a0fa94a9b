/** Rows of the frame and what they leave to the screen, for any size from a few cells on. */
export type FrameLayout = {
	readonly hasTabs: boolean;
	readonly hasTopRule: boolean;
	readonly hasBottomRule: boolean;
	readonly hasHints: boolean;
	readonly noticeRows: number;
	readonly screenRows: number;
	/** First row of the screen's area. */
	readonly screenTop: number;
};

/** On terminals of that many rows. A notice may take several lines. */
const mostNoticeRows = (rows: number): number => (rows < 10 ? 0 : rows < 14 ? 1 : rows < 24 ? 3 : 4);

/** What weighs least goes first: rules, then notices, hints, and the tabs last. The header stays. */
export function layoutFrame(rows: number, noticeLineCount: number): FrameLayout {
	const hasTabs = rows >= 4;
	const hasHints = rows >= 6;
	const hasTopRule = rows >= 18;
	const hasBottomRule = rows >= 30;
	const noticeRows = Math.min(noticeLineCount, mostNoticeRows(rows));
	const above = 1 + Number(hasTabs) + Number(hasTopRule);
	const below = Number(hasBottomRule) + noticeRows + Number(hasHints);
	return {
		hasTabs,
		hasTopRule,
		hasBottomRule,
		hasHints,
		noticeRows,
		screenRows: Math.max(0, rows - above - below),
		screenTop: above,
	};
}
