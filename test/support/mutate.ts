/** Damaged variants of a text for property tests: cut, repeated, swapped, filled with bytes that no program expects. */

/** A small seeded generator (mulberry32), so that a failure can be seen again. */
export function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const oddities = [
	'',
	'\0',
	'\n',
	'\t',
	' ',
	')',
	'(',
	':',
	'/',
	'-1',
	'99999999999999999999',
	'1e400',
	'NaN',
	'\u001B[2J',
	'\u009B31m',
	'\u202E',
	'\u2028',
	'\uD800',
	'漢字',
	'\\012',
	'\r',
	'%s',
	'__proto__',
];

/** `count` variants of `text`, the same ones for the same seed. The text itself and the empty one come first. */
export function* mutations(text: string, count: number, seed = 1): Generator<string> {
	const random = createRandom(seed);
	const pick = (length: number) => Math.floor(random() * length);
	const seeds = [text, ''];
	for (let made = 0; made < count; made += 1) {
		const known = seeds[made];
		yield known ?? mutate(text, pick);
	}
}

function mutate(text: string, pick: (length: number) => number): string {
	let changed = text;
	for (let times = 1 + pick(3); times > 0; times -= 1) changed = mutateOnce(changed, pick);
	return changed;
}

function mutateOnce(text: string, pick: (length: number) => number): string {
	const from = pick(text.length + 1);
	const to = Math.min(text.length, from + 1 + pick(pick(4) === 0 ? text.length + 1 : 8));
	switch (pick(6)) {
		case 0:
			return text.slice(0, from);
		case 1:
			return text.slice(0, from) + text.slice(to);
		case 2:
			return text.slice(0, from) + (oddities[pick(oddities.length)] ?? '') + text.slice(from);
		case 3:
			return text.slice(0, from) + (oddities[pick(oddities.length)] ?? '') + text.slice(to);
		case 4:
			return text.slice(0, to) + text.slice(from, Math.min(to, from + 200)) + text.slice(to);
		default:
			return text.slice(0, from) + String.fromCharCode(pick(0x300)) + text.slice(from + 1);
	}
}
