import type { HistoryEntry } from '../../../domain/history.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { readUndoRecord, type UndoRecord } from '../../../domain/undo.ts';
import type { OperationLog } from '../../operation-log/operation-log.ts';

/** An act as recorded, with what it saved. */
export type SavedAct = { readonly entry: HistoryEntry; readonly undo: UndoRecord };

/** What an act saved for its undo; a refusal tells why it has none. */
export async function findSavedAct(log: OperationLog, id: string): Promise<Result<SavedAct>> {
	const found = await log.find(id);
	if (!found.ok) return found;
	const undo = readUndoRecord(found.value.undo);
	if (undo !== null) return succeed({ entry: found.value, undo });
	const { type, status } = found.value;
	const why = status === 'succeeded' ? whyNot(type) : `it ${status === 'open' ? 'has not ended' : 'did not succeed'}`;
	return fail('refused', `This cannot be undone: ${why}`);
}

function whyNot(type: string): string {
	switch (type) {
		case 'signal':
			return 'a signal cannot be called back';
		case 'run':
			return 'what the command did is not known';
		case 'undo':
			return 'it is an undo itself; do again what it took back';
		default:
			return 'it changed nothing that could be put back';
	}
}
