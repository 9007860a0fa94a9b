import { type ListDetailLayout, layoutListDetail } from '../parts/list-detail-layout.ts';

export type NetworkLayout = ListDetailLayout & {
	/** The views, and on larger terminals counts by state and rates of interfaces. */
	readonly figureRows: number;
	/** Cells for an address with its port. */
	readonly endpointWidth: number;
};

/** Shares out the screen: figures, the line above the list, the list, and the details when they are open. */
export function layoutNetwork(columns: number, rows: number, hasDetail: boolean): NetworkLayout {
	const figureRows = rows < 16 || columns < 60 ? 1 : 3;
	const detailWidth = Math.min(80, Math.floor(columns * 0.4));
	const layout = layoutListDetail(columns, rows, { headRows: figureRows, hasDetail, detailWidth });
	return { ...layout, figureRows, endpointWidth: endpointWidthOf(layout.listColumns) };
}

/** Any IPv4 address with its port takes 21 cells, any IPv6 one 47. */
function endpointWidthOf(columns: number): number {
	if (columns < 60) return 16;
	if (columns < 130) return 21;
	return columns < 170 ? 26 : 47;
}
