export type TerminalSize = { readonly columns: number; readonly rows: number };

const usual: TerminalSize = { columns: 80, rows: 24 };

/** The size of a terminal; one that does not know its own (0x0, as serial lines say) is taken as 80x24. */
export function sizeOf(stream: { readonly columns?: number; readonly rows?: number }): TerminalSize {
	const { columns = 0, rows = 0 } = stream;
	return { columns: columns > 0 ? columns : usual.columns, rows: rows > 0 ? rows : usual.rows };
}
