import { buildHistory } from '../documents/history.ts';
import { formatLocalTime, formatMilliseconds } from '../domain/format.ts';
import type { HistoryEntry, HistoryQuery } from '../domain/history.ts';
import { sanitise, sanitiseLines } from '../domain/sanitise.ts';
import { type CommandContext, type RunCommand, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { documentOf } from './reporters/json.ts';
import { formatPairs, formatTable, type PrintColumn } from './reporters/table.ts';
import { settleOldActs } from './settle-old-acts.ts';
import { reportProblems } from './view-command.ts';
import { allWords, refuseUsage } from './words.ts';

const statuses: ReadonlyArray<HistoryEntry['status']> = [
	'succeeded',
	'failed',
	'refused',
	'timed-out',
	'unknown',
	'open',
];

/** `opsdash history`, `history show ID`, `history verify`, `history export` */
export const run: RunCommand = async (context) => {
	const [verb, id, more] = allWords(context);
	const extra = verb === 'show' ? more : id;
	if (verb !== undefined && extra !== undefined) {
		return refuseUsage(context, `"${extra}" is one word too many for history ${verb}`);
	}
	switch (verb) {
		case undefined:
			return list(context);
		case 'show':
			return id === undefined ? refuseUsage(context, 'history show needs an id') : show(context, id);
		case 'verify':
			return verify(context);
		case 'export':
			return exportLines(context);
		default:
			return refuseUsage(context, `history knows no "${verb}": it has show, verify and export`);
	}
};

const ages: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An ISO 8601 time, or an age such as `2d`; null when it is neither. */
export function parseSince(text: string, nowMs: number): string | null {
	const age = /^(\d+)([smhdw])$/.exec(text);
	const ms = age === null ? Date.parse(text) : nowMs - Number(age[1]) * (ages[age[2] ?? ''] ?? Number.NaN);
	return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
}

async function list(context: CommandContext): Promise<ExitStatus> {
	const { flags } = context.invocation;
	const since = flags.since === undefined ? undefined : parseSince(flags.since, Date.now());
	if (since === null) return refuseUsage(context, `"${flags.since}" is neither a time nor an age such as 30m, 6h, 2d`);
	const status = statuses.find((each) => each === flags.status);
	const query: HistoryQuery = {
		...(since === undefined ? {} : { since }),
		...(status === undefined ? {} : { status }),
		...(flags.type === undefined ? {} : { type: flags.type }),
		...(flags.find === undefined ? {} : { text: flags.find }),
		...(flags.lines === undefined ? {} : { limit: flags.lines }),
		unreadOnly: flags.unread,
	};
	await settleOldActs(context);
	const answer = await (await context.services.operationLog()).query(query);
	if (!answer.ok) return reportFailure(context, 'history', answer.error);
	const { data, problems } = buildHistory(answer.value.entries, answer.value.malformed);
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('history', await takeStamp(context), data, problems));
		return exitStatus.done;
	}
	await context.output.write(
		data.entries.length === 0
			? `${isNarrowed(query) ? 'Nothing that matches' : 'Nothing'} was recorded.\n`
			: formatTable(columns, data.entries, context.output),
	);
	reportProblems(context, problems);
	return exitStatus.done;
}

function isNarrowed({ limit, unreadOnly, ...filters }: HistoryQuery): boolean {
	return unreadOnly === true || Object.keys(filters).length > 0;
}

const columns: ReadonlyArray<PrintColumn<HistoryEntry>> = [
	{ title: 'TIME', text: ({ time }) => formatLocalTime(time) },
	{ title: '', text: ({ seen }) => (seen ? '' : '*') },
	{ title: 'STATUS', text: ({ status }) => status },
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
		['User', actor.user],
		['Login user', actor.loginUser],
		['Through sudo from', actor.sudoUser],
		['From', actor.from],
		...entry.events.map(
			({ seq, kind, time, hash }) => [`Event ${seq}`, `${kind} ${time} ${hash.slice(0, 16)}`] as const,
		),
	];
}

async function verify(context: CommandContext): Promise<ExitStatus> {
	const report = await (await context.services.operationLog()).verify(context.invocation.flags.head);
	if (!report.ok) return reportFailure(context, 'verify', report.error);
	const { isIntact, events, head, broken, limits } = report.value;
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('verify', await takeStamp(context), report.value, []));
	} else {
		const verdict = isIntact
			? `The log is as it was written: ${events} events`
			: `The log was altered: ${broken?.message ?? 'unknown'}`;
		await context.output.write(
			[sanitise(verdict), ...(head === null ? [] : [`head ${head}`]), ...limits, ''].join('\n'),
		);
	}
	return isIntact ? exitStatus.done : exitStatus.failed;
}

const linesAtOnce = 1000;

async function exportLines(context: CommandContext): Promise<ExitStatus> {
	const log = await context.services.operationLog();
	for (let after = 0; ; ) {
		const page = await log.readLines(after, linesAtOnce);
		if (!page.ok) return reportFailure(context, 'history', page.error);
		if (page.value.lines.length === 0) return exitStatus.done;
		await context.output.write(`${page.value.lines.join('\n')}\n`);
		after = page.value.lastSeq;
	}
}
