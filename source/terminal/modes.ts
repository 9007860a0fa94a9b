/** Sequences that take the screen and give it back. Modes as in xterm's ctlseqs. */

export type ScreenModes = {
	readonly hasMouse: boolean;
	/** For screen readers: lines on the normal screen, one after the other. */
	readonly isLinear: boolean;
};

const alternateScreen = '?1049';
const bracketedPaste = '?2004';
const cursor = '?25';
/** Presses and the wheel, with coordinates as SGR writes them. */
const mouse = ['?1000', '?1006'];
const synchronizedUpdate = '?2026';

const on = (mode: string) => `\u001B[${mode}h`;
const off = (mode: string) => `\u001B[${mode}l`;

export function enterSequence({ hasMouse, isLinear }: ScreenModes): string {
	const screen = isLinear ? '' : `${on(alternateScreen)}\u001B[2J\u001B[H`;
	return screen + off(cursor) + on(bracketedPaste) + (hasMouse ? mouse.map(on).join('') : '');
}

/** Switches everything off that any version of `enterSequence` switched on; harmless when repeated. */
export function leaveSequence({ isLinear }: ScreenModes): string {
	const reports = mouse.toReversed().map(off).join('') + off(bracketedPaste);
	// A terminal without another screen (mosh) goes on below the last frame, not in the middle of it.
	const screen = isLinear ? '\r\n' : `\u001B[999;1H\u001B[K${off(alternateScreen)}`;
	return `${off(synchronizedUpdate)}\u001B[0m${reports}${on(cursor)}${screen}`;
}

/** Clears all and puts the cursor where a full frame leaves it: into the last row. */
export function clearSequence(rows: number): string {
	return `\u001B[0m\u001B[2J\u001B[${rows};1H`;
}
