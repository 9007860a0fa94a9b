import type { ServiceVerb } from '../../../../domain/operation.ts';
import type { Result } from '../../../../domain/result.ts';
import type { ServiceManager, UnitState } from '../../../service-managers/service-manager.ts';

/** `active (running)`, `failed`, and for verbs that change what happens at boot `disabled, active (running)`. */
export function describeState(verb: ServiceVerb, state: UnitState): string | null {
	const { activeState, subState, loadState } = state;
	const isPlain = subState === null || subState === activeState;
	const running = activeState === null || isPlain ? activeState : `${activeState} (${subState})`;
	const isAboutBoot = verb === 'enable' || verb === 'disable' || verb === 'mask' || verb === 'unmask';
	const boot = loadState === 'masked' ? 'masked' : isAboutBoot ? state.enabled : null;
	return [boot, running].filter((part) => part !== null).join(', ') || null;
}

function isMasked(state: UnitState): boolean {
	return state.loadState === 'masked' || state.enabled?.startsWith('masked') === true;
}

/**
 * Whether the state is what the verb is for; null where the manager cannot tell. `before` shows whether a unit came back up
 * by itself since: that is a crash, however it looks at this moment.
 */
export function isReached(
	verb: ServiceVerb,
	manager: ServiceManager['name'],
	before: UnitState | null,
	after: UnitState,
): boolean | null {
	const { activeState, enabled } = after;
	switch (verb) {
		case 'start':
		case 'restart': {
			if (activeState === null) return null;
			const isCrashing = verb === 'start' && before !== null && (after.restarts ?? 0) > (before.restarts ?? 0);
			if (activeState === 'failed' || after.subState === 'auto-restart' || isCrashing) return false;
			// A systemd job that does its work and ends is inactive again; an init script's daemon should be there.
			return activeState === 'inactive' ? manager.startsWith('systemd') : true;
		}
		case 'stop':
			return activeState === null ? null : activeState === 'inactive' || activeState === 'failed';
		case 'reload':
			return activeState === null ? null : activeState !== 'failed' && activeState !== 'inactive';
		case 'enable':
			return enabled === null ? null : enabled !== 'disabled' && !isMasked(after);
		case 'disable':
			return enabled === null ? null : !enabled.startsWith('enabled');
		case 'mask':
			return isMasked(after);
		case 'unmask':
			return !isMasked(after);
		case 'reset-failed':
			return activeState === null ? null : activeState !== 'failed';
	}
}

/**
 * The main process that a restart should have replaced and did not; null where it did, or where that cannot be told. Init
 * scripts end with status 0 although they could not end what they were to start anew. systemd's own word is taken.
 */
export function survivorOf(
	verb: ServiceVerb,
	manager: ServiceManager['name'],
	before: UnitState,
	after: UnitState,
): number | null {
	const isAsked = verb === 'restart' && !manager.startsWith('systemd');
	return isAsked && before.mainPid === after.mainPid ? after.mainPid : null;
}

const passing = new Set(['activating', 'deactivating', 'reloading']);

/** A unit that was started is looked at for this long: one that ends at once did not start. */
const watchMs = [150, 350];

/** A unit that is not where it was asked to be gets this long to arrive: 3 s. */
const arrivalMs = [50, 100, 200, 350, 800, 1500];

/** One that is seen to end is looked at so often, to the limit of the act: its own time begins after that. */
const endingPauseMs = 200;

export type Settling = {
	readonly verb: ServiceVerb;
	readonly manager: ServiceManager;
	readonly unit: string;
	/** As it was before the act; null where nobody looked. */
	readonly before: UnitState | null;
	/** The manager said that it was done. Else nothing is waited for but what is under way. */
	readonly isReported: boolean;
	/** What the act still has of its time. */
	readonly limitMs: number;
};

/**
 * The state after an act, once it stands still. `not-found` is an answer too: a transient unit is forgotten when it stops.
 *
 * Managers say that they are done before they are. `sv restart` compares whole seconds, so in the second of the start it ends
 * before runsv has replaced anything, and runsv then waits a second before it starts it anew; init scripts send TERM and do not
 * wait, and daemons write their PID files after their parents ended. So what is not as asked is looked at again for a while.
 */
export async function settle(
	act: Settling,
	sleep: (milliseconds: number) => Promise<void>,
): Promise<Result<UnitState>> {
	const arrived = await lookWhile(act, (state) => isOnItsWay(act, state), sleep);
	const isStart = act.verb === 'start' || act.verb === 'restart';
	if (!isStart || isOnItsWay(act, arrived)) return arrived;
	let state = arrived;
	for (const pauseMs of watchMs) {
		await sleep(pauseMs);
		state = await act.manager.show(act.unit);
	}
	return isPassing(state) ? lookWhile(act, isPassing, sleep) : state;
}

/** Looks again and again while the answer is no last one, for as long as it may come to that. */
async function lookWhile(
	{ manager, unit, limitMs, isReported }: Settling,
	isUnsettled: (state: Result<UnitState>) => boolean,
	sleep: (milliseconds: number) => Promise<void>,
): Promise<Result<UnitState>> {
	const canTakeLong = isReported && manager.jobs === undefined;
	let endingMs = 0;
	for (let round = 0; ; ) {
		const state = await manager.show(unit);
		if (!isUnsettled(state)) return state;
		const isEnding = canTakeLong && state.ok && state.value.activeState === 'deactivating' && endingMs < limitMs;
		const pauseMs = isEnding ? endingPauseMs : arrivalMs[round++];
		if (pauseMs === undefined) return state;
		if (isEnding) endingMs += pauseMs;
		await sleep(pauseMs);
	}
}

/** Between two states; what crashed and is to be started anew may be so for ever. */
function isPassing(state: Result<UnitState>): boolean {
	return state.ok && passing.has(state.value.activeState ?? '') && state.value.subState !== 'auto-restart';
}

/** Whether the unit may still come to be what the verb is for. What the jobs of a manager did is over when they are. */
function isOnItsWay({ verb, manager, before, isReported }: Settling, state: Result<UnitState>): boolean {
	if (isPassing(state)) return true;
	if (!state.ok || !isReported || manager.jobs !== undefined || !movingVerbs.has(verb)) return false;
	const isReplaced = before === null || survivorOf(verb, manager.name, before, state.value) === null;
	return !isReplaced || isReached(verb, manager.name, before, state.value) === false;
}

/** Verbs that start or end processes. */
const movingVerbs: ReadonlySet<ServiceVerb> = new Set(['start', 'stop', 'restart']);
