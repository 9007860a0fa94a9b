import type { ActName } from './act-table.ts';

/**
 * Keys as data: the dispatcher, the line of hints, the help overlay and the settings all read these tables.
 *
 * A key is written as a person reads it: `q`, `G`, `?`, `Ctrl+C`, `Tab`, `Shift+Tab`, `Enter`, `Esc`, `Backspace`, `Space`,
 * `Up`, `PageDown`, `Home`, `F5`, `Delete`. Letters are case-sensitive: `G` is Shift+g.
 */
export type KeyBinding<Id extends string = string> = {
	/** What the settings name to remap it, unique with its scope: `top.signal`. */
	readonly id: Id;
	/** The first key is the one shown. */
	readonly keys: readonly string[];
	/** Two or three words for the line of hints: `signal`. */
	readonly hint: string;
	/** One phrase for the help overlay. */
	readonly description: string;
	/** Order in the line of hints, highest first; 0 keeps it out of the line (the help overlay has all). */
	readonly weight: number;
	/** What it asks for, or the least of what it leads to; absent where it only looks. */
	readonly act?: ActName | undefined;
};

/** Keys of one place: the frame, a list, one screen, a dialog. */
export type KeyTable<Id extends string = string> = {
	/** `global`, `list`, or a tab's name. */
	readonly scope: string;
	readonly title: string;
	readonly bindings: ReadonlyArray<KeyBinding<Id>>;
};

/** One decoded key press. */
export type KeyPress = {
	/** The name as key tables write it, or the character itself for text. */
	readonly key: string;
	/** Printable text that it would insert into a field, else empty. */
	readonly text: string;
	/** It came pasted, or in one burst with other keys: it may type and move, and never confirms anything. */
	readonly isBurst: boolean;
	/** Monotonic milliseconds of its arrival: a dialog takes no answer that was typed before it was on screen. */
	readonly atMs: number;
};

/** Mouse events as the frame hands them on; coordinates are zero-based cells of the screen's own area. */
export type MousePress = {
	readonly kind: 'press' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
};
