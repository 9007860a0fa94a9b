import { expect, test } from 'vitest';
import { quickSquashOver, rememberWidths, type TextNode } from '../../source/terminal/known-lines.ts';

/** Joins as Ink does, and says what it was asked for. */
function start() {
	const asked: TextNode[] = [];
	const squash = quickSquashOver((node) => {
		asked.push(node);
		return (node.childNodes ?? []).map(({ nodeValue = '' }) => nodeValue.toUpperCase()).join('');
	});
	return { asked, squash };
}

const text = (nodeValue: string) => ({ nodeName: '#text', nodeValue });
const line = (...childNodes: readonly TextNode[]) => ({ nodeName: 'ink-text', childNodes: [...childNodes] });

test('a line that stays is taken apart once, and again when its text changed', () => {
	const { asked, squash } = start();
	const part = text('one');
	const node = line(part);
	expect([squash(node), squash(node)]).toEqual(['ONE', 'ONE']);
	expect(asked).toHaveLength(1);
	part.nodeValue = 'two';
	expect([squash(node), squash(node)]).toEqual(['TWO', 'TWO']);
	expect(asked).toHaveLength(2);
});

test('a line that got another string in its place is taken apart again', () => {
	const { squash } = start();
	const node = line(text('one'));
	squash(node);
	node.childNodes.splice(0, 1, text('three'));
	expect(squash(node)).toBe('THREE');
});

test('a line of several parts, whose styles may change alone, is Ink’s own matter each time', () => {
	const { asked, squash } = start();
	const node = line(text('a'), text('b'));
	expect([squash(node), squash(node)]).toEqual(['AB', 'AB']);
	squash(line());
	expect(asked).toHaveLength(3);
});

test('a width is measured once while it is remembered, and what is remembered does not grow without end', () => {
	let measured = 0;
	const width = rememberWidths((line) => {
		measured += 1;
		return line.length;
	});
	expect([width('abc'), width('abc'), measured]).toEqual([3, 3, 1]);
	for (let index = 0; index < 600; index += 1) width(`line ${index}`);
	expect([width('abc'), measured]).toEqual([3, 602]);
});
