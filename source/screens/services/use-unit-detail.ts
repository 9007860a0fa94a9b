import { useEffect, useRef, useState } from 'react';
import type { Actions } from '../../domain/actions.ts';
import type { Result } from '../../domain/result.ts';
import type { UnitDetail, UnitLog, UnitRow } from '../../domain/services.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { conditionOf } from './unit-words.ts';

export type ShownUnit = {
	/** The last answer for this unit; null until the first came. */
	readonly detail: UnitDetail | null;
	/** The end of its log, read where it failed. */
	readonly log: UnitLog | null;
	/** Why the newest answer is missing. */
	readonly error: string | null;
};

const nothing: ShownUnit = { detail: null, log: null, error: null };

/** Lines of the log that stand in the details of a failed unit. */
const failureLogLines = 8;

type Answer = { readonly key: string; readonly shown: ShownUnit };

/**
 * Details of a unit, read again when its state changed or `stamp` did, one read at a time: while somebody moves through the
 * list, the units in between are passed over. Null reads nothing.
 */
export function useUnitDetail(row: UnitRow | null, stamp: number): ShownUnit {
	const { actions } = useConsole();
	const [answer, setAnswer] = useState<Answer | null>(null);
	const wanted = useRef<Wanted>({ row, stamp });
	wanted.current = { row, stamp };
	const isReading = useRef(false);
	const isGone = useRef(false);
	const signature = row === null ? null : signatureOf(row);
	useEffect(() => {
		isGone.current = false;
		return () => {
			isGone.current = true;
		};
	}, []);
	// biome-ignore lint/correctness/useExhaustiveDependencies: signature and stamp ask for a new read
	useEffect(() => {
		if (isReading.current) return;
		void readWanted(actions, wanted, isReading, (key, result, log) => {
			if (!isGone.current) setAnswer((before) => nextAnswer(before, key, result, log));
		});
	}, [actions, signature, stamp]);
	return answer !== null && answer.key === row?.key ? answer.shown : nothing;
}

/** What has to change for details to be out of date. */
function signatureOf({ key, activeState, subState, mainPid, enabled, restarts, since }: UnitRow): string {
	return [key, activeState, subState, mainPid, enabled, restarts, since].join('\n');
}

type Wanted = { readonly row: UnitRow | null; readonly stamp: number };

/** Reads until what was read is what is wanted; each unit once, so that it ends. */
async function readWanted(
	actions: Actions,
	wanted: { readonly current: Wanted },
	isReading: { current: boolean },
	onAnswer: (key: string, result: Result<UnitDetail>, log: UnitLog | null) => void,
): Promise<void> {
	isReading.current = true;
	let last: string | null = null;
	for (;;) {
		const { row, stamp } = wanted.current;
		const asked = row === null ? null : `${stamp}\n${signatureOf(row)}`;
		if (row === null || asked === last) break;
		last = asked;
		const [result, log] = await Promise.all([
			actions.readUnit(row.manager, row.name),
			conditionOf(row) === 'failed' ? actions.readUnitLog(row.manager, row.name, failureLogLines) : null,
		]);
		onAnswer(row.key, result, log?.ok === true ? log.value : null);
	}
	// In the same turn as the last look at what is wanted, so that no wish falls between.
	isReading.current = false;
}

/** A failed read keeps what was known of the same unit. */
function nextAnswer(before: Answer | null, key: string, result: Result<UnitDetail>, log: UnitLog | null): Answer {
	if (result.ok) return { key, shown: { detail: result.value, log, error: null } };
	const known = before?.key === key ? before.shown.detail : null;
	const { message, hint } = result.error;
	return { key, shown: { detail: known, log, error: hint === undefined ? message : `${message} ${hint}` } };
}
