import { expect, test } from 'vitest';
import { drawPicture } from './picture.ts';
import { openTerminal } from './terminal.ts';

async function drawOutput(format: string): Promise<string> {
	await using terminal = openTerminal({ command: '/usr/bin/printf', args: [format], columns: 20, rows: 2 });
	await terminal.exited();
	return drawPicture(terminal);
}

test('a picture shows text in its colour and style, with markup escaped', async () => {
	const picture = await drawOutput(String.raw`\033[1;31ma<b\033[0m`);

	expect(picture).toMatch(/<text [^>]*fill="#e5626c" font-weight="bold">a&#60;b<\/text>/);
});

test('a picture draws bars and lines as shapes, so that no gaps appear', async () => {
	const picture = await drawOutput('█─');

	expect(picture).toMatch(/<rect [^>]*width="8.4" height="18"/);
	expect(picture).toMatch(/<path d="M[^"]*H[^"]*" stroke=/);
	expect(picture).not.toContain('<text');
});
