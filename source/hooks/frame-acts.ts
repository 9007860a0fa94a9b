import { parseInterval, stepInterval } from '../domain/refresh-interval.ts';
import { sanitise } from '../domain/sanitise.ts';
import { type TabName, tabNames } from '../domain/views.ts';
import type { ConsoleContextValue } from './console-context.ts';

/** What the frame's own keys and commands do. */
export type FrameActs = {
	goTo(tab: TabName): void;
	/** 1 forward, -1 back; around at the ends. */
	cycleTab(direction: 1 | -1): void;
	togglePause(): void;
	stepInterval(direction: 1 | -1): void;
	setInterval(text: string): void;
	refresh(): void;
};

type Parts = Pick<ConsoleContextValue, 'store' | 'actions' | 'toast'>;

export function createFrameActs({ store, actions, toast }: Parts): FrameActs {
	const goTo = (tab: TabName) => {
		if (store.getState().tab === tab) return;
		store.setState({ tab });
		actions.remember('tab', tab);
	};
	const applyInterval = (intervalMs: number) => {
		if (intervalMs === store.getState().intervalMs) return;
		store.setState({ intervalMs });
		actions.setInterval(intervalMs);
	};
	return {
		goTo,
		cycleTab(direction) {
			const index = tabNames.indexOf(store.getState().tab);
			goTo(tabNames[(index + direction + tabNames.length) % tabNames.length] ?? 'host');
		},
		togglePause() {
			const isPaused = !store.getState().isPaused;
			store.setState({ isPaused });
			actions.setPaused(isPaused);
		},
		stepInterval: (direction) => applyInterval(stepInterval(store.getState().intervalMs, direction)),
		setInterval(text) {
			const intervalMs = parseInterval(text);
			if (intervalMs === null) {
				toast('warn', `${sanitise(text)} is no interval; 0.1 to 60 seconds can be set.`);
			} else {
				applyInterval(intervalMs);
			}
		},
		refresh: () => actions.refresh(),
	};
}
