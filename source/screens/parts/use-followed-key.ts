import { useEffect } from 'react';
import type { List } from '../../hooks/use-list.ts';

/**
 * Key of the row whose details are open: the selected one while the details follow the list, else the one that was opened.
 * A selection that slipped because its row went away is not followed: nobody asked for its neighbour.
 */
export function useFollowedKey<Row>(
	list: Pick<List<Row, string>, 'selectedKey' | 'hasMoved'>,
	opened: { readonly key: string | null; readonly isFollowing: boolean },
	onFollow: (key: string) => void,
): string | null {
	const follows = opened.key !== null && opened.isFollowing && !list.hasMoved && list.selectedKey !== null;
	const key = follows ? list.selectedKey : opened.key;
	useEffect(() => {
		if (key !== null && key !== opened.key) onFollow(key);
	}, [key, opened.key, onFollow]);
	return key;
}
