import type { Observation, ServiceVerb } from './operation.ts';

/** One look at a unit. Unknown is null. */
export type UnitGlance = {
	readonly activeState: string | null;
	readonly subState: string | null;
	readonly restarts: number | null;
	readonly invocationId: string | null;
	readonly mainPid: number | null;
	readonly result: string | null;
};

/** What was seen in the time after an act, oldest first. */
export type WatchedUnit = {
	readonly unit: string;
	readonly verb: ServiceVerb;
	readonly seconds: number;
	readonly glances: readonly UnitGlance[];
	/** Where it listened before the act and at the end; null where that cannot be told. */
	readonly portsBefore: readonly string[] | null;
	readonly portsAfter: readonly string[] | null;
	/** Lines of its log of priority error and worse; null where nobody may read them. */
	readonly errors: readonly string[] | null;
};

export function describeGlance({ activeState, subState }: UnitGlance): string | null {
	return activeState === null || subState === null || subState === activeState
		? activeState
		: `${activeState} (${subState})`;
}

const isUp = ({ activeState }: UnitGlance) => activeState !== 'inactive' && activeState !== 'failed';

/** Starts that nobody asked for: counted by the manager, else by what changes with each. */
function countRestarts(glances: readonly UnitGlance[]): number {
	let count = 0;
	for (const [index, glance] of glances.entries()) {
		const before = glances[index - 1];
		if (before === undefined) continue;
		if (glance.restarts !== null && before.restarts !== null) count += Math.max(0, glance.restarts - before.restarts);
		else if (differs(glance.invocationId, before.invocationId)) count += 1;
		else if (glance.invocationId === null && differs(glance.mainPid, before.mainPid)) count += 1;
	}
	return count;
}

function differs(one: string | number | null, other: string | number | null): boolean {
	return one !== null && other !== null && one !== other;
}

/** Did it hold? Sick things first; null where there was nothing to see. */
export function judgeUnit(watched: WatchedUnit): Observation | null {
	const { unit, verb, seconds, glances } = watched;
	const last = glances.at(-1);
	if (last === undefined || last.activeState === null) return null;
	const state = describeGlance(last);
	const within = `within ${seconds} s`;
	const bad = (verdict: string): Observation => ({ verdict, isGood: false, state });
	if (verb === 'stop') {
		return isUp(last)
			? bad(`${unit} came back ${within}: something started it again; it is ${state}`)
			: { verdict: `${unit} stayed down for ${seconds} s`, isGood: true, state };
	}
	const restarts = countRestarts(glances);
	if (restarts > 0 || last.subState === 'auto-restart') {
		const times = restarts < 2 ? 'once' : `${restarts} times`;
		return bad(`${unit} is in a crash loop: it was started again ${times} ${within}; it is ${state}`);
	}
	if (last.activeState === 'failed') {
		const why = last.result === null || last.result === 'success' ? '' : ` (${last.result})`;
		return bad(`${unit} failed ${within}${why}`);
	}
	if (!isUp(last)) {
		const wasUp = glances.some(isUp);
		return wasUp
			? bad(`${unit} ended ${within}; it is ${state}`)
			: { verdict: `${unit} has done its work; it is ${state}`, isGood: true, state };
	}
	return judgeRunning(watched, state);
}

function judgeRunning(
	{ unit, seconds, portsBefore, portsAfter, errors }: WatchedUnit,
	state: string | null,
): Observation {
	const lost = portsAfter === null ? [] : (portsBefore ?? []).filter((port) => !portsAfter.includes(port));
	if (lost.length > 0) {
		const verdict = `${unit} runs, but it does not listen on ${lost.join(', ')} again after ${seconds} s`;
		return { verdict, isGood: false, state };
	}
	if (errors !== null && errors.length > 0) {
		const [first = ''] = errors;
		const count = errors.length === 1 ? '1 error line' : `${errors.length} error lines`;
		const verdict = `${unit} held for ${seconds} s and logged ${count}: ${first.slice(0, 120)}`;
		return { verdict, isGood: false, state };
	}
	return { verdict: `${unit} held for ${seconds} s; it is ${state}`, isGood: true, state };
}
