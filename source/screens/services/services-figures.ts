import { fitCells } from '../../components/cells.ts';
import { bothEnds, joined, type Painted, type Piece, painted, piece, statLine } from '../../components/stat-line.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { ManagerInfo, ServicesData } from '../../domain/services.ts';
import { isTemplate } from '../../domain/unit-name.ts';
import type { StyleName, Theme } from '../../theme.ts';
import { conditionOf, conditionSign, conditionStyles, managerText, type UnitCondition } from './unit-words.ts';

/** Units by condition. */
export function countConditions(units: ServicesData['units']): Readonly<Record<UnitCondition, number>> {
	const counts: Record<UnitCondition, number> = { failed: 0, changing: 0, active: 0, inactive: 0, unknown: 0 };
	// A template has instances and no state of its own: it is not one that nobody knows.
	for (const unit of units) if (!isTemplate(unit.name)) counts[conditionOf(unit)] += 1;
	return counts;
}

export type HeadInput = {
	/** Null before the first reading. */
	readonly data: ServicesData | null;
	/** Keys of units whose file changed on disk. */
	readonly reloadDue: ReadonlySet<string>;
};

/** The lines above the list: the counts, and that a daemon-reload is due where it is. */
export function servicesHead(theme: Theme, { data, reloadDue }: HeadInput, width: number): readonly string[] {
	const counts = data === null ? '' : servicesFigures(theme, data, width);
	if (reloadDue.size === 0) return [counts];
	const [first = ''] = [...reloadDue].map((key) => key.slice(key.indexOf('/') + 1));
	const rest = reloadDue.size === 1 ? '' : ` and ${reloadDue.size - 1} more`;
	const text = `${theme.symbols.warning} The file of ${first}${rest} changed on disk. D has systemd read it.`;
	return [
		counts,
		` ${theme.paint('warn', fitCells(sanitise(text), width - 2, 'left', theme.symbols.ellipsis).trimEnd())}`,
	];
}

/** How many units are well, and how their managers see themselves. */
export function servicesFigures(theme: Theme, data: ServicesData, width: number): string {
	const inner = width - 2;
	const managers = joined(
		data.managers.map((manager) => managerPart(theme, manager)),
		3,
	);
	const counts = countConditions(data.units);
	const hasRoom = managers.cells < inner / 2;
	const crashing = data.units.filter(({ isCrashing }) => isCrashing).length;
	const left = statLine(countPieces(theme, counts, crashing), hasRoom ? inner - managers.cells - 2 : inner, 3);
	return ` ${bothEnds(left, hasRoom ? managers : { text: '', cells: 0 }, inner)}`.trimEnd();
}

/** Units that crash again and again are told apart from those that are merely on their way. */
function countPieces(
	theme: Theme,
	counts: Readonly<Record<UnitCondition, number>>,
	crashing: number,
): readonly Piece[] {
	const failed =
		counts.failed === 0 ? `${theme.symbols.ok} 0 failed` : signed(theme, 'failed', counts.failed, 'failed');
	const rare = (condition: UnitCondition, word: string, weight: number, count = counts[condition]): Piece[] =>
		count === 0 ? [] : [piece(theme, signed(theme, condition, count, word), conditionStyles[condition], weight)];
	return [
		piece(theme, failed, counts.failed === 0 ? 'good' : 'bad', 100),
		...rare('changing', 'crashing', 95, crashing),
		...rare('changing', 'changing', 90, counts.changing - crashing),
		piece(theme, `${counts.active} active`, 'plain', 80),
		piece(theme, `${counts.inactive} inactive`, 'plain', 70),
		...rare('unknown', 'unknown', 60),
	];
}

function signed(theme: Theme, condition: UnitCondition, count: number, word: string): string {
	return `${conditionSign(condition, theme.symbols)} ${count} ${word}`;
}

function managerPart(theme: Theme, manager: ManagerInfo): Painted {
	const name = painted(theme, managerText(manager), 'dim');
	return manager.state === null ? name : joined([name, painted(theme, manager.state, managerStyle(manager.state))], 1);
}

function managerStyle(state: string): StyleName {
	if (state === 'running') return 'plain';
	return state === 'maintenance' || state === 'offline' ? 'bad' : 'warn';
}
