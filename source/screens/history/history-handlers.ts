import type { HistoryEntry } from '../../domain/history.ts';
import type { ConsoleContextValue, KeyHandlers } from '../../hooks/console-context.ts';
import { runOne } from '../../hooks/run-acts.ts';
import { focusOn, openDetail, stepBack } from '../parts/list-handlers.ts';
import { pivotTo, showGaps } from '../parts/row-acts.ts';
import { askColumns } from '../parts/use-columns.ts';
import { askAgain } from './ask-again.ts';
import { copyEntry, markSeen, showOutput, verifyLog } from './entry-acts.ts';
import { unitOf } from './entry-words.ts';
import type { HistoryKeyId } from './history-keys.ts';
import { isNarrowed } from './history-state.ts';
import { askSpan, askStatus, askType } from './narrow-history.ts';
import type { HistoryModel } from './use-history-state.ts';

/** What each key of the History tab does now. */
export function historyHandlers(console: ConsoleContextValue, model: HistoryModel): KeyHandlers<HistoryKeyId> {
	const { state, dispatch, filter, target, layout } = model;
	const unit = target === null ? null : unitOf(target);
	const undo = target?.undo ?? null;
	// The target is that of the press, whatever the list does while something is asked.
	const onTarget = (act: (entry: HistoryEntry) => unknown) => () => {
		if (target !== null) void act(target);
	};
	// What changes the list has no meaning while details cover it.
	const inList = (handler: () => void) => (layout.isListShown ? handler : undefined);
	return {
		'history.seen': onTarget(({ id }) => markSeen(console, [id])),
		'history.all-seen': () => void markSeen(console, 'all'),
		'history.output': onTarget((entry) => showOutput(console, entry)),
		'history.undo': undo === null ? undefined : onTarget(({ id }) => runOne(console, { type: 'undo', of: id })),
		'history.again': onTarget((entry) => doAgain(console, entry)),
		'history.verify': () => void verifyLog(console, model),
		'history.unit': unit === null ? undefined : () => pivotTo(console, { tab: 'services', unit }),
		'history.copy': onTarget((entry) => copyEntry(console, model, entry)),
		'history.gaps': () => showGaps(console, model.reading),
		'history.filter': inList(() => filter.dispatch({ type: 'edit' })),
		'history.details': inList(() => openDetail(model, target?.id ?? null)),
		'history.time': inList(() => void askSpan(console, model)),
		'history.type': inList(() => void askType(console, model)),
		'history.status': inList(() => void askStatus(console, model)),
		'history.unread': inList(() => dispatch({ type: 'narrow', to: { unreadOnly: !state.unreadOnly } })),
		'history.columns': inList(() => void askColumns(console, model.columns)),
		'history.to-list': focusOn(model, 'list'),
		'history.to-details': focusOn(model, 'detail'),
		'history.back': stepBack(model, [isNarrowed(state), () => dispatch({ type: 'show-all' })]),
	};
}

async function doAgain(console: ConsoleContextValue, entry: HistoryEntry): Promise<void> {
	const operation = await askAgain(console, entry);
	if (operation !== null) await runOne(console, operation);
}
