import type { KeyHandlers } from '../../hooks/console-context.ts';
import type { ListFilter } from '../../hooks/use-list-filter.ts';
import type { ListDetailLayout } from './list-detail-layout.ts';
import type { DetailAction, DetailState } from './list-detail-state.ts';

/** What keys of every screen of a list work on. */
type ListScreen<Of> = {
	readonly state: DetailState<Of>;
	dispatch(action: DetailAction<Of>): void;
	readonly filter: ListFilter;
};

/** What a key does; undefined where it has no meaning now, and then neither hints nor help name it. */
type Handler = KeyHandlers<string>[string];

/** Opens details. Opened beside the list, a second press goes into them. */
export function openDetail<Of>({ state, dispatch }: ListScreen<Of>, { detail }: ListDetailLayout, of: Of | null): void {
	if (of === null) return;
	dispatch({ type: 'open-detail', of, focus: detail.isBeside && state.detailOf === null ? 'list' : 'detail' });
}

/** From the list to the details beside it, or back. */
export function focusOn<Of>(
	{ state, dispatch }: ListScreen<Of>,
	{ detail }: ListDetailLayout,
	focus: DetailState<Of>['focus'],
): Handler {
	return detail.isBeside && state.detailOf !== null ? () => dispatch({ type: 'focus', focus }) : undefined;
}

/** Esc takes one thing back at a time: the details, the filter, then `others` in their order. With nothing left it is not ours. */
export function stepBack<Of>(
	{ state, dispatch, filter }: ListScreen<Of>,
	...others: ReadonlyArray<readonly [isOn: boolean, takeBack: () => void]>
): Handler {
	const steps = [
		[state.detailOf !== null, () => dispatch({ type: 'close-detail' })],
		[filter.text !== '', () => filter.dispatch({ type: 'set', text: '' })],
		...others,
	] as const;
	return steps.find(([isOn]) => isOn)?.[1];
}
