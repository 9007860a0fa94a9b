import { expect, test } from 'vitest';
import { makePassphraseEntry } from '../../source/services/access/passphrase.ts';
import { type OwnEtc, openOwnEtc } from '../support/own-etc.ts';
import { describeWhen } from '../support/requires.ts';
import type { TestTerminal } from '../support/terminal.ts';

async function openShared(): Promise<OwnEtc> {
	const etc = openOwnEtc();
	const entry = await makePassphraseEntry(Buffer.from('blue heron'));
	etc.writeAccess(`users: {ada: admin}
signIn:
  accounts: [ada]
  people:
    carol: {passphrase: '${entry}', role: operator}`);
	return etc;
}

async function signIn(terminal: TestTerminal, passphrase: string): Promise<void> {
	await terminal.waitFor('Name: ');
	terminal.paste('carol');
	terminal.press('enter');
	await terminal.waitFor('Passphrase: ');
	terminal.paste(passphrase);
	terminal.press('enter');
}

describeWhen({ root: true }, 'a shared account', () => {
	test('shows nothing to a script, and says so with status 4', async () => {
		using etc = await openShared();

		expect(await etc.run(['top'])).toMatchObject({
			exitCode: 4,
			stdout: '',
			stderr: expect.stringContaining('shared'),
		});
		const { stdout, exitCode } = await etc.run(['host', '--json']);
		expect({ exitCode, ok: JSON.parse(stdout).ok }).toEqual({ exitCode: 4, ok: false });
	});

	test('opens the console for who knows the passphrase, with that person’s role, and records act under the name', async () => {
		using etc = await openShared();
		await using console = etc.open([]);
		await signIn(console, 'blue heron');
		await console.waitFor(' operator ');
		expect(console.screen().join('\n')).not.toContain('blue heron');
		console.press('q');
		await console.exited();

		await using command = etc.open(['service', 'start', 'nothing-of-that-name', '--yes']);
		await signIn(command, 'blue heron');
		await command.exited();
		await using history = etc.open(['history', '--jsonl', '--type', 'service']);
		await signIn(history, 'blue heron');
		await history.waitFor('"signInName":"carol"');
	});

	test('stays shut for who does not', async () => {
		using etc = await openShared();
		await using console = etc.open([]);
		await signIn(console, 'red heron');
		await console.waitFor('Name or passphrase is wrong');
		await console.waitFor((screen) => screen.filter((line) => line.startsWith('Name:')).length === 2);
		console.press('ctrl+c');

		expect((await console.exited()).exitCode).toBe(130);
	});

	test('is not asked of an account of one’s own', async () => {
		using etc = await openShared();
		etc.add("sed -i 's/accounts: .*/accounts: [somebody]/' /etc/opsdash/access.yaml");

		expect((await etc.run(['run', '--yes', '--', 'true'])).exitCode).toBe(0);
	});
});
