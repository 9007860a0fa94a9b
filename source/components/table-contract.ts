import type { StyleName } from '../theme.ts';

/** A column of a list as data. Cells are plain text made from a row; the table sanitises, aligns, cuts and paints them. */
export type Column<Row> = {
	readonly id: string;
	readonly title: string;
	/** One phrase for the column chooser and the help. */
	readonly description: string;
	/** Width in cells; the one column with `grow` takes what is left, but no less than `width`. */
	readonly width: number;
	readonly grow?: boolean;
	/** Cells that a growing column asks for at most before others may stand beside it; a quarter of the row unless told. */
	readonly growFrom?: number;
	readonly align: 'left' | 'right';
	/** Columns with the lowest weight go first when the terminal is narrow; 100 never goes. */
	readonly weight: number;
	readonly text: (row: Row) => string;
	/** Only state has colour. */
	readonly style?: (row: Row) => StyleName | null;
	/** What the column sorts by; without it the list cannot be sorted by it. Null sorts last either way. */
	readonly sortValue?: (row: Row) => string | number | null;
	/** Direction of the first press: figures descend, names ascend. */
	readonly descendsFirst?: boolean;
	/** Off until the person chooses it. */
	readonly isOptional?: boolean;
};
