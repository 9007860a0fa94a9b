import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	bundleConsoleProgram,
	type ConsoleProgram,
	expectRestored,
	readDialog,
	ready,
} from '../support/open-console.ts';

let program: ConsoleProgram;
beforeAll(async () => {
	program = await bundleConsoleProgram();
});
afterAll(() => program[Symbol.dispose]());

describe('dialogs', () => {
	test('ask before an act, and y by itself confirms', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('a');
		const screen = (await terminal.waitFor('yes, do it')).join('\n');
		for (const text of [
			'Restart nginx.service on web1',
			'systemctl restart nginx.service',
			'php-fpm.service restarts',
		]) {
			expect(screen).toContain(text);
		}
		await readDialog();
		terminal.press('y');
		await terminal.waitFor('Restarted nginx.service');
	});

	test.each(['enter', 'escape', 'n'])('take %s as no', async (key) => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('yes, do it');
		await readDialog();
		terminal.press(key);
		const screen = await terminal.waitFor((lines) => !lines.join().includes('yes, do it'));
		expect(screen.join()).not.toContain('Restarted');
	});

	test('take neither pasted nor typed-ahead keys as a yes', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('ay');
		await terminal.waitFor('yes, do it');
		terminal.press('y');
		await terminal.waitFor('That came too fast');
		await readDialog();
		terminal.paste('y\r');
		terminal.press('yy');
		terminal.press('?');
		const screen = await terminal.waitFor('yes, do it');
		expect(screen.join()).not.toContain('Restarted');
	});

	test('that want a name typed take no pasted one', async () => {
		await using terminal = program.open({ env: { TEST_TYPED: '1' } });
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('To do it, type nginx');
		await readDialog();
		terminal.paste('nginx');
		await terminal.waitFor('Pasted text is not taken here');
		for (const [index, letter] of [...'nginx'].entries()) {
			terminal.press(letter);
			await terminal.waitFor(new RegExp(`│ ${'nginx'.slice(0, index + 1)} `));
		}
		terminal.press('enter');
		await terminal.waitFor('Restarted nginx.service');
	});

	test('take pasted text in a field, as one line without control characters', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('e');
		await terminal.waitFor('A text');
		terminal.paste('one\ntwo\u0007');
		await terminal.waitFor('one two^G');
		terminal.press('enter');
		await terminal.waitFor('Text: one two^G');
	});

	test('search a list of choices as one types', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('c');
		await terminal.waitFor('Type to search');
		terminal.press('kil');
		await terminal.waitFor('1 of 1');
		terminal.press('enter');
		await terminal.waitFor('Signal: KILL');
	});

	test('show a text that scrolls and is searched', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('r');
		await terminal.waitFor('1 to 37 of 300');
		terminal.press('G');
		await terminal.waitFor('line 300 of the log');
		terminal.press('/');
		await terminal.waitFor((screen) => screen.join().includes('/_'));
		terminal.press('needle');
		await terminal.waitFor('/needle_');
		terminal.press('enter');
		await terminal.waitFor('1 with needle');
		await terminal.waitFor('line 201 of the log needle');
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join().includes('needle'));
	});

	test('hold all keys but Ctrl+C', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('c');
		await terminal.waitFor('Type to search');
		terminal.press('ctrl+c');
		expect(await terminal.exited()).toEqual({ exitCode: 0, signal: undefined });
		expectRestored(terminal);
	});
});
