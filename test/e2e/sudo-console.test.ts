import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { adaPassword, openOwnEtc } from '../support/own-etc.ts';
import { readDialog } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';

describeWhen({ root: true, packages: ['sudo'] }, 'the console of an ordinary user', () => {
	test('signals a process of another user as root, after the password was typed', async () => {
		using etc = openOwnEtc();
		etc.add("printf 'ada ALL=(root) /usr/bin/kill\\n' >/etc/sudoers; chmod 440 /etc/sudoers");
		const child = spawn('sleep', ['98765']);
		const ended = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
		await using terminal = etc.open(['--tab', 'top']);
		await terminal.waitFor(/1 of \d+|live/);
		terminal.press('/');
		for (const letter of '98765') terminal.press(letter);
		terminal.press('enter');
		await terminal.waitFor((screen) => screen.filter((line) => line.includes('sleep 98765')).length === 1);
		terminal.press('k');
		await terminal.waitFor('TERM');
		await readDialog();
		terminal.press('enter');
		await terminal.waitFor('as root (sudo)');
		terminal.press('s');
		await terminal.waitFor('sudo -H -- kill');
		await readDialog();
		terminal.press('y');
		await terminal.waitFor('asks for the password of ada');
		await readDialog();
		terminal.paste(adaPassword);
		terminal.press('enter');

		expect(await ended).toBe('SIGTERM');
		await terminal.waitFor('TERM was sent to');
		expect(terminal.screen().join('\n')).not.toContain(adaPassword);
	});
});
