/**
 * Ink takes every text of the screen apart at each frame: joins its parts, looks for controls, counts its cells. Most lines are the
 * very strings that they were a frame ago; what was found out about them then is kept.
 *
 * scripts/build.mjs puts these around ink/build/squash-text-nodes.js and widest-line (seen in Ink 8.0.0).
 */

/** What is read of Ink's nodes: a text with one string in it, as all lines of this program are. */
export type TextNode = {
	readonly nodeName: string;
	readonly nodeValue?: string;
	readonly childNodes?: readonly TextNode[];
};

type Squash = (node: TextNode) => string;

/** Answers with the text of a node as it was joined before, while its one string is the same. */
export function quickSquashOver(squash: Squash): Squash {
	const known = new WeakMap<TextNode, { readonly raw: string; readonly text: string }>();
	return (node) => {
		const part = node.childNodes?.length === 1 ? node.childNodes[0] : undefined;
		if (part?.nodeName !== '#text' || part.nodeValue === undefined) return squash(node);
		const before = known.get(node);
		if (before?.raw === part.nodeValue) return before.text;
		const text = squash(node);
		known.set(node, { raw: part.nodeValue, text });
		return text;
	};
}

/** Lines on screen, of this frame and some before it. */
const mostLines = 512;

/** Remembers the cells of the texts that were measured last. */
export function rememberWidths(measure: (text: string) => number): (text: string) => number {
	const known = new Map<string, number>();
	return (text) => {
		let width = known.get(text);
		if (width === undefined) {
			width = measure(text);
			if (known.size >= mostLines) known.clear();
			known.set(text, width);
		}
		return width;
	};
}
