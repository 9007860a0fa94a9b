import type { UnitReading } from './services.ts';

/** From so many restarts on, the last of them so short ago, a unit is not well, whatever it is at this moment. */
const leastRestarts = 3;
const recentMs = 60_000;

/** Whether its manager starts a unit again and again: between two crashes it looks as if it ran. */
export function isCrashLooping(
	{
		activeState,
		subState,
		restarts,
		since,
		isRespawning,
	}: Pick<UnitReading, 'activeState' | 'subState' | 'restarts' | 'since' | 'isRespawning'>,
	nowMs: number,
): boolean {
	if (subState === 'auto-restart' || isRespawning === true) return true;
	if (activeState !== 'active' && activeState !== 'activating') return false;
	return (restarts ?? 0) >= leastRestarts && since !== null && Math.abs(nowMs - Date.parse(since)) < recentMs;
}
