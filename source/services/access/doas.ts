/**
 * doas(1) in the place of sudo. It asks for a password on a terminal only, and nothing here has one: what it runs without a question
 * (`permit nopass`) works, all else is refused in one sentence.
 */

import type { Command, CommandOutcome } from '../../domain/command.ts';
import type { SudoComplaint } from './sudo-conversation.ts';

/** `-n`: to end rather than to ask. */
export function doasCommand({ file, args }: Command): Command {
	return { file: 'doas', args: ['-n', '--', file, ...args] };
}

/** The same as it is shown and recorded: what a person would type. */
export function shownDoasCommand({ file, args }: Command): Command {
	return { file: 'doas', args: ['--', file, ...args] };
}

const complaints: ReadonlyArray<readonly [RegExp, SudoComplaint]> = [
	[
		/^doas: (?:Authentication required|Authorization required|a tty is required|Authorization failed)/,
		{
			message: 'doas asks for a password, and on a terminal only',
			hint: 'Have a `permit nopass` rule in /etc/doas.conf, or use sudo.',
		},
	],
	[
		/^doas: Operation not permitted/,
		{ message: 'doas does not allow this user that command', hint: 'Its rules stand in /etc/doas.conf.' },
	],
	[
		/^doas: (?:doas is not enabled|.*doas\.conf)/,
		{ message: 'doas is not set up on this host', hint: 'Its rules stand in /etc/doas.conf.' },
	],
];

/** Why doas itself ran nothing; null where the command ran, however it ended. */
export function explainDoas({
	exitCode,
	stdout,
	stderr,
}: Pick<CommandOutcome, 'exitCode' | 'stdout' | 'stderr'>): SudoComplaint | null {
	if (exitCode !== 1 || stdout !== '') return null;
	return complaints.find(([pattern]) => pattern.test(stderr))?.[1] ?? null;
}
