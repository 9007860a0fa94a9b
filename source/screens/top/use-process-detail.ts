import { useEffect, useRef, useState } from 'react';
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

/** Details of a process, read again with each refresh (`stamp`), one read at a time. Null reads nothing. */
export function useProcessDetail(identity: ProcessIdentity | null, stamp: number): ShownDetail {
	const { actions } = useConsole();
	const [answer, setAnswer] = useState<{ readonly key: string; readonly shown: ShownDetail } | null>(null);
	const inFlight = useRef<string | null>(null);
	const key = identity === null ? null : `${identity.pid}/${identity.startTicks}/${identity.key ?? ''}`;
	const target = useRef(identity);
	target.current = identity;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the stamp asks for a new read
	useEffect(() => {
		const wanted = target.current;
		if (key === null || wanted === null || inFlight.current === key) return;
		inFlight.current = key;
		let isCurrent = true;
		void actions.readProcess(wanted).then((result) => {
			if (inFlight.current === key) inFlight.current = null;
			if (isCurrent || target.current === wanted) setAnswer((before) => nextAnswer(before, key, result));
		});
		return () => {
			isCurrent = false;
		};
	}, [actions, key, stamp]);
	return answer !== null && answer.key === key ? answer.shown : nothing;
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
