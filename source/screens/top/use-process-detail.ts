import { useEffect, useRef, useState } from 'react';
import type { Actions } from '../../domain/actions.ts';
import type { ProcessIdentity } from '../../domain/process.ts';
import type { Result } from '../../domain/result.ts';
import type { ProcessDetail } from '../../domain/top.ts';
import { useConsole } from '../../hooks/console-context.ts';

export type ShownDetail = {
	/** The last answer for this process; null until the first came. */
	readonly detail: ProcessDetail | null;
	/** Why the newest answer is missing: the process ended, or it may not be read. */
	readonly error: string | null;
};

const nothing: ShownDetail = { detail: null, error: null };

/**
 * Details of a process, read again with each refresh (`stamp`). One read at a time: while a person runs through the list, the
 * next read is of where the selection stands by then. Null reads nothing.
 */
export function useProcessDetail(identity: ProcessIdentity | null, stamp: number): ShownDetail {
	const { actions } = useConsole();
	const [answer, setAnswer] = useState<Answer | null>(null);
	const reader = useRef<DetailReader>({ target: null, isReading: false, isAskedAgain: false });
	reader.current.target = identity;
	const key = identity === null ? null : keyOf(identity);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new target or stamp asks for a new read
	useEffect(() => readNext(reader.current, actions, setAnswer), [actions, key, stamp]);
	useEffect(() => {
		const current = reader.current;
		return () => {
			current.target = null;
		};
	}, []);
	return answer !== null && answer.key === key ? answer.shown : nothing;
}

type DetailReader = { target: ProcessIdentity | null; isReading: boolean; isAskedAgain: boolean };

function readNext(
	reader: DetailReader,
	actions: Actions,
	setAnswer: (next: (before: Answer | null) => Answer) => void,
): void {
	const { target } = reader;
	if (target === null) return;
	if (reader.isReading) {
		reader.isAskedAgain = true;
		return;
	}
	reader.isReading = true;
	reader.isAskedAgain = false;
	void actions.readProcess(target).then((result) => {
		reader.isReading = false;
		const isWanted = reader.target !== null && keyOf(reader.target) === keyOf(target);
		if (isWanted) setAnswer((before) => nextAnswer(before, keyOf(target), result));
		if (reader.isAskedAgain) readNext(reader, actions, setAnswer);
	});
}

function keyOf({ pid, startTicks, key }: ProcessIdentity): string {
	return `${pid}/${startTicks}/${key ?? ''}`;
}

type Answer = { readonly key: string; readonly shown: ShownDetail };

/** A failed read keeps what was known of the same process. */
function nextAnswer(before: Answer | null, key: string, result: Result<ProcessDetail>): Answer {
	if (result.ok) return { key, shown: { detail: result.value, error: null } };
	const known = before?.key === key ? before.shown.detail : null;
	const { code, message, hint } = result.error;
	if (code === 'not-found') return { key, shown: { detail: known, error: 'This process has ended.' } };
	return { key, shown: { detail: known, error: hint === undefined ? message : `${message} ${hint}` } };
}
