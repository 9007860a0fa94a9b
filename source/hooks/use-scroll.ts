import { useMemo } from 'react';
import { listKeys } from './list-keys.ts';
import { useKeys } from './use-keys.ts';
import { useScreenState } from './use-screen-state.ts';

export type Scroll = {
	/** First line on screen, never so far that less than a page is shown. */
	readonly offset: number;
	to(offset: number): void;
};

const setOffset = (_: number, offset: number) => offset;

/** Scrolling through lines with the list keys while active, kept in the store under `scroll:<name>`. */
export function useScroll(name: string, lineCount: number, pageRows: number, isActive: boolean): Scroll {
	const [kept, to] = useScreenState(`scroll:${name}`, 0, setOffset);
	const last = Math.max(0, lineCount - Math.max(1, pageRows));
	const offset = Math.min(kept, last);
	const by = (lines: number) => () => to(Math.min(last, Math.max(0, offset + lines)));
	useKeys('list', isActive ? listKeys : null, {
		'list.up': by(-1),
		'list.down': by(1),
		'list.page-up': by(1 - pageRows),
		'list.page-down': by(pageRows - 1),
		'list.half-up': by(-Math.floor(pageRows / 2)),
		'list.half-down': by(Math.floor(pageRows / 2)),
		'list.first': by(-lineCount),
		'list.last': by(lineCount),
	});
	return useMemo(() => ({ offset, to }), [offset, to]);
}
