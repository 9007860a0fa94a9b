import { useEffect, useRef } from 'react';
import { Caret } from '../../components/caret.tsx';
import { boxLines, type DialogBox } from '../../components/dialog-box.ts';
import { Overlay } from '../../components/overlay.tsx';
import { segmentCells } from '../../components/segments.ts';
import type { KeyPress } from '../../domain/keys.ts';
import { useConsole } from '../../hooks/console-context.ts';

/** The whole terminal: dialogs lie over all of it. */
export type DialogArea = { readonly columns: number; readonly rows: number };

/** Width of a box that wants `wanted` cells: nearly all of a narrow terminal, no more than it wants of a wide one. */
export function boxWidth(area: DialogArea, wanted: number): number {
	return Math.max(1, Math.min(wanted, area.columns < 60 ? area.columns : area.columns - 4));
}

/** Lines that the body of a box may have at most. */
export function bodyRows(area: DialogArea): number {
	return Math.max(1, area.rows - (area.rows < 24 ? 3 : 6));
}

export type DialogBoxProps = DialogBox & {
	readonly area: DialogArea;
	/** One types at the end of what stands in the corner. */
	readonly isCornerTyped?: boolean;
};

/** A box in the middle of the screen, a little above it where there is room. */
export function DialogBoxView({ area, isCornerTyped = false, ...box }: DialogBoxProps) {
	const { theme } = useConsole();
	const lines = boxLines(theme, box);
	const left = Math.max(0, Math.floor((area.columns - box.width) / 2));
	const top = Math.max(0, Math.floor((area.rows - lines.length) / 2.5));
	const caret = isCornerTyped ? { row: lines.length - 2, cells: box.width - 6 } : caretIn(box.body);
	const row = top + 1 + (caret?.row ?? 0);
	return (
		<>
			<Overlay lines={lines.slice(0, area.rows)} left={left} top={top} width={box.width} />
			{caret === null || row >= area.rows ? null : <Caret column={left + 2 + caret.cells} row={row} />}
		</>
	);
}

/** The line of the body that has the place where one types, and the cells before it. */
function caretIn(body: DialogBox['body']): { readonly row: number; readonly cells: number } | null {
	for (const [row, segments] of body.entries()) {
		const at = segments.findIndex(({ style }) => style === 'caret');
		if (at >= 0) return { row, cells: segmentCells(segments.slice(0, at)) };
	}
	return null;
}

/** Time that a dialog must have been on screen before an answer counts. */
const readMs = 250;

/**
 * Says whether a press can be an answer to this dialog: one key, pressed by itself, after a person could see what it is about.
 * Pasted and typed-ahead keys are not.
 */
export function useDeliberate(): (press: KeyPress) => boolean {
	const drawnAtMs = useRef(Number.POSITIVE_INFINITY);
	useEffect(() => {
		drawnAtMs.current = performance.now();
	}, []);
	return (press) => !press.isBurst && press.atMs >= drawnAtMs.current + readMs;
}
