import { signalNames, signalNumberOf } from '../../domain/signals.ts';
import type { Dialogs } from '../../hooks/console-context.ts';

const notes: Readonly<Record<string, string>> = {
	HUP: 'many daemons read their settings again',
	INT: 'as Ctrl+C',
	QUIT: 'as Ctrl+\\, with a core dump',
	KILL: 'ends at once, without a chance to tidy up',
	USR1: 'means what the program says',
	USR2: 'means what the program says',
	TERM: 'asks to end',
	CONT: 'go on after STOP',
	STOP: 'stop until CONT',
	TSTP: 'as Ctrl+Z',
};

/** Every signal with its number and what it does; the name of the one that was chosen, null when none was. */
export function askSignal(dialogs: Dialogs, target: string): Promise<string | null> {
	const choices = signalNames.map((name) => ({
		id: name,
		label: `${String(signalNumberOf(name) ?? '').padStart(2)} SIG${name}`,
		...(notes[name] === undefined ? {} : { detail: notes[name] }),
	}));
	return dialogs.choose<string>(`Signal to ${target}`, choices, 'TERM');
}
