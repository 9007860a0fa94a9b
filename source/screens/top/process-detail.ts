import type { DetailLine } from '../../components/detail-lines.ts';
import { formatCpuTime, formatLocalTime, formatPercent, formatRate, formatSize } from '../../domain/format.ts';
import type { Problem } from '../../domain/problem.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import type { ProcessDetail, ProcessRow } from '../../domain/top.ts';
import type { DetailPart } from './top-state.ts';

/** Lists that a process may have by the thousand are shown up to here. */
const maxListed = 500;

export function detailLinesOf(part: DetailPart, detail: ProcessDetail): readonly DetailLine[] {
	return part === 'threads' ? processThreadLines(detail) : processDetailLines(detail);
}

/** The threads of a process, the busiest first. */
export function processThreadLines(detail: ProcessDetail): readonly DetailLine[] {
	const { row, threads } = detail;
	const busiest = threads?.toSorted(
		(a, b) => (b.cpuPercent ?? -1) - (a.cpuPercent ?? -1) || b.cpuSeconds - a.cpuSeconds || a.tid - b.tid,
	);
	return [field('command', row.command ?? row.name), ...threadLines({ ...detail, threads: busiest ?? null })];
}

/** What is known of a process, as lines: what one asks first stands first. */
export function processDetailLines(detail: ProcessDetail): readonly DetailLine[] {
	const { row } = detail;
	return [
		...identityLines(detail),
		...figureLines(row, detail),
		...placeLines(row, detail),
		...openFileLines(detail),
		...threadLines(detail),
		...limitLines(detail),
		...environmentLines(detail),
	];
}

const field = (label: string, value: string | null): DetailLine => ({ kind: 'field', label, value });

function identityLines(detail: ProcessDetail): readonly DetailLine[] {
	const { row } = detail;
	return [
		field('command', row.command ?? row.name),
		field('executable', known(detail, 'executable', detail.executable)),
		field('directory', known(detail, 'workingDirectory', detail.workingDirectory)),
		field('user', userText(detail)),
		field('parent', `${row.ppid}`),
		field('state', stateText(row.state, detail.waitChannel)),
		field('started', row.startTime === null ? null : formatLocalTime(row.startTime)),
	];
}

function userText({ row, uids }: ProcessDetail): string | null {
	const name = row.user ?? (row.uid === null ? null : `${row.uid}`);
	if (uids === null || new Set(uids).size <= 1) return name;
	const [real, effective, saved] = uids;
	return `${name ?? '–'} (real ${real}, effective ${effective}, saved ${saved})`;
}

const stateWords: Readonly<Record<string, string>> = {
	R: 'running',
	S: 'sleeping',
	D: 'waiting for a device; no signal ends it until that answers',
	T: 'stopped',
	t: 'stopped by a debugger',
	Z: 'ended, its parent has not collected it',
	X: 'ending',
	I: 'idle kernel thread',
};

function stateText(state: string, waitChannel: string | null): string {
	const words = stateWords[state] ?? 'unknown state';
	const waits = waitChannel !== null && waitChannel !== '0' && waitChannel !== '' ? ` in ${waitChannel}` : '';
	return `${state} ${words}${waits}`;
}

function figureLines(row: ProcessRow, detail: ProcessDetail): readonly DetailLine[] {
	const percent = row.cpuPercent === null ? '–' : `${formatPercent(row.cpuPercent)}% of a core`;
	const io = detail.ioTotals;
	return [
		{ kind: 'heading', text: 'Use' },
		field('cpu', row.cpuSeconds === null ? percent : `${percent}, ${formatCpuTime(row.cpuSeconds)} in all`),
		field('memory', memoryText(row, detail.swapBytes)),
		field('disk', `read ${rateText(row.readBytesPerSecond)}, written ${rateText(row.writeBytesPerSecond)}`),
		field(
			'disk in all',
			io === null
				? known(detail, 'ioTotals', null)
				: `read ${formatSize(io.readBytes)}, written ${formatSize(io.writeBytes)}`,
		),
		field('scheduling', `nice ${row.nice}, priority ${row.priority}`),
		field('I/O class', known(detail, 'ioClass', detail.ioClass)),
		field('affinity', detail.affinity === null ? known(detail, 'affinity', null) : `CPU ${detail.affinity}`),
		field('OOM score', oomText(detail)),
	];
}

