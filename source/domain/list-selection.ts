/**
 * Where a person is in a list. The selection follows a row's identity (its key), so rows may come, go and change places
 * underneath it. When the selected row is gone, its nearest neighbour by place is selected and `hasMoved` says so, until the
 * person moves: an act must not hit a row that slipped under the cursor.
 */
export type ListState<Key> = {
	readonly selectedKey: Key | null;
	/** Place of the selected row when last seen: where its neighbour is looked for. */
	readonly selectedIndex: number;
	/** First row on screen. */
	readonly offset: number;
	readonly tagged: ReadonlySet<Key>;
	readonly hasMoved: boolean;
	/** Set once the person moved or chose: until then the selection stays on the first row, whatever row that is. */
	readonly isChosen: boolean;
};

export const emptyList: ListState<never> = {
	selectedKey: null,
	selectedIndex: 0,
	offset: 0,
	tagged: new Set(),
	hasMoved: false,
	isChosen: false,
};

export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'first' | 'last';

/** The rows that are there now, and how many of them fit on screen. */
export type ListShape<Key> = { readonly keys: readonly Key[]; readonly pageRows: number };

export type ListAction<Key> =
	| { readonly type: 'move'; readonly move: ListMove }
	| { readonly type: 'select-key'; readonly key: Key }
	| { readonly type: 'select-index'; readonly index: number }
	| { readonly type: 'scroll'; readonly by: number }
	| { readonly type: 'toggle-tag' }
	| { readonly type: 'clear-tags' }
	| { readonly type: 'settle' };

export function reduceList<Key>(state: ListState<Key>, action: ListAction<Key>, shape: ListShape<Key>): ListState<Key> {
	const settled = settle(state, shape);
	switch (action.type) {
		case 'settle':
			return settled;
		case 'move':
			return selectIndex(settled, targetOf(action.move, settled, shape), shape);
		case 'select-index':
			return selectIndex(settled, action.index, shape);
		case 'select-key': {
			const index = shape.keys.indexOf(action.key);
			return index < 0 ? settled : selectIndex(settled, index, shape);
		}
		case 'scroll':
			return scroll(settled, action.by, shape);
		case 'toggle-tag':
			return toggleTag(settled, shape);
		case 'clear-tags':
			return settled.tagged.size === 0 ? settled : { ...settled, tagged: new Set() };
	}
}

/** Brings a state in line with the rows of now; the same object when nothing changed. */
export function settle<Key>(state: ListState<Key>, shape: ListShape<Key>): ListState<Key> {
	const { keys } = shape;
	const found = state.selectedKey === null || !state.isChosen ? -1 : keys.indexOf(state.selectedKey);
	const selectedIndex =
		found >= 0 ? found : state.isChosen ? clamp(state.selectedIndex, 0, Math.max(0, keys.length - 1)) : 0;
	const selectedKey = keys[selectedIndex] ?? null;
	const isLost = state.isChosen && state.selectedKey !== null && found < 0;
	// With no rows at all (a filter that matches nothing) the selection waits for its row to come back.
	if (keys.length === 0) return state.offset === 0 ? state : { ...state, offset: 0 };
	return changed(state, {
		...state,
		selectedKey,
		selectedIndex,
		offset: offsetFor(selectedIndex, state.offset, shape),
		tagged: stillThere(state.tagged, keys),
		hasMoved: state.hasMoved || isLost,
	});
}

function changed<Key>(before: ListState<Key>, after: ListState<Key>): ListState<Key> {
	const isSame =
		before.selectedKey === after.selectedKey &&
		before.selectedIndex === after.selectedIndex &&
		before.offset === after.offset &&
		before.tagged === after.tagged &&
		before.hasMoved === after.hasMoved &&
		before.isChosen === after.isChosen;
	return isSame ? before : after;
}

function stillThere<Key>(tagged: ReadonlySet<Key>, keys: readonly Key[]): ReadonlySet<Key> {
	if (tagged.size === 0) return tagged;
	const present = new Set(keys);
	const kept = [...tagged].filter((key) => present.has(key));
	return kept.length === tagged.size ? tagged : new Set(kept);
}

function targetOf<Key>(move: ListMove, state: ListState<Key>, { keys, pageRows }: ListShape<Key>): number {
	const page = Math.max(1, pageRows - 1);
	const half = Math.max(1, Math.floor(pageRows / 2));
	switch (move) {
		case 'up':
			return state.selectedIndex - 1;
		case 'down':
			return state.selectedIndex + 1;
		case 'page-up':
			return state.selectedIndex - page;
		case 'page-down':
			return state.selectedIndex + page;
		case 'half-up':
			return state.selectedIndex - half;
		case 'half-down':
			return state.selectedIndex + half;
		case 'first':
			return 0;
		case 'last':
			return keys.length - 1;
	}
}

function selectIndex<Key>(state: ListState<Key>, index: number, shape: ListShape<Key>): ListState<Key> {
	if (shape.keys.length === 0) return state;
	const selectedIndex = clamp(index, 0, shape.keys.length - 1);
	return changed(state, {
		...state,
		selectedKey: shape.keys[selectedIndex] ?? null,
		selectedIndex,
		offset: offsetFor(selectedIndex, state.offset, shape),
		hasMoved: false,
		isChosen: true,
	});
}

/** The wheel: the window moves and takes the selection along only when it would leave the screen. */
function scroll<Key>(state: ListState<Key>, by: number, shape: ListShape<Key>): ListState<Key> {
	const pageRows = Math.max(1, shape.pageRows);
	const offset = clamp(state.offset + by, 0, Math.max(0, shape.keys.length - pageRows));
	const index = clamp(state.selectedIndex, offset, offset + pageRows - 1);
	const moved = index === state.selectedIndex ? state : selectIndex(state, index, shape);
	return changed(state, { ...moved, offset });
}

function toggleTag<Key>(state: ListState<Key>, shape: ListShape<Key>): ListState<Key> {
	const { selectedKey } = state;
	if (selectedKey === null || shape.keys.length === 0) return state;
	const tagged = new Set(state.tagged);
	if (!tagged.delete(selectedKey)) tagged.add(selectedKey);
	return selectIndex({ ...state, tagged }, state.selectedIndex + 1, shape);
}

/** The smallest scroll that keeps the selected row on screen and leaves no empty rows below the last one. */
function offsetFor<Key>(index: number, offset: number, { keys, pageRows }: ListShape<Key>): number {
	const page = Math.max(1, pageRows);
	const visible = index < offset ? index : index >= offset + page ? index - page + 1 : offset;
	return clamp(visible, 0, Math.max(0, keys.length - page));
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(Math.max(value, low), high);
}
