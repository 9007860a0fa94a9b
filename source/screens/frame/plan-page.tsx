import { useState } from 'react';
import { wrapCells } from '../../components/cells.ts';
import { confirmRows } from '../../components/confirm-lines.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import type { Segment } from '../../components/segments.ts';
import type { KeyBinding, KeyPress } from '../../domain/keys.ts';
import type { OperationPlan } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { bodyRows, boxWidth, type DialogArea, DialogBoxView } from './dialog-parts.tsx';

type Row = readonly Segment[];

export type PlanScrollId = `confirm.${'down' | 'up' | 'page-down' | 'page-up'}`;

/** Keys that read on in what a question says; they are there only where it does not fit. */
export const planScrollBindings: ReadonlyArray<KeyBinding<PlanScrollId>> = [
	{ id: 'confirm.down', keys: ['Down'], hint: 'more', description: 'One line down', weight: 60 },
	{ id: 'confirm.up', keys: ['Up'], hint: 'back', description: 'One line up', weight: 50 },
	{ id: 'confirm.page-down', keys: ['PageDown'], hint: 'page down', description: 'One page down', weight: 0 },
	{ id: 'confirm.page-up', keys: ['PageUp'], hint: 'page up', description: 'One page up', weight: 0 },
];

const wantedWidth = 76;

/** Cells inside the box of a question. */
export function planWidth(area: DialogArea): number {
	return bodyWidth(boxWidth(area, wantedWidth));
}

export type PlanPage = {
	readonly rows: readonly Row[];
	readonly noteRows: readonly Row[];
	readonly blank: readonly Row[];
	/** Which lines of how many, where not all fit. */
	readonly corner: string;
	readonly handlers: Partial<Record<PlanScrollId, (press: KeyPress) => void>>;
	/** Shows more of what was not on screen yet; false when all of it was. */
	readOn(): boolean;
};

/** The part of a plan that fits above its answer. What is asked and how to answer it always stay in sight. */
export function usePlanPage(area: DialogArea, plan: OperationPlan, note: string, answerRows: number): PlanPage {
	const { theme } = useConsole();
	const isProtected = useConsoleState((state) => state.isProtected);
	const [wanted, setWanted] = useState(0);
	const [seen, setSeen] = useState(0);
	const width = planWidth(area);
	const all = confirmRows(plan, width, isProtected, theme.symbols.warning);
	const blank: readonly Row[] = area.rows >= 20 ? [[]] : [];
	const noteRows: readonly Row[] =
		note === '' ? blank : wrapCells(sanitise(note), width).map((text): Row => [{ text, style: 'warn' }]);
	const room = bodyRows(area) - answerRows - noteRows.length - blank.length * 2;
	const page = Math.max(1, Math.min(all.length, room));
	const last = all.length - page;
	const offset = Math.min(wanted, last);
	const end = Math.max(seen, offset + page);
	const by = (lines: number) => () => {
		const next = Math.max(0, Math.min(last, offset + lines));
		setSeen(end);
		setWanted(next);
	};
	const isWhole = last === 0;
	return {
		rows: all.slice(offset, offset + page),
		noteRows,
		blank,
		corner: isWhole ? '' : `${offset + 1} to ${offset + page} of ${all.length}`,
		handlers: isWhole
			? {}
			: { 'confirm.down': by(1), 'confirm.up': by(-1), 'confirm.page-down': by(page), 'confirm.page-up': by(-page) },
		readOn() {
			if (end >= all.length) return false;
			by(end - offset)();
			return true;
		},
	};
}

export type PlanBoxProps = {
	readonly area: DialogArea;
	readonly plan: OperationPlan;
	readonly page: PlanPage;
	readonly answer: readonly Row[];
};

export function PlanBox({ area, plan, page, answer }: PlanBoxProps) {
	const { rows, noteRows, blank, corner } = page;
	return (
		<DialogBoxView
			area={area}
			title={sanitise(plan.title)}
			width={boxWidth(area, wantedWidth)}
			isAlert
			{...(corner === '' ? {} : { corner })}
			body={[...blank, ...rows, ...blank, ...answer, ...noteRows]}
		/>
	);
}
