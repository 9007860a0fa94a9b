/** From here on details stand beside their list. */
const besideColumns = 140;

/** How a screen of one list shares out its area. */
export type ListDetailLayout = {
	readonly columns: number;
	readonly rows: number;
	/** Lines of the table, its heads included. */
	readonly tableRows: number;
	readonly listColumns: number;
	readonly detail: { readonly width: number; readonly height: number; readonly isBeside: boolean };
};

/** Shares out the lines that `headRows` (figures and notices) and the line above the list leave. */
export function layoutListDetail(
	columns: number,
	rows: number,
	shown: { readonly headRows: number; readonly hasDetail: boolean },
): ListDetailLayout {
	const isBeside = columns >= besideColumns;
	const tableRows = Math.max(2, rows - shown.headRows - 1);
	const detailWidth = isBeside ? Math.min(90, Math.floor(columns * 0.45)) : columns;
	return {
		columns,
		rows,
		tableRows,
		listColumns: isBeside && shown.hasDetail ? columns - detailWidth : columns,
		detail: { width: detailWidth, height: tableRows + 1, isBeside },
	};
}
