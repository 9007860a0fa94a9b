/** From here on details stand beside their list. */
const besideColumns = 140;

/** How a screen of one list shares out its area. */
export type ListDetailLayout = {
	readonly columns: number;
	readonly rows: number;
	/** Lines of the table, its heads included. */
	readonly tableRows: number;
	readonly listColumns: number;
	/** The parts do not fit and are cut. */
	readonly isCramped: boolean;
	/** Details that do not stand beside the list cover it. */
	readonly isListShown: boolean;
	readonly detail: { readonly width: number; readonly height: number; readonly isBeside: boolean };
};

export type ListDetailParts = {
	/** Figures and notices above the list. */
	readonly headRows: number;
	readonly hasDetail: boolean;
	/** Cells of details beside the list. */
	readonly detailWidth?: number;
};

/** Shares out the lines that `headRows` and the line above the list leave. */
export function layoutListDetail(
	columns: number,
	rows: number,
	{ headRows, hasDetail, detailWidth = Math.min(90, Math.floor(columns * 0.45)) }: ListDetailParts,
): ListDetailLayout {
	const isBeside = columns >= besideColumns;
	const restRows = rows - headRows - 1;
	const tableRows = Math.max(2, restRows);
	return {
		columns,
		rows,
		tableRows,
		isCramped: restRows < 2,
		listColumns: isBeside && hasDetail ? columns - detailWidth : columns,
		isListShown: isBeside || !hasDetail,
		detail: { width: isBeside ? detailWidth : columns, height: tableRows + 1, isBeside },
	};
}
