import type { ComponentType } from 'react';
import type { KeyTable } from '../domain/keys.ts';
import type { TabName } from '../domain/views.ts';
import type { ConsoleState, ConsoleStore } from '../store/console-store.ts';

/** The area that the frame leaves to a screen: it fills all of it and never more. */
export type ScreenProps = { readonly columns: number; readonly rows: number };

export type ScreenBadge = {
	readonly kind: 'failed' | 'unseen';
	readonly count: number;
	/** How many of what is unseen failed. */
	readonly failed?: number;
};

/** What a screen adds to the command palette beside its keys, e.g. `sort COLUMN`. */
export type ScreenCommand = {
	readonly name: string;
	/** As the list shows it: `COLUMN`. */
	readonly argument: string;
	readonly description: string;
	/** Arguments that can be completed. */
	readonly values: readonly string[];
	/** Changes the screen's state in the store; one sentence when the argument will not do. */
	readonly run: (store: ConsoleStore, argument: string) => string | null;
};

/** One line in screens/registry.ts makes a screen a tab. */
export type ScreenDefinition = {
	readonly name: TabName;
	readonly keys: KeyTable;
	readonly Component: ComponentType<ScreenProps>;
	readonly selectBadge?: (state: ConsoleState) => ScreenBadge | null;
	readonly commands?: readonly ScreenCommand[];
};
