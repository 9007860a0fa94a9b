import type { KeyHandlers } from '../../hooks/console-context.ts';
import type { List } from '../../hooks/use-list.ts';
import type { ListFilter } from '../../hooks/use-list-filter.ts';
import type { ListDetailLayout } from './list-detail-layout.ts';
import type { DetailAction, DetailState } from './list-detail-state.ts';

/** What keys of every screen of a list work on. */
type ListScreen<Of, Key> = {
	readonly state: DetailState<Of>;
	dispatch(action: DetailAction<Of>): void;
	readonly layout: ListDetailLayout;
	readonly filter: ListFilter;
	readonly list: Pick<List<unknown, Key>, 'selectedKey' | 'dispatch'>;
};

/** What a key does; undefined where it has no meaning now, and then neither hints nor help name it. */
type Handler = KeyHandlers<string>[string];

/** Opens the details of the selected row. Opened beside the list, a second press goes into them. */
export function openDetail<Of, Key>(
	{ state, dispatch, layout, list }: Omit<ListScreen<Of, Key>, 'filter'>,
	of: Of | null,
): void {
	const isOpen = state.detailOf !== null;
	if (of === null || (isOpen && state.focus === 'detail')) return;
	// From here on the selection is meant: it follows its row, whatever comes to the head of the list.
	if (!isOpen && list.selectedKey !== null) list.dispatch({ type: 'select-key', key: list.selectedKey });
	dispatch({ type: 'open-detail', of, focus: layout.detail.isBeside && !isOpen ? 'list' : 'detail' });
}

/** From the list to the details beside it, or back. */
export function focusOn<Of>(
	{ state, dispatch, layout }: Pick<ListScreen<Of, unknown>, 'state' | 'dispatch' | 'layout'>,
	focus: DetailState<Of>['focus'],
): Handler {
	return layout.detail.isBeside && state.detailOf !== null ? () => dispatch({ type: 'focus', focus }) : undefined;
}

/** Esc takes one thing back at a time: the details, the filter, then `others` in their order. With nothing left it is not ours. */
export function stepBack<Of>(
	{ state, dispatch, filter }: Pick<ListScreen<Of, unknown>, 'state' | 'dispatch' | 'filter'>,
	...others: ReadonlyArray<readonly [isOn: boolean, takeBack: () => void]>
): Handler {
	const steps = [
		[state.detailOf !== null, () => dispatch({ type: 'close-detail' })],
		[filter.text !== '', () => filter.dispatch({ type: 'set', text: '' })],
		...others,
	] as const;
	return steps.find(([isOn]) => isOn)?.[1];
}
