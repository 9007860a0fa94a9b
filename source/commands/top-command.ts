import { buildTop, type TopDocument } from '../documents/top.ts';
import { formatCpuTime, formatDuration, formatPercent, formatSize } from '../domain/format.ts';
import { type Result, succeed } from '../domain/result.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import type { ProcessRow, TopData } from '../domain/top.ts';
import { sampleTop } from '../services/collectors/top-collector.ts';
import { createTopFallback } from '../services/collectors/top-fallback.ts';
import type { CommandContext, RunCommand } from './context.ts';
import { formatTable, type PrintColumn } from './reporters/table.ts';
import { runView } from './view-command.ts';

/** Milliseconds between the two samples of a one-shot reading. */
export const defaultWindowMs = 200;

/** One reading of Top with rates over the window; the first document is only what the second is measured against. */
export async function readTopOnce(context: CommandContext): Promise<Result<TopDocument>> {
	const { services, invocation, signal } = context;
	const windowMs = invocation.flags.window ?? defaultWindowMs;
	const options = { windowMs, userNames: services.userNames(), readWithoutProc: createTopFallback() };
	const [sample, { settings }] = await Promise.all([
		sampleTop(services.transport(), options, signal),
		services.settings(),
	]);
	if (!sample.ok) return sample;
	const { before, now } = sample.value;
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	return succeed(buildTop(now, before === null ? null : buildTop(before, null, { secrets }), { secrets }));
}

const columns: ReadonlyArray<PrintColumn<ProcessRow>> = [
	{ title: 'PID', align: 'right', text: ({ pid }) => String(pid) },
	{ title: 'USER', shrinksTo: 8, text: ({ user, uid }) => user ?? (uid === null ? null : String(uid)) },
	{ title: 'NI', align: 'right', text: ({ nice }) => String(nice) },
	{ title: 'VIRT', align: 'right', text: ({ virtualBytes }) => formatSize(virtualBytes) },
	{ title: 'RES', align: 'right', text: ({ residentBytes }) => formatSize(residentBytes) },
	{ title: 'S', text: ({ state }) => state },
	{ title: 'CPU%', align: 'right', text: ({ cpuPercent }) => (cpuPercent === null ? null : formatPercent(cpuPercent)) },
	{
		title: 'MEM%',
		align: 'right',
		text: ({ memoryPercent }) => (memoryPercent === null ? null : formatPercent(memoryPercent)),
	},
	{
		title: 'TIME+',
		align: 'right',
		text: ({ cpuSeconds }) => (cpuSeconds === null ? null : formatCpuTime(cpuSeconds)),
	},
	{ title: 'UNIT', shrinksTo: 10, text: ({ unit }) => unit ?? '' },
	{ title: 'COMMAND', shrinksTo: 12, text: ({ command, name }) => command ?? `[${name}]` },
];

const percent = (value: number | null) => (value === null ? '–' : `${formatPercent(value)} %`);
const size = (value: number | null) => (value === null ? '–' : formatSize(value));

function summaryLines({ tasks, cpu, load, memory, swap, uptimeSeconds }: TopData): string {
	const shares = [
		['us', cpu.userPercent],
		['sy', cpu.systemPercent],
		['ni', cpu.nicePercent],
		['id', cpu.idlePercent],
		['wa', cpu.iowaitPercent],
		['hi', cpu.irqPercent],
		['si', cpu.softirqPercent],
		['st', cpu.stealPercent],
	] as const;
	return [
		`up ${uptimeSeconds === null ? '–' : formatDuration(uptimeSeconds)}   load ${load?.map((one) => one.toFixed(2)).join(' ') ?? '–'}`,
		`Tasks  ${tasks.total} total, ${tasks.running} running, ${tasks.sleeping} sleeping, ${tasks.stopped} stopped, ${tasks.zombie} zombie`,
		`CPU    ${shares.map(([name, value]) => `${name} ${percent(value)}`).join('   ')}`,
		`Mem    ${size(memory.usedBytes)} used of ${size(memory.totalBytes)}, ${size(memory.availableBytes)} available, ${size(memory.buffersCacheBytes)} buffers and cache`,
		`Swap   ${size(swap.usedBytes)} used of ${size(swap.totalBytes)}`,
		'',
		'',
	].join('\n');
}

function print(data: TopData, { invocation, output }: CommandContext): string {
	const byCpu = data.processes.toSorted(
		(a, b) => (b.cpuPercent ?? 0) - (a.cpuPercent ?? 0) || (b.cpuSeconds ?? 0) - (a.cpuSeconds ?? 0) || a.pid - b.pid,
	);
	return summaryLines(data) + formatTable(columns, byCpu.slice(0, invocation.flags.lines ?? byCpu.length), output);
}

/** `opsdash top`: with `--watch`, rates go from one sample to the next. */
export const run: RunCommand = (context) =>
	runView(context, { view: 'top', open: async () => () => readView(context), print });

async function readView(context: CommandContext) {
	const document = await readTopOnce(context);
	return document.ok ? succeed({ data: document.value.data, problems: document.value.problems }) : document;
}
