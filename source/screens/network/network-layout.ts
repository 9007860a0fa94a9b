/** From here on details stand beside the list. */
const besideColumns = 140;

export type NetworkLayout = {
	readonly columns: number;
	readonly rows: number;
	/** The views, and on larger terminals counts by state and rates of interfaces. */
	readonly figureRows: number;
	/** Lines of the table, its heads included. */
	readonly tableRows: number;
	readonly listColumns: number;
	/** Cells for an address with its port. */
	readonly endpointWidth: number;
	readonly detail: { readonly width: number; readonly isBeside: boolean };
};

/** Shares out the screen: figures, the line above the list, the list, and the details when they are open. */
export function layoutNetwork(columns: number, rows: number, hasDetail: boolean): NetworkLayout {
	const figureRows = rows < 16 || columns < 60 ? 1 : 3;
	const isBeside = columns >= besideColumns;
	const detailWidth = isBeside ? Math.min(80, Math.floor(columns * 0.4)) : columns;
	const listColumns = isBeside && hasDetail ? columns - detailWidth : columns;
	return {
		columns,
		rows,
		figureRows,
		tableRows: Math.max(2, rows - figureRows - 1),
		listColumns,
		endpointWidth: endpointWidthOf(listColumns),
		detail: { width: detailWidth, isBeside },
	};
}

/** Any IPv4 address with its port takes 21 cells, any IPv6 one 47. */
function endpointWidthOf(columns: number): number {
	if (columns < 60) return 16;
	if (columns < 130) return 21;
	return columns < 170 ? 26 : 47;
}
