import { formatLocalTime } from '../../domain/format.ts';
import type { LogLine, UnitLog } from '../../domain/services.ts';
import type { Symbols } from '../../theme.ts';
import { problemLines } from '../parts/problem-lines.ts';

/** A unit's log for reading: oldest first, where it came from and what is missing at its end, which is seen first. */
export function unitLogLines(log: UnitLog, symbols: Symbols): readonly string[] {
	const where = log.source === 'journal' ? 'the journal' : log.source;
	const end =
		log.lines.length === 0
			? `There are no lines of this unit in ${where}.`
			: `The last ${log.lines.length} lines, from ${where}.`;
	return [
		...log.lines.map((line) => logLineText(line, symbols)),
		...(log.lines.length === 0 ? [] : ['']),
		end,
		...problemLines(log.problems),
	];
}

/** Local time, a sign for what is an error or a warning, the text. */
export function logLineText(line: LogLine, symbols: Symbols): string {
	const time = line.time === null ? null : formatLocalTime(line.time);
	const sign = prioritySign(line.priority, symbols);
	// Date and zone are the same from line to line: the date without its year and the clock are enough.
	return `${time === null ? '' : `${time.slice(5, 19)} `}${sign} ${line.text}`;
}

function prioritySign(priority: number | null, symbols: Symbols): string {
	if (priority === null || priority > 4) return ' ';
	return priority === 4 ? symbols.warning : symbols.failed;
}
