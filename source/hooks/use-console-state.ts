import { useStore } from 'zustand';
import type { ConsoleState } from '../store/console-store.ts';
import { useConsole } from './console-context.ts';

/** Subscribes to one selected part of the console's state; renders again only when that part changed by reference. */
export function useConsoleState<Part>(select: (state: ConsoleState) => Part): Part {
	return useStore(useConsole().store, select);
}
