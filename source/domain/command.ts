/** A program and its arguments; never a shell string. */
export type Command = {
	readonly file: string;
	readonly args: readonly string[];
};

/** How a command ended. Output is raw host text: sanitise it before it reaches a terminal. */
export type CommandOutcome = {
	/** Null when a signal ended it. */
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
	/** True when either stream passed `maxBytes` and its middle was dropped. */
	readonly truncated: boolean;
	readonly durationMs: number;
	/** Past its time limit its processes were ended: TERM was enough, or it took KILL. */
	readonly endedWith?: 'TERM' | 'KILL';
	/** PIDs of those that were still there a moment after KILL; absent where there were none. */
	readonly leftBehind?: readonly number[];
};

const plainWord = /^[\w@%+=:,./-]+$/;

/** The command as a person would type it in a POSIX shell; for display and copying, never for execution. */
export function formatCommand(command: Command): string {
	return [command.file, ...command.args].map(quoteWord).join(' ');
}

/** Several commands in one argv, `&&` between them. */
export function formatSequence(argv: readonly string[]): string {
	return argv.map((word) => (word === '&&' ? word : quoteWord(word))).join(' ');
}

function quoteWord(word: string): string {
	return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
