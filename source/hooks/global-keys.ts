import type { KeyTable } from '../domain/keys.ts';
import { type TabName, tabNames, tabTitles } from '../domain/views.ts';

export type GlobalKeyId =
	| 'global.help'
	| 'global.palette'
	| 'global.pause'
	| 'global.faster'
	| 'global.slower'
	| 'global.next-tab'
	| 'global.previous-tab'
	| 'global.refresh'
	| 'global.repaint'
	| 'global.suspend'
	| 'global.host'
	| 'global.shell'
	| 'global.root'
	| 'global.undo'
	| 'global.quit'
	| `global.tab-${number}`;

/** A number stays with its tab for good. */
function tabBinding(tab: TabName, index: number) {
	const number = index + 1;
	const title = tabTitles[tab];
	return { id: `global.tab-${number}` as const, keys: [`${number}`], hint: title, description: title, weight: 0 };
}

/** Keys that hold everywhere, unless a field or a dialog holds all keys. */
export const globalKeys: KeyTable<GlobalKeyId> = {
	scope: 'global',
	title: 'Everywhere',
	bindings: [
		{ id: 'global.help', keys: ['?', 'F1'], hint: 'help', description: 'This help', weight: 100 },
		{ id: 'global.palette', keys: [':'], hint: 'command', description: 'Run anything by its name', weight: 30 },
		{ id: 'global.pause', keys: ['p'], hint: 'pause', description: 'Pause or go on', weight: 20 },
		{ id: 'global.slower', keys: ['+', '='], hint: 'slower', description: 'Refresh less often', weight: 0 },
		{ id: 'global.faster', keys: ['-'], hint: 'faster', description: 'Refresh more often', weight: 0 },
		{ id: 'global.next-tab', keys: ['Tab', ']'], hint: 'next tab', description: 'Next tab', weight: 0 },
		{
			id: 'global.previous-tab',
			keys: ['Shift+Tab', '['],
			hint: 'previous tab',
			description: 'Previous tab',
			weight: 0,
		},
		...tabNames.map(tabBinding),
		{
			id: 'global.refresh',
			keys: ['Ctrl+R'],
			hint: 'refresh',
			description: 'Read everything now; connect, sign in',
			weight: 0,
		},
		{ id: 'global.repaint', keys: ['Ctrl+L'], hint: 'repaint', description: 'Draw the screen anew', weight: 0 },
		{
			id: 'global.suspend',
			keys: ['Ctrl+Z'],
			hint: 'suspend',
			description: 'Back to the shell; fg returns',
			weight: 0,
		},
		{ id: 'global.host', keys: ['@'], hint: 'host', description: 'Go to another host', weight: 15 },
		{
			id: 'global.shell',
			keys: ['$'],
			hint: 'shell',
			description: 'A shell on this host; exit returns',
			weight: 0,
			act: 'shell',
		},
		{
			id: 'global.root',
			keys: ['#'],
			hint: 'as root',
			description: 'See this host as root (sudo, doas), or as yourself',
			weight: 0,
			act: 'become',
		},
		{
			id: 'global.undo',
			keys: ['Z'],
			hint: 'undo',
			description: 'Take back the last act, where that is possible',
			weight: 0,
			act: 'undo',
		},
		{ id: 'global.quit', keys: ['q', 'Ctrl+C'], hint: 'quit', description: 'Leave', weight: 10 },
	],
};
