import { checkUnitName } from '../domain/unit-name.ts';
import { type CommandContext, reportFailure } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { documentNameOf } from './verbs.ts';

/** A command line that cannot be understood: one sentence, status 2. */
export function refuseUsage(context: CommandContext, message: string): Promise<ExitStatus> {
	const { verb } = context.invocation;
	const hint = `See opsdash ${verb === null ? '' : `${verb} `}--help.`;
	return reportFailure(context, documentNameOf(verb), { code: 'refused', message, hint }, exitStatus.usage);
}

/** Words and what stood after `--` together: `opsdash renice -- -5 2114`. */
export function allWords({ invocation }: CommandContext): readonly string[] {
	return [...invocation.words, ...(invocation.command ?? [])];
}

/** A PID; null when the word is none. */
export function parsePid(word: string): number | null {
	return /^\d{1,10}$/.test(word) && Number(word) > 0 ? Number(word) : null;
}

/** Where an act or a look was refused: a name that no unit can have is a mistake on the command line, like any other odd word. */
export function statusOfUnit(unit: string, status: ExitStatus): ExitStatus {
	return status === exitStatus.failed && !checkUnitName(unit).ok ? exitStatus.usage : status;
}
