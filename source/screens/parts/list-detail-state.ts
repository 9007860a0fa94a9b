/** Whose details are open on a screen of a list, and who answers the list keys while they stand beside it. */
export type DetailState<Of> = { readonly detailOf: Of | null; readonly focus: 'list' | 'detail' };

export type DetailAction<Of> =
	| { readonly type: 'open-detail'; readonly of: Of; readonly focus: DetailState<Of>['focus'] }
	| { readonly type: 'close-detail' }
	| { readonly type: 'focus'; readonly focus: DetailState<Of>['focus'] };

export const noDetail: DetailState<never> = { detailOf: null, focus: 'list' };

/** What an action on the details changes in a screen's state. */
export function detailAfter<Of>(action: DetailAction<Of>): Partial<DetailState<Of>> {
	switch (action.type) {
		case 'open-detail':
			return { detailOf: action.of, focus: action.focus };
		case 'close-detail':
			return noDetail;
		case 'focus':
			return { focus: action.focus };
	}
}
