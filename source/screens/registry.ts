import { historyScreen } from './history/history-screen.tsx';
import { hostScreen } from './host/host-screen.tsx';
import { networkScreen } from './network/network-screen.tsx';
import type { ScreenDefinition } from './screen.ts';
import { servicesScreen } from './services/services-screen.tsx';
import { topScreen } from './top/top-screen.tsx';

/** Every tab's screen, in the order of the tabs: one line makes a screen a tab. */
export const screens: readonly ScreenDefinition[] = [
	hostScreen,
	topScreen,
	networkScreen,
	servicesScreen,
	historyScreen,
];
