/** The console's tabs in their order; a number stays with its tab for good. The first four are also views of the command line. */
export const tabNames = ['host', 'top', 'network', 'services', 'history'] as const;
export type TabName = (typeof tabNames)[number];

export const tabTitles: Readonly<Record<TabName, string>> = {
	host: 'Host',
	top: 'Top',
	network: 'Network',
	services: 'Services',
	history: 'History',
};

/** Sort as every list has it: a column's id and a direction. */
export type SortOrder = { readonly column: string; readonly descending: boolean };

/** What the screen in front needs from the next refresh; the poller reads nothing that nobody looks at. */
export type ViewNeeds = {
	readonly top?: {
		readonly visibleKeys: readonly number[];
		readonly sort: string;
		readonly showThreads: boolean;
		readonly needsAllFacts: boolean;
	};
	readonly network?: { readonly withUnix: boolean };
};

export function isTabName(word: string): word is TabName {
	return (tabNames as readonly string[]).includes(word);
}
