import { describe, expect, test } from 'vitest';
import { enterSequence, leaveSequence } from '../../source/terminal/modes.ts';
import { sizeOf } from '../../source/terminal/terminal-size.ts';
import { readProbe } from '../../source/terminal/width-probe.ts';

const modesOf = (sequence: string, ending: 'h' | 'l') =>
	[...sequence.matchAll(/\u001B\[(\?\d+)([hl])/g)].filter(([, , end]) => end === ending).map(([, mode]) => mode);

describe('taking and giving back the screen', () => {
	test('switches everything off that it switched on', () => {
		const modes = { hasMouse: true, isLinear: false };
		expect(modesOf(leaveSequence(modes), 'l')).toEqual(expect.arrayContaining(modesOf(enterSequence(modes), 'h')));
		expect(modesOf(leaveSequence(modes), 'h')).toEqual(['?25']);
	});

	test('asks for no mouse unless told', () => {
		expect(enterSequence({ hasMouse: false, isLinear: false })).not.toContain('?1000');
	});

	test('keeps the normal screen for a screen reader', () => {
		const modes = { hasMouse: false, isLinear: true };
		expect(enterSequence(modes) + leaveSequence(modes)).not.toContain('?1049');
	});
});

test('a terminal without a size has 80x24', () => {
	expect(sizeOf({ columns: 0, rows: 0 })).toEqual({ columns: 80, rows: 24 });
	expect(sizeOf({})).toEqual({ columns: 80, rows: 24 });
	expect(sizeOf({ columns: 40, rows: 15 })).toEqual({ columns: 40, rows: 15 });
});

test('symbols count as wide when the cursor moved by more than one cell each', () => {
	expect([readProbe(4), readProbe(8), readProbe(5)]).toEqual(['narrow', 'wide', 'wide']);
});
