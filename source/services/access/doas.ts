/**
 * doas(1) in the place of sudo. It asks on its terminal alone (`/dev/tty`), and an act has none, so it gets one of its own from script(1):
 * nothing but doas speaks there. What the command itself reads and prints stays in pipes, so no line discipline rewrites it.
 */

import type { Command, CommandOutcome } from '../../domain/command.ts';
import { notTakenBy, type SudoComplaint, sudoPrompt } from './sudo-conversation.ts';

/**
 * Functions of sh. `on_terminal LINE PROMPT` runs a line, with what it is given to type on its stdin, and says PROMPT on descriptor 5 once doas
 * asks there: `doas (USER@HOST) password: `, echo off by then. A question ends no line, so it is looked for in what came so
 * far, and only at the beginning. LINE may use descriptors 4 to 6, which are open; ksh hands none on that is not named.
 */
export const doasTerminal = `
listen() {
	heard= left=9
	while [ "$left" -gt 0 ] && part=$(dd bs=160 count=1 2>/dev/null; echo .) && [ "$part" != . ]; do
		heard=$heard\${part%.} left=$((left - 1))
		case $heard in
		*'doas ('*') password:'*)
			printf '%s\\n' "$1" >&5
			break
			;;
		esac
	done
	cat >/dev/null
}
on_terminal() { SHELL=/bin/sh script -q -c "$1" /dev/null 4>&4 5>&5 6>&6 | listen "$2"; }
`;

/**
 * `$1` is the prompt to say, `$2` a line of sh for doas, the rest what doas is to run. Descriptors: 4 and 5 are the act's own stdout and
 * stderr, 6 brings the status. What is typed on the terminal is the act's stdin. Without script(1) doas runs what needs no password.
 */
const doasProgram = `
prompt=$1
line=$2
shift 2
command -v script >/dev/null 2>&1 || exec doas -n -- "$@"
exec 4>&1 5>&2
${doasTerminal}code=$(on_terminal "$line" "$prompt" 6>&1)
exit "\${code:-1}"
`;

/** The command as root, and the prompt of `random` on its stderr where doas asks. */
export function doasCommand({ file, args }: Command, random: string): Command {
	const words = [file, ...args];
	const line = `doas -- ${words.map(quoted).join(' ')} </dev/null >&4 2>&5 4>&- 5>&- 6>&-; echo $? >&6`;
	return { file: 'sh', args: ['-c', doasProgram, 'opsdash-doas', sudoPrompt(random).trimEnd(), line, ...words] };
}

/** script(1) takes a line of sh and no words: within single quotes a shell reads nothing but the next one. */
function quoted(word: string): string {
	return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same as it is shown and recorded: what a person would type. */
export function shownDoasCommand({ file, args }: Command): Command {
	return { file: 'doas', args: ['--', file, ...args] };
}

const complaints: ReadonlyArray<readonly [RegExp, SudoComplaint]> = [
	[
		/^doas: Authentication failed/m,
		{ message: notTakenBy('doas'), hint: 'It is not tried again by itself; do it again to try once more.' },
	],
	[
		/^doas: (?:Authentication required|Authorization required|a tty is required|Authorization failed)/m,
		{
			message: 'doas asks for a password, and on a terminal only',
			hint: 'Install script (package util-linux, bsdutils or util-linux-misc) there, or have a `permit nopass` rule in /etc/doas.conf.',
		},
	],
	[
		/^doas: Operation not permitted/m,
		{ message: 'doas does not allow this user that command', hint: 'Its rules stand in /etc/doas.conf.' },
	],
	[
		/^doas: (?:doas is not enabled|.*doas\.conf)/m,
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
