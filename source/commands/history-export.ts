import { csvHead, csvLine } from '../documents/history-csv.ts';
import type { HistoryEntry } from '../domain/history.ts';
import type { ExportCursor } from '../services/operation-log/operation-log.ts';
import { type CommandContext, reportFailure } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { isNarrowed, queryOf } from './history-query.ts';
import { refuseUsage } from './words.ts';

const eventsAtOnce = 1000;
const entriesAtOnce = 500;

const wholeOnly =
	'history export writes every event, so that the chain can be checked: what narrows it goes with --csv';

/** `history export`: every event as a JSON line, from which the chain can be checked; with `--csv` one line for each act. */
export function exportHistory(context: CommandContext): Promise<ExitStatus> {
	return context.invocation.flags.csv ? exportTable(context) : exportEvents(context);
}

async function exportEvents(context: CommandContext): Promise<ExitStatus> {
	const query = queryOf(context.invocation.flags, Date.now());
	if (!query.ok) return refuseUsage(context, query.error.message);
	if (isNarrowed(query.value) || query.value.limit !== undefined) return refuseUsage(context, wholeOnly);
	const log = await context.services.operationLog();
	for (let after: ExportCursor | null = null; ; ) {
		const page = await log.readLines(after, eventsAtOnce);
		if (!page.ok) return reportFailure(context, 'history', page.error);
		if (page.value.last === null) return exitStatus.done;
		await context.output.write(`${page.value.lines.join('\n')}\n`);
		after = page.value.last;
	}
}

/** Latest first, as lists are. Page by page: a log may hold more than fits into memory at once. */
async function exportTable(context: CommandContext): Promise<ExitStatus> {
	const query = queryOf(context.invocation.flags, Date.now());
	if (!query.ok) return refuseUsage(context, query.error.message);
	const log = await context.services.operationLog();
	const { limit = Number.POSITIVE_INFINITY, ...asked } = query.value;
	await context.output.write(csvHead);
	let last: HistoryEntry | undefined;
	for (let left = limit; left > 0; left -= entriesAtOnce) {
		const from = last === undefined ? {} : { olderThan: last.id };
		const page = await log.query({ ...asked, ...from, limit: Math.min(entriesAtOnce, left) });
		if (!page.ok) return reportFailure(context, 'history', page.error);
		await context.output.write(page.value.entries.map(csvLine).join(''));
		last = page.value.entries.at(-1);
		if (last === undefined) break;
	}
	return exitStatus.done;
}
