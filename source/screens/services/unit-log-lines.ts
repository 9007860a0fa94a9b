import { formatLocalTime } from '../../domain/format.ts';
import type { LogLine, UnitLog } from '../../domain/services.ts';
import type { Symbols } from '../../theme.ts';

/** A unit's log for reading: oldest first; where it came from and what is missing stands at its end, which is seen first. */
export function unitLogLines(log: UnitLog, symbols: Symbols): readonly string[] {
	if (log.lines.length === 0) {
		const reasons = reasonLines(log);
		return reasons.length > 0 ? reasons : [`There are no lines of this unit in ${whereOf(log)}.`];
	}
	const hasManySources = new Set(log.lines.map(({ source }) => source)).size > 1;
	return [
		...log.lines.map((line) => logLineText(line, symbols, hasManySources)),
		'',
		`The last ${log.lines.length} lines, from ${whereOf(log)}.`,
		...reasonLines(log),
	];
}

/** Why there is not more. */
function reasonLines({ problems }: UnitLog): readonly string[] {
	return problems.flatMap(({ message, hint }) => [`${message}.`.replace('..', '.'), ...(hint === null ? [] : [hint])]);
}

function whereOf({ source }: UnitLog): string {
	return source === '' ? 'any log that is known' : source.replace(/^journal\b/, 'the journal');
}

/** Local time, a sign for what is an error or a warning, who wrote it where several do, the text. */
export function logLineText(line: LogLine, symbols: Symbols, withSource = false): string {
	const time = line.time === null ? null : formatLocalTime(line.time);
	// Year and zone are the same from line to line: month, day and clock are enough.
	const clock = time === null ? '' : `${time.slice(5, 19)} `;
	const source = withSource && line.source !== null ? `${line.source}: ` : '';
	return `${clock}${prioritySign(line.priority, symbols)} ${source}${line.text}`;
}

function prioritySign(priority: number | null, symbols: Symbols): string {
	if (priority === null || priority > 4) return ' ';
	return priority === 4 ? symbols.warning : symbols.failed;
}
