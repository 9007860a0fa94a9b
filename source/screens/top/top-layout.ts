import { type ListDetailLayout, layoutListDetail } from '../parts/list-detail-layout.ts';

export type TopLayout = ListDetailLayout & {
	/** Lines of figures: four, or one on a small terminal. */
	readonly figureRows: number;
	/** Lines of core bars at most, where they are asked for. */
	readonly coreRows: number;
};

/** Shares out the screen: figures, the line above the list, the list, and the details when they are open. */
export function layoutTop(
	columns: number,
	rows: number,
	shown: { readonly coreCount: number; readonly hasDetail: boolean },
): TopLayout {
	const figureRows = rows < 16 || columns < 60 ? 1 : 4;
	const coreRows =
		shown.coreCount === 0 ? 0 : Math.min(coreLinesNeeded(columns, shown.coreCount), Math.floor(rows / 4));
	const parts = { headRows: figureRows + coreRows, hasDetail: shown.hasDetail };
	return { ...layoutListDetail(columns, rows, parts), figureRows, coreRows };
}

/** A core's bar takes 24 cells and a gap of two. */
function coreLinesNeeded(columns: number, count: number): number {
	return Math.ceil(count / Math.max(1, Math.floor(columns / 25)));
}
