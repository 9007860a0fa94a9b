import type { Actions } from '../domain/actions.ts';
import type { ConsoleStore } from '../store/console-store.ts';

/** Rates need two samples. */
const readingsWithRates = 2;

/**
 * For screen readers: lets the first figures and their rates arrive, then pauses, since what changes by itself would be read
 * out without end.
 */
export function pauseForListener(store: ConsoleStore, actions: Pick<Actions, 'setPaused'>): void {
	let arrived = 0;
	const end = store.subscribe((state, before) => {
		if (state.readings[state.tab] === before.readings[before.tab]) return;
		arrived += 1;
		if (arrived < readingsWithRates) return;
		end();
		const notice = 'Paused, so that nothing is read out by itself; p goes on, Ctrl+R reads once.';
		store.setState({ isPaused: true, notices: [...state.notices, notice] });
		actions.setPaused(true);
	});
}
