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

/** A unit that is started is looked at for this long: one that ends at once did not start. */
const watchMs = [150, 350];

/** A unit between two states gets this long to arrive. */
const arrivalMs = [100, 200, 400, 800, 1500];

/** The state after an act, once it stands still. `not-found` is an answer too: a transient unit is forgotten when it stops. */
export async function settle(
	manager: ServiceManager,
	verb: ServiceVerb,
	unit: string,
	sleep: (milliseconds: number) => Promise<void>,
): Promise<Result<UnitState>> {
	let state = await manager.show(unit);
	for (const pauseMs of verb === 'start' || verb === 'restart' ? watchMs : []) {
		await sleep(pauseMs);
		state = await manager.show(unit);
	}
	for (const pauseMs of arrivalMs) {
		const isPassing = state.ok && passing.has(state.value.activeState ?? '') && state.value.subState !== 'auto-restart';
		if (!isPassing) break;
		await sleep(pauseMs);
		state = await manager.show(unit);
	}
	return state;
}