function memoryText(row: ProcessRow, swapBytes: number | null): string {
	const shared = row.sharedBytes === null ? '' : `, shared ${formatSize(row.sharedBytes)}`;
	const swapped = swapBytes === null ? '' : `, swapped out ${formatSize(swapBytes)}`;
	return `resident ${formatSize(row.residentBytes)}${shared}, virtual ${formatSize(row.virtualBytes)}${swapped}`;
}

function rateText(rate: number | null): string {
	return rate === null ? '–' : formatRate(rate);
}

function oomText({ oomScore, oomScoreAdjust }: ProcessDetail): string | null {
	if (oomScore === null) return null;
	return oomScoreAdjust === null ? `${oomScore}` : `${oomScore} (adjusted by ${oomScoreAdjust})`;
}

function placeLines(row: ProcessRow, detail: ProcessDetail): readonly DetailLine[] {
	return [
		{ kind: 'heading', text: 'Place' },
		field('unit', row.unit),
		...(row.container === null ? [] : [field('container', row.container)]),
		field('cgroup', known(detail, 'cgroup', row.cgroup)),
	];
}

/** The value, else why it is not there, else null. */
function known(detail: ProcessDetail, fieldName: string, value: string | null): string | null {
	return value ?? reasonOf(detail.problems, fieldName);
}

function reasonOf(problems: readonly Problem[], fieldName: string): string | null {
	const problem = problems.find((each) => each.field === fieldName);
	if (problem === undefined) return null;
	return sentenceOf(problem);
}

function section<Item>(
	title: string,
	items: readonly Item[] | null,
	reason: string | null,
	lineOf: (item: Item) => DetailLine,
	note = '',
): readonly DetailLine[] {
	if (items === null) {
		return [
			{ kind: 'heading', text: title },
			{ kind: 'text', text: reason ?? 'This could not be read.', style: 'dim' },
		];
	}
	const rest = items.length - maxListed;
	return [
		{ kind: 'heading', text: title, note: note === '' ? `${items.length}` : `${items.length}, ${note}` },
		...items.slice(0, maxListed).map(lineOf),
		...(rest > 0 ? [{ kind: 'text', text: `${rest} more are not shown.`, style: 'dim' } as const] : []),
	];
}

function openFileLines(detail: ProcessDetail): readonly DetailLine[] {
	const sockets = detail.openFiles?.filter((file) => file.target.startsWith('socket:')).length ?? 0;
	return section(
		'Open files',
		detail.openFiles,
		reasonOf(detail.problems, 'openFiles'),
		({ fd, target }) => ({ kind: 'columns', cells: [`${fd}`, target], widths: [-5, 0] }),
		sockets === 0 ? '' : `${sockets} of them ${sockets === 1 ? 'a socket' : 'sockets'} (o shows them)`,
	);
}

function threadLines(detail: ProcessDetail): readonly DetailLine[] {
	return section('Threads', detail.threads, reasonOf(detail.problems, 'threads'), (thread) => ({
		kind: 'columns',
		cells: [
			`${thread.tid}`,
			thread.state,
			thread.cpuPercent === null ? '–' : formatPercent(thread.cpuPercent),
			formatCpuTime(thread.cpuSeconds),
			thread.name,
		],
		widths: [-7, 1, -6, -10, 0],
	}));
}

function limitLines(detail: ProcessDetail): readonly DetailLine[] {
	return section('Limits', detail.limits, reasonOf(detail.problems, 'limits'), (limit) => ({
		kind: 'columns',
		cells: [limit.name, limit.soft, limit.hard, limit.units],
		widths: [22, -12, -12, 0],
	}));
}

function environmentLines(detail: ProcessDetail): readonly DetailLine[] {
	return section('Environment', detail.environment, reasonOf(detail.problems, 'environment'), (entry) => ({
		kind: 'text',
		text: entry,
	}));
}
