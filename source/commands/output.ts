/** Where a command writes: data to stdout, everything else to stderr. */
export type Output = {
	/** Resolves when the text was taken: a slow reader slows the command down, not its memory. */
	write(text: string): Promise<void>;
	complain(text: string): void;
	/** Width of the terminal; null when stdout is none, and tables are then as wide as their figures. */
	readonly columns: number | null;
	/** False under NO_COLOR, `--no-color`, and where stdout is no terminal: then there is no escape sequence at all. */
	readonly hasColour: boolean;
	/** Asks on the terminal; null where there is nobody to ask. */
	readonly ask: ((question: string) => Promise<string | null>) | null;
	/** The same for what is not echoed: bytes that the caller overwrites. Null, or absent, where there is nobody to ask. */
	readonly askSecret?: ((question: string) => Promise<Uint8Array | null>) | null;
};

const dim = '\u001B[2m';
const red = '\u001B[31m';
const reset = '\u001B[0m';

export function paintDim(text: string, output: Output): string {
	return output.hasColour && text !== '' ? `${dim}${text}${reset}` : text;
}

export function paintBad(text: string, output: Output): string {
	return output.hasColour && text !== '' ? `${red}${text}${reset}` : text;
}
