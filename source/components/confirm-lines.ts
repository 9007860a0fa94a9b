import type { OperationPlan } from '../domain/operation.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { StyleName } from '../theme.ts';
import { wrapCells } from './cells.ts';
import type { Segment } from './segments.ts';

type Row = readonly Segment[];

const labelCells = 10;
/** More is behind a line that counts the rest. */
const maxEffects = 8;
const maxCommandLines = 6;

function field(label: string, text: string, width: number, style: StyleName = 'plain'): Row[] {
	const lines = wrapCells(sanitise(text), Math.max(8, width - labelCells));
	const shown = lines.slice(0, maxCommandLines);
	const rows: Row[] = shown.map((line, index) => [
		{ text: (index === 0 ? label : '').padEnd(labelCells), style: 'dim' },
		{ text: line, style },
	]);
	const left = lines.length - shown.length;
	if (left > 0) rows.push([{ text: ' '.repeat(labelCells) }, { text: `and ${left} more lines`, style: 'dim' }]);
	return rows;
}

function effectRows(effects: readonly string[], width: number, bullet: string): Row[] {
	const shown = effects.slice(0, maxEffects);
	const rows: Row[] = shown.flatMap((effect) =>
		wrapCells(sanitise(effect), Math.max(8, width - 2)).map(
			(line, index): Row => [{ text: index === 0 ? `${bullet} ` : '  ', style: 'warn' }, { text: line }],
		),
	);
	const left = effects.length - shown.length;
	if (left > 0) rows.push([{ text: `  and ${left} more`, style: 'dim' }]);
	return rows;
}

/** What a person has to know before saying yes: host, target, command, as whom, and what hangs on it. */
export function confirmRows(plan: OperationPlan, width: number, isProtected: boolean, bullet: string): readonly Row[] {
	const state = plan.before === null ? '' : `, ${plan.before}`;
	const host = isProtected ? `${plan.host}, a protected host` : plan.host;
	return [
		...field('Host', host, width, isProtected ? 'warn' : 'plain'),
		...field('Target', `${plan.target}${state}`, width),
		...field('Command', plan.commandText, width, 'strong'),
		...field('As', plan.asUser, width),
		...(plan.effects.length === 0 ? [] : [[], ...effectRows(plan.effects, width, bullet)]),
	];
}
