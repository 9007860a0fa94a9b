/** Something that can be run by its name. */
export type PaletteEntry = {
	/** What is typed: `interval`, `restart`. */
	readonly name: string;
	/** Name of the argument as the list shows it, e.g. `SECONDS`; null when it takes none. */
	readonly argument: string | null;
	readonly description: string;
	/** Keys that do the same; empty where there are none. */
	readonly keys: string;
	/** Arguments that can be completed. */
	readonly values?: readonly string[];
	readonly run: (argument: string) => void;
};

export type ParsedCommand = { readonly entry: PaletteEntry; readonly argument: string };

/** Lower is better; null does not fit. */
function rank(entry: PaletteEntry, text: string): number | null {
	const name = entry.name.toLowerCase();
	if (name === text) return 0;
	if (name.startsWith(text)) return 1;
	if (name.includes(text)) return 2;
	const words = text.split(/\s+/);
	const all = `${name} ${entry.description.toLowerCase()}`;
	return words.every((word) => all.includes(word)) ? 3 : null;
}

/** A line as an entry and its argument: the longest name that the line starts with. Null when it starts with none. */
export function parseCommand(entries: readonly PaletteEntry[], line: string): ParsedCommand | null {
	const text = line.trim();
	const lower = text.toLowerCase();
	const starting = entries
		.filter(({ name }) => lower === name.toLowerCase() || lower.startsWith(`${name.toLowerCase()} `))
		.toSorted((a, b) => b.name.length - a.name.length);
	for (const entry of starting) {
		const argument = text.slice(entry.name.length).trim();
		if (argument === '' || entry.argument !== null) return { entry, argument };
	}
	return null;
}

/** The entries that a line may mean, best first; all of them for an empty line. */
export function matchEntries(entries: readonly PaletteEntry[], line: string): readonly PaletteEntry[] {
	const text = line.trim().toLowerCase();
	if (text === '') return entries;
	const parsed = parseCommand(entries, line);
	if (parsed !== null && parsed.argument !== '') return [parsed.entry];
	return entries
		.flatMap((entry) => {
			const value = rank(entry, text);
			return value === null ? [] : [{ entry, value }];
		})
		.toSorted((a, b) => a.value - b.value)
		.map(({ entry }) => entry);
}

/** Newest first, each once. */
export function rememberLine(history: readonly string[], line: string, cap = 50): readonly string[] {
	return [line, ...history.filter((other) => other !== line)].slice(0, cap);
}
