/** From here on details stand beside the list. */
export const besideColumns = 140;

export type TopLayout = {
	readonly columns: number;
	readonly rows: number;
	/** Lines of figures: four, or one on a small terminal. */
	readonly figureRows: number;
	/** Lines of core bars at most, where they are asked for. */
	readonly coreRows: number;
	/** Lines of the table, its heads included. */
	readonly tableRows: number;
	readonly listColumns: number;
	/** The parts do not fit and are cut. */
	readonly isCramped: boolean;
	readonly detail: { readonly width: number; readonly isBeside: boolean };
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
	const isBeside = columns >= besideColumns;
	const detailWidth = isBeside ? Math.min(90, Math.floor(columns * 0.45)) : columns;
	const restRows = rows - figureRows - coreRows - 1;
	return {
		columns,
		rows,
		figureRows,
		coreRows,
		tableRows: Math.max(2, restRows),
		isCramped: restRows < 2,
		listColumns: isBeside && shown.hasDetail ? columns - detailWidth : columns,
		detail: { width: detailWidth, isBeside },
	};
}

/** A core's bar takes 24 cells and a gap of two. */
function coreLinesNeeded(columns: number, count: number): number {
	return Math.ceil(count / Math.max(1, Math.floor(columns / 25)));
}
