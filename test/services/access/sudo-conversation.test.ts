import { describe, expect, test } from 'vitest';
import {
	explainSudo,
	listenToSudo,
	sudoCommand,
	sudoPrompt,
	withoutPrompts,
} from '../../../source/services/access/sudo-conversation.ts';

const random = '9f86d081884c7d65';

describe('listening to sudo', () => {
	test('knows its prompt, in pieces too', () => {
		const sudo = listenToSudo(random);
		const prompt = sudoPrompt(random);

		expect(sudo.hear('We trust you have received the usual lecture\n')).toBeNull();
		expect(sudo.hear(prompt.slice(0, 12))).toBeNull();
		expect(sudo.hear(prompt.slice(12))).toBe('asks');
	});

	test('knows the prompt that sudo-rs makes of it', () => {
		expect(listenToSudo(random).hear(`[sudo: ${sudoPrompt(random)}] Password: `)).toBe('asks');
	});

	test('takes no other question for it', () => {
		const sudo = listenToSudo(random);
		expect(sudo.hear('[sudo] password for ada: Password: [opsdash 0000] ')).toBeNull();
	});

	test('tells a second prompt, which means that the answer was wrong', () => {
		const sudo = listenToSudo(random);
		expect(sudo.hear(sudoPrompt(random))).toBe('asks');
		expect(sudo.hear('\nSorry, try again.\n')).toBeNull();
		expect(sudo.hear(sudoPrompt(random))).toBe('asks-again');
	});

	test('answers no two prompts that came at once', () => {
		expect(listenToSudo(random).hear(`${sudoPrompt(random)}\nSorry, try again.\n${sudoPrompt(random)}`)).toBe(
			'asks-again',
		);
	});

	test('keeps little of what a command prints', () => {
		const sudo = listenToSudo(random);
		for (let each = 0; each < 100; each++) sudo.hear('x'.repeat(100_000));
		expect(sudo.hear(sudoPrompt(random))).toBe('asks');
	});
});

test('the command stands after --, and sudo is to forget', () => {
	expect(sudoCommand({ file: '-rf', args: ['--', '-x'] }, 'P ')).toEqual({
		file: 'sudo',
		args: ['-k', '-S', '-H', '-p', 'P ', '--', '-rf', '--', '-x'],
	});
});

test.each([
	[sudoPrompt(random), ''],
	[`${sudoPrompt(random)}Failed to restart\n`, 'Failed to restart\n'],
	[
		`lecture\n${sudoPrompt(random)}\nSorry, try again.\n${sudoPrompt(random)}\nsudo: no password was provided\n`,
		'sudo: no password was provided\n',
	],
	[`[sudo: ${sudoPrompt(random)}] Password: oops\n`, 'oops\n'],
	['oops\n', 'oops\n'],
])('prompts are no output: %j', (stderr, rest) => {
	expect(withoutPrompts(stderr, random)).toBe(rest);
});

describe('what sudo says when it runs nothing', () => {
	// sudo 1.9.13p3 of Debian 12, and sudo-rs 0.2.
	test.each([
		['ada is not in the sudoers file.\n', 'not in the sudoers file'],
		['ada is not in the sudoers file.  This incident will be reported.\n', 'not in the sudoers file'],
		["Sorry, user ada is not allowed to execute '/usr/bin/id' as root on web1.\n", 'does not allow'],
		["sudo: I'm sorry ada. I'm afraid I can't do that\n", 'sudoers'],
		['sudo: no password was provided\nsudo: 1 incorrect password attempt\n', 'did not take'],
		['sudo: timed out reading password\n', 'did not take'],
		['sudo: sorry, you must have a tty to run sudo\n', 'terminal'],
		['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.\n', 'cannot become root'],
		['sudo: effective uid is not 0, is sudo installed setuid root?\n', 'cannot become root'],
	])('%s', (stderr, part) => {
		expect(explainSudo(1, '', stderr)?.message).toContain(part);
	});

	test.each([
		[0, '', ''],
		[1, '', 'Failed to restart x.service: Unit x.service not found.\n'],
		[5, '', 'sudo: no password was provided\n'],
		[1, 'out', 'sudo: no password was provided\n'],
		[1, '', 'nginx: is not allowed to execute\n'],
	])('is not seen in %s, %j, %j', (exitCode, stdout, stderr) => {
		expect(explainSudo(exitCode, stdout, stderr)).toBeNull();
	});
});
