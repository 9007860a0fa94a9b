import { useEffect, useReducer } from 'react';
import { useConsoleState } from './use-console-state.ts';

/** Draws again as time goes by, but only while the screen tells how long something takes: a link that is down. */
export function useSeconds(): void {
	const state = useConsoleState(({ connection }) => connection.state);
	const [beats, beat] = useReducer((count: number) => count + 1, 0);
	const pauseMs = state === 'reconnecting' ? 1000 : state === 'failed' || state === 'signed-out' ? 10_000 : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: each beat sets the timer for the next one
	useEffect(() => {
		if (pauseMs === null) return;
		const timer = setTimeout(beat, pauseMs);
		return () => clearTimeout(timer);
	}, [pauseMs, beats]);
}
