/** Makes a value at the first call and hands out the same one from then on. */
function lazily<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | null = null;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

/** Loading the tables takes 8 ms, and most runs never see a text that needs them. */
const segmenter = lazily(() => new Intl.Segmenter());

/** What a reader takes for one character each: a letter with its accents, an emoji of several parts. */
export function* graphemesOf(text: string): Generator<string> {
	for (const { segment } of segmenter().segment(text)) yield segment;
}
