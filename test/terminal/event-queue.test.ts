import { expect, test } from 'vitest';
import { createEventQueue } from '../../source/terminal/event-queue.ts';

/** A queue of letters whose turns the test gives; capitals may follow at once. */
function openQueue() {
	const taken: string[] = [];
	const turns: Array<() => void> = [];
	const queue = createEventQueue<string>(
		(letter) => taken.push(letter),
		(letter) => letter === letter.toUpperCase(),
		(run) => turns.push(run),
	);
	return { taken, push: (text: string) => [...text].forEach(queue.push), turn: () => turns.shift()?.() };
}

test('the first event is handed on at once, those of the same burst in later turns', () => {
	const { taken, push, turn } = openQueue();
	push('abc');
	expect(taken.join('')).toBe('a');
	turn();
	expect(taken.join('')).toBe('ab');
	turn();
	expect(taken.join('')).toBe('abc');
});

test('what may follow at once needs no turn of its own', () => {
	const { taken, push, turn } = openQueue();
	push('aBCd');
	turn();
	expect(taken.join('')).toBe('aBC');
	turn();
	expect(taken.join('')).toBe('aBCd');
});

test('an event that comes later keeps its place', () => {
	const { taken, push, turn } = openQueue();
	push('ab');
	turn();
	push('c');
	turn();
	turn();
	expect(taken.join('')).toBe('abc');
});

test('an idle queue hands on at once again', () => {
	const { taken, push, turn } = openQueue();
	push('a');
	turn();
	push('b');
	expect(taken.join('')).toBe('ab');
});
