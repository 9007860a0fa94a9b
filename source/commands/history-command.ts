import { buildHistory } from '../documents/history.ts';
import { formatLocalTime, formatMilliseconds } from '../domain/format.ts';
import type { HistoryEntry } from '../domain/history.ts';
import { sanitiseLines } from '../domain/sanitise.ts';
import { type CommandContext, type RunCommand, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { exportHistory } from './history-export.ts';
import { isNarrowed, queryOf } from './history-query.ts';
import { verify } from './history-verify.ts';
import { documentOf } from './reporters/json.ts';
import { formatPairs, formatTable, type PrintColumn } from './reporters/table.ts';
import { settleOldActs } from './settle-old-acts.ts';
import { reportProblems } from './view-command.ts';
import { allWords, refuseUsage } from './words.ts';

/** `opsdash history`, `history show ID`, `history undo ID`, `history verify`, `history export` */
export const run: RunCommand = async (context) => {
	const [verb, id, more] = allWords(context);
	const extra = verb === 'show' || verb === 'undo' ? more : id;
	if (verb !== undefined && extra !== undefined) {
		return refuseUsage(context, `"${extra}" is one word too many for history ${verb}`);
	}
	switch (verb) {
		case undefined:
			return list(context);
		case 'show':
			return id === undefined || id === '' ? refuseUsage(context, 'history show needs an id') : show(context, id);
		case 'undo':
			return id === undefined || id === '' ? refuseUsage(context, 'history undo needs an id') : undo(context, id);
		case 'verify':
			return verify(context);
		case 'export':
			return exportHistory(context);
		default:
			return refuseUsage(context, `history knows no "${verb}": it has show, undo, verify and export`);
	}
};

/** Takes an act back, where what it changed was saved and nothing moved since; asked and recorded as any act. */
async function undo(context: CommandContext, id: string): Promise<ExitStatus> {
	const { act } = await import('./act.ts');
	return act(context, [{ type: 'undo', of: id }]);
}

async function list(context: CommandContext): Promise<ExitStatus> {
	const query = queryOf(context.invocation.flags, Date.now());
	if (!query.ok) return refuseUsage(context, query.error.message);
	await settleOldActs(context);
	const answer = await (await context.services.operationLog()).query(query.value);
	if (!answer.ok) return reportFailure(context, 'history', answer.error);
	const { data, problems } = buildHistory(answer.value);
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('history', await takeStamp(context), data, problems));
		return exitStatus.done;
	}
	await context.output.write(
		data.entries.length === 0
			? `${isNarrowed(query.value) ? 'Nothing that matches' : 'Nothing'} was recorded.\n`
			: formatTable(columns, data.entries, context.output),
	);
	reportProblems(context, problems);
	return exitStatus.done;
}

const columns: ReadonlyArray<PrintColumn<HistoryEntry>> = [
	{ title: 'TIME', text: ({ time }) => formatLocalTime(time) },
	{ title: '', text: ({ seen }) => (seen ? '' : '*') },
	{
		title: 'STATUS',
		text: ({ status, held }) => (status === 'succeeded' && held === false ? `${status}, not held` : status),
	},
	{ title: 'TYPE', text: ({ type }) => type },
	{ title: 'TARGET', shrinksTo: 12, text: ({ target }) => target },
	{ title: 'USER', shrinksTo: 6, text: ({ actor }) => actor.loginUser ?? actor.user },
	{
		title: 'TOOK',
		align: 'right',
		text: ({ durationMs }) => (durationMs === null ? null : formatMilliseconds(durationMs)),
	},
	{ title: 'COMMAND', shrinksTo: 8, text: ({ argv }) => argv.join(' ') },
	{ title: 'ID', text: ({ id }) => id },
];

async function show(context: CommandContext, id: string): Promise<ExitStatus> {
	const log = await context.services.operationLog();
	await settleOldActs(context);
	const found = await log.find(id);
	if (!found.ok) return reportFailure(context, 'history', found.error);
	const entry = found.value;
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('history', await takeStamp(context), { entries: [entry] }, []));
		return exitStatus.done;
	}
	await context.output.write(formatPairs(pairs(entry), context.output));
	const output = sanitiseLines(entry.output);
	if (output.length > 0) await context.output.write(`\n${output.join('\n')}\n`);
	const journal = sanitiseLines(entry.journal.join('\n'));
	if (journal.length > 0) await context.output.write(`\nJournal of the unit meanwhile\n${journal.join('\n')}\n`);
	return exitStatus.done;
}

function pairs(entry: HistoryEntry): ReadonlyArray<readonly [string, string | null]> {
	const { actor } = entry;
	return [
		['Id', entry.id],
		['Time', formatLocalTime(entry.time)],
		['Status', entry.status],
		['Type', entry.type],
		['Target', entry.target],
		['Host', entry.host],
		['Command', entry.argv.join(' ')],
		['Exit status', entry.exitCode === null ? null : String(entry.exitCode)],
		['Took', entry.durationMs === null ? null : formatMilliseconds(entry.durationMs)],
		['Before', entry.before],
		['After', entry.after],
		['Seen later', entry.verdict],
		['User', actor.user],
		['Login user', actor.loginUser],
		['Signed in as', actor.signInName],
		['Through sudo from', actor.sudoUser],
		['From', actor.from],
		...entry.events.map(
			({ seq, kind, time, hash }) => [`Event ${seq}`, `${kind} ${time} ${hash.slice(0, 16)}`] as const,
		),
	];
}
