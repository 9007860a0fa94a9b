import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyLines } from '../documents/verify-lines.ts';
import { type Result, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { Broken, HistoryCheck, VerifyProgress } from '../domain/verify.ts';
import { readKeptHeads } from '../services/operation-log/kept-heads.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Preferences } from '../services/settings/preferences.ts';
import type { Transport } from '../services/transports/transport.ts';
import type { Notify } from './console-notices.ts';

/** What says that a file itself was tampered with. A missing tail may also be a hash of the journal that is wrong. */
const certain: ReadonlySet<Broken['reason']> = new Set(['altered', 'inserted', 'removed', 'unreadable']);

export type CheckParts = {
	readonly log: OperationLog;
	/** This machine: the log and its journal are here, whatever host the console is about. */
	readonly transport: Transport;
	readonly isReadOnly: boolean;
};

/**
 * Checks the log as `history verify` does. Where the file that is written now was altered it is not written any more: acts go on
 * in a new one, which names it.
 */
export async function checkHistory(
	{ log, transport, isReadOnly }: CheckParts,
	onProgress: (progress: VerifyProgress) => void,
): Promise<Result<HistoryCheck>> {
	const { heads, source } = await readKeptHeads(transport, log, new AbortController().signal);
	const report = await log.verify({ kept: heads }, onProgress);
	if (!report.ok) return report;
	const { isIntact, broken, file } = report.value;
	const lines = verifyLines(report.value, source).map(sanitise);
	if (broken === null || broken.file !== file || isReadOnly || !certain.has(broken.reason)) {
		return succeed({ isIntact, lines });
	}
	const next = await log.startNewFile(broken);
	const told = next.ok ? `It is kept as it is; acts are recorded in ${next.value} from now on.` : next.error.message;
	return succeed({ isIntact, lines: [...lines, sanitise(told)] });
}

const checkAfterMs = 10_000;
const dayMs = 86_400_000;
/** In the preferences: when the log was last checked by itself. */
const checkedKey = 'history.checkedAt';

/**
 * The same by itself, once a day and some time after the console was opened: what was altered long ago is not seen when events are
 * appended. It runs in the log's worker, a second for 300,000 events.
 */
export function checkNowAndThen(
	parts: CheckParts,
	preferences: Pick<Preferences, 'recall' | 'remember'>,
	notify: Notify,
	signal: AbortSignal,
	now: () => number = Date.now,
): void {
	const last = preferences.recall(checkedKey);
	if (typeof last === 'number' && now() - last < dayMs && last <= now()) return;
	const check = async () => {
		await pause(checkAfterMs, undefined, { signal, ref: false });
		if (!existsSync(parts.log.path)) return;
		const found = await checkHistory(parts, () => {});
		if (signal.aborted || !found.ok) return;
		preferences.remember(checkedKey, now());
		notify('log check', found.value.isIntact ? null : `${found.value.lines[0]} (V in History tells more)`);
	};
	// Rejected only when the console is left before it was due.
	check().catch(() => {});
}
