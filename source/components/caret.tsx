import { useCursor } from 'ink';

export type CaretProps = {
	/** Cells from the left and rows from the top of the screen. */
	readonly column: number;
	readonly row: number;
};

/** The terminal's own cursor, for as long as this stands: input methods and magnifiers look for it where one types. */
export function Caret({ column, row }: CaretProps) {
	const { setCursorPosition } = useCursor();
	setCursorPosition({ x: column, y: row });
	return null;
}
