import type { Freshness, HeaderModel } from '../../components/header-line.ts';
import { formatClock, formatZone } from '../../domain/format.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import type { ConsoleState } from '../../store/console-store.ts';

/** The reading that stands for the whole screen: the tab's own where it is trouble, else the host's totals. */
function leadingReading({ readings, tab }: ConsoleState): Reading<unknown> {
	const own = tab === 'history' ? readings.summary : readings[tab];
	return own.state === 'stale' || own.state === 'failed' || readings.summary.state === 'waiting'
		? own
		: readings.summary;
}

const leastOldMs = 5000;

/** What the connection says where it is not simply there; null otherwise. */
function linkFreshness(state: ConsoleState, nowMs: number): Freshness | null {
	const { connection } = state;
	const takenAtMs = takenAtOf(state);
	const ageSeconds = takenAtMs === null ? null : Math.max(0, Math.round((nowMs - takenAtMs) / 1000));
	switch (connection.state) {
		case 'here':
			return null;
		case 'live': {
			// Figures from before the link was lost, or from when this host was last in front, until the next ones are there.
			const isOld = ageSeconds !== null && ageSeconds * 1000 > Math.max(leastOldMs, 3 * state.intervalMs);
			return isOld && !state.isPaused ? { state: 'stale', ageSeconds } : null;
		}
		case 'connecting':
			return { state: 'connecting' };
		case 'reconnecting': {
			const inSeconds = Math.max(0, Math.ceil((connection.nextAtMs - nowMs) / 1000));
			return { state: 'reconnecting', inSeconds, ageSeconds };
		}
		case 'failed':
			return { state: 'unreachable', ageSeconds };
		case 'signed-out':
			return { state: 'signed-out', ageSeconds };
	}
}

function freshnessOf(state: ConsoleState, reading: Reading<unknown>, nowMs: number): Freshness {
	const link = linkFreshness(state, nowMs);
	if (link !== null) return link;
	if (state.isPaused) return { state: 'paused' };
	switch (reading.state) {
		case 'ready':
			return { state: 'live', intervalMs: state.intervalMs };
		case 'stale':
			return { state: 'stale', ageSeconds: Math.max(0, Math.round((nowMs - reading.takenAtMs) / 1000)) };
		case 'waiting':
			return { state: 'waiting' };
		case 'failed':
			return { state: 'failed' };
	}
}

/** When the newest figures on screen were taken: the clock moves with the refresh and not by itself. */
function takenAtOf(state: ConsoleState): number | null {
	const times = [
		state.readings.summary,
		state.tab === 'history' ? state.readings.summary : state.readings[state.tab],
	].flatMap((reading) => ('takenAtMs' in reading ? [reading.takenAtMs] : []));
	return times.length === 0 ? null : Math.max(...times);
}

/** What the header says of the console's state. */
export function headerModel(state: ConsoleState, nowMs: number): HeaderModel {
	const takenAtMs = takenAtOf(state);
	return {
		host: state.host,
		user: state.user,
		isRoot: state.isRoot,
		becameBy: state.becameBy,
		isProtected: state.isProtected,
		isReadOnly: state.isReadOnly,
		role: state.access.role,
		summary: lastValueOf(state.readings.summary),
		freshness: freshnessOf(state, leadingReading(state), nowMs),
		clock: takenAtMs === null ? null : formatClock(takenAtMs),
		zone: takenAtMs === null ? null : formatZone(takenAtMs),
	};
}
