/**
 * What is said between this program and sudo(8) before a command runs as root: bytes in, bytes out. It neither starts
 * anything nor knows where sudo runs, so that it serves this machine and any connection alike.
 *
 * `sudo -S` prints its prompt to stderr and reads one line. The prompt is random, so that no output can be taken for it, and
 * the password is given once: to a second prompt nothing is answered, since failed tries may lock the account. sudo-rs puts
 * the prompt into one of its own (`[sudo: PROMPT] Password: `); what counts is that the random part is there.
 */

import type { Command } from '../../domain/command.ts';

/** Enough to hold a prompt that came in pieces; what a command prints afterwards is not kept. */
const keptLength = 4096;

export type SudoListener = {
	/** What sudo printed: `asks` at its first prompt, `asks-again` where it did not take the answer; null for all else. */
	hear(text: string): 'asks' | 'asks-again' | null;
};

/**
 * `random`: digits and letters that nobody can know beforehand. It ends its line, since what is printed on another host comes in
 * whole lines.
 */
export function sudoPrompt(random: string): string {
	return `[opsdash ${random}]\n`;
}

/**
 * The command as root. `-k` keeps sudo from remembering the password for what comes next; `-H` gives root's home, so that
 * nothing of root's is left in the caller's.
 */
export function sudoCommand({ file, args }: Command, prompt: string): Command {
	return { file: 'sudo', args: ['-k', '-S', '-H', '-p', prompt, '--', file, ...args] };
}

/** The same as it is shown and recorded: what a person would type. */
export function shownSudoCommand({ file, args }: Command): Command {
	return { file: 'sudo', args: ['-H', '--', file, ...args] };
}

export function listenToSudo(random: string): SudoListener {
	let heard = '';
	let prompts = 0;
	return {
		hear(text) {
			heard = (heard + text).slice(-keptLength);
			const at = heard.lastIndexOf(random);
			if (at === -1) return null;
			prompts += heard.split(random).length - 1;
			heard = heard.slice(at + random.length);
			return prompts === 1 ? 'asks' : 'asks-again';
		},
	};
}

/** What the command printed to stderr, without the prompts and what sudo said between them. */
export function withoutPrompts(stderr: string, random: string): string {
	const at = stderr.lastIndexOf(random);
	if (at === -1) return stderr;
	// The rest of the prompt, and ` Password: ` of sudo-rs; nothing is echoed, so the next line may follow at once.
	return stderr.slice(at + random.length).replace(/^\][ \n]?(?:\] Password: )?\n?/, '');
}

/** What is said of a password that was not the right one. */
export function notTakenBy(tool: string): string {
	return `${tool} did not take the password`;
}

export type SudoComplaint = { readonly message: string; readonly hint: string };

const complaints: ReadonlyArray<readonly [RegExp, SudoComplaint]> = [
	[
		/is not in the sudoers file|I'm sorry \S+ I'm afraid I can't do that/,
		{ message: 'This user is not in the sudoers file', hint: 'Ask an administrator of the host for a rule.' },
	],
	[
		/is not allowed to (?:execute|run)|may not run sudo/,
		{ message: 'sudo does not allow this user that command', hint: 'sudo -l in a shell lists what it allows.' },
	],
	[
		/you must have a tty/,
		{ message: 'sudo wants a terminal (requiretty)', hint: 'Have requiretty switched off for this user in sudoers.' },
	],
	[
		/incorrect (?:password|authentication) attempt|no password was provided|timed out reading password|password is required|Authentication fail|Maximum \d+ incorrect/i,
		{ message: notTakenBy('sudo'), hint: 'It is not tried again by itself; do it again to try once more.' },
	],
	[
		/account validation failure|expired|Account or password is expired/i,
		{ message: 'sudo did not let this account in', hint: 'It may have expired, or be locked after failed tries.' },
	],
	[
		/effective uid is not 0|must be owned by uid 0|no new privileges/,
		{
			message: 'sudo cannot become root here',
			hint: 'The program runs where privileges cannot be gained (a container, or nosuid).',
		},
	],
];

/** Why sudo itself ran nothing; null where the command ran, however it ended. `stderr` without prompts. */
export function explainSudo(exitCode: number | null, stdout: string, stderr: string): SudoComplaint | null {
	if (exitCode !== 1 || stdout !== '') return null;
	const own = stderr.split('\n').filter((line) => /^(?:sudo|Sorry|I'm sorry)|\bsudoers\b|may not run sudo/.test(line));
	return complaints.find(([pattern]) => own.some((line) => pattern.test(line)))?.[1] ?? null;
}
