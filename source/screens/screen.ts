import type { ComponentType } from 'react';
import type { KeyTable } from '../domain/keys.ts';
import type { TabName } from '../domain/views.ts';
import type { ConsoleState } from '../store/console-store.ts';

/** The area that the frame leaves to a screen: it fills all of it and never more. */
export type ScreenProps = { readonly columns: number; readonly rows: number };

export type ScreenBadge = { readonly kind: 'failed' | 'unseen'; readonly count: number };

/** One line in screens/registry.ts makes a screen a tab. */
export type ScreenDefinition = {
	readonly name: TabName;
	readonly keys: KeyTable;
	readonly Component: ComponentType<ScreenProps>;
	readonly selectBadge?: (state: ConsoleState) => ScreenBadge | null;
};
