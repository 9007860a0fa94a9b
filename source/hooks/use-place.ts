import type { DOMElement } from 'ink';
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Cells from the left and rows from the top of the screen. */
export type Place = { readonly column: number; readonly row: number };

/** Where a box stands on the screen, while that is wanted; null before it was laid out. */
export function usePlace(box: RefObject<DOMElement | null>, isWanted: boolean): Place | null {
	const [place, setPlace] = useState<Place | null>(null);
	// After each layout: what stands above a box may grow.
	useLayoutEffect(() => {
		const found = isWanted && box.current !== null ? placeOf(box.current) : null;
		setPlace((before) => (before?.column === found?.column && before?.row === found?.row ? before : found));
	});
	return place;
}

function placeOf(box: DOMElement): Place {
	let column = 0;
	let row = 0;
	for (let node: DOMElement | undefined = box; node !== undefined; node = node.parentNode) {
		column += node.yogaNode?.getComputedLeft() ?? 0;
		row += node.yogaNode?.getComputedTop() ?? 0;
	}
	return { column, row };
}
