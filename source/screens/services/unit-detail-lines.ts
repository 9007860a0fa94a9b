import type { DetailLine } from '../../components/detail-lines.ts';
import { formatCpuTime, formatLocalTime, formatSize } from '../../domain/format.ts';
import type { UnitDetail, UnitLog, UnitRow } from '../../domain/services.ts';
import type { Symbols } from '../../theme.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { failureSentences, type UnitFacts } from './unit-failure.ts';
import { logLineText } from './unit-log-lines.ts';
import { conditionOf, conditionSign, conditionStyles, stateText } from './unit-words.ts';

/** What the list knows of a unit, what was read of it since, and the end of its log where it failed. */
export type UnitDetailInput = {
	readonly row: UnitRow;
	readonly detail: UnitDetail | null;
	readonly log: UnitLog | null;
	readonly symbols: Symbols;
};

/** Longest list of processes and of lines of a file that is shown. */
const maxListed = 500;

/** Everything known of a unit as lines: what is wrong with it stands first. */
export function unitDetailLines(input: UnitDetailInput): readonly DetailLine[] {
	const { row, detail } = input;
	const facts: UnitFacts = new Map(detail?.properties.map(({ name, value }) => [name, value]));
	return [
		...stateLines(input),
		...reloadLines(detail),
		...failureLines(input, facts),
		...figureLines(row, facts),
		...portLines(row),
		...(detail === null ? [] : [...processLines(detail), ...propertyLines(detail), ...fileLines(detail)]),
	];
}

const field = (label: string, value: string | null): DetailLine => ({ kind: 'field', label, value });
const text = (content: string, style?: 'dim' | 'warn'): DetailLine =>
	style === undefined ? { kind: 'text', text: content } : { kind: 'text', text: content, style };

function stateLines({ row, symbols }: UnitDetailInput): readonly DetailLine[] {
	const condition = conditionOf(row);
	const state = `${conditionSign(condition, symbols)} ${stateText(row)}`;
	return [
		{ kind: 'field', label: 'state', value: state, style: conditionStyles[condition] },
		field('since', row.since === null ? null : formatLocalTime(row.since)),
		field('enabled', row.enabled),
		...(row.description === null ? [] : [field('description', row.description)]),
		field('manager', row.manager),
	];
}

function reloadLines(detail: UnitDetail | null): readonly DetailLine[] {
	if (detail?.needsReload !== true) return [];
	return [
		text(''),
		text('! Its file changed on disk and the old one still counts. D has the manager read it.', 'warn'),
	];
}

function failureLines({ row, detail, log, symbols }: UnitDetailInput, facts: UnitFacts): readonly DetailLine[] {
	const problems = detail === null ? [] : problemLines(detail.problems);
	const gaps: readonly DetailLine[] =
		problems.length === 0
			? []
			: [{ kind: 'heading', text: 'Could not be read' }, ...problems.map((line) => text(line, 'dim'))];
	const reasons = failureSentences(facts);
	if (conditionOf(row) !== 'failed' && reasons.length === 0) return gaps;
	const title = conditionOf(row) === 'failed' ? 'Why it failed' : 'When it last ended';
	const lines = log?.lines ?? [];
	return [
		{ kind: 'heading', text: title, note: 'l shows its log' },
		...reasons.map((sentence) => text(sentence)),
		...lines.map((line) => text(logLineText(line, symbols), 'dim')),
		...(reasons.length + lines.length === 0 && detail !== null
			? [text('Neither its manager nor a log that can be read says why.', 'dim')]
			: []),
		...gaps,
	];
}

function figureLines(row: UnitRow, facts: UnitFacts): readonly DetailLine[] {
	const tasks = facts.get('TasksCurrent');
	const status = facts.get('StatusText');
	return [
		{ kind: 'heading', text: 'Use' },
		field('main PID', row.mainPid === null ? null : `${row.mainPid}`),
		field('memory', row.memoryBytes === null ? null : formatSize(row.memoryBytes)),
		field('CPU time', row.cpuSeconds === null ? null : formatCpuTime(row.cpuSeconds)),
		field('restarts', row.restarts === null ? null : `${row.restarts}`),
		...(tasks === undefined || !/^\d{1,9}$/.test(tasks) ? [] : [field('tasks', tasks)]),
		...(status === undefined ? [] : [field('says', status)]),
	];
}

function portLines({ ports }: UnitRow): readonly DetailLine[] {
	if (ports.length === 0) return [];
	return [
		{ kind: 'heading', text: 'Ports', note: `${ports.length} (o shows its sockets)` },
		...ports.slice(0, maxListed).map(({ protocol, address, port }) => {
			const host = address.includes(':') ? `[${address}]` : address;
			return { kind: 'columns', cells: [protocol, `${host}:${port}`], widths: [5, 0] } as const;
		}),
	];
}

function processLines({ pids }: UnitDetail): readonly DetailLine[] {
	if (pids === null || pids.length === 0) return [];
	const shown = pids.slice(0, maxListed).join(' ');
	const rest = pids.length - maxListed;
	return [
		{ kind: 'heading', text: 'Processes', note: `${pids.length} (t shows them in Top)` },
		text(rest > 0 ? `${shown} and ${rest} more` : shown),
	];
}

const groups: ReadonlyArray<{ readonly title: string; readonly names: readonly string[] }> = [
	{
		title: 'How it runs',
		names: [
			...['Type', 'User', 'Listen', 'ExecStart', 'ExecReload', 'Restart', 'Slice', 'Verbs', 'PIDFile'],
			...['Runlevels', 'Directory', 'LinksTo', 'Supervised', 'Down', 'Log'],
			...['Configuration', 'Section', 'command', 'directory', 'user', 'autostart', 'autorestart'],
		],
	},
	{
		title: 'What hangs together',
		names: [
			...['Requires', 'RequiredBy', 'BoundBy', 'ConsistsOf', 'PartOf', 'Wants', 'WantedBy', 'Uses', 'UsedBy'],
			...['TriggeredBy', 'Triggers', 'Conflicts', 'After', 'Before', 'Provides'],
		],
	},
];

/** Names that are too long to stand before a value. */
const shortNames: Readonly<Record<string, string>> = {
	ControlGroup: 'control group',
	ActiveEnterTimestamp: 'last started',
	InactiveEnterTimestamp: 'last stopped',
	InvocationID: 'invocation',
	DropInPaths: 'drop-ins',
};

/** Shown elsewhere in better words. */
const saidElsewhere = new Set([
	'Id',
	'Description',
	'LoadState',
	'ActiveState',
	'SubState',
	'UnitFileState',
	'MainPID',
	'MemoryCurrent',
	'CPUUsageNSec',
	'NRestarts',
	'StateChangeTimestamp',
	'NeedDaemonReload',
	'Result',
	'ExecMainStatus',
	'LoadError',
	'TasksCurrent',
	'StatusText',
	'FragmentPath',
	'SourcePath',
	'Script',
]);

function propertyLines({ row, properties: all }: UnitDetail): readonly DetailLine[] {
	// Other names are worth a line, its own is not.
	const properties = all.filter(({ name, value }) => name !== 'Names' || value !== row.name);
	const known = new Set(groups.flatMap(({ names }) => names));
	const rest = properties.filter(({ name }) => !known.has(name) && !saidElsewhere.has(name)).map(({ name }) => name);
	return [...groups, { title: 'Also known', names: [...new Set(rest)] }].flatMap(({ title, names }) => {
		const lines = names.flatMap((name) =>
			properties
				.filter((property) => property.name === name && property.value !== '')
				.map(({ value }) => field(shortNames[name] ?? name, readable(name, value))),
		);
		return lines.length === 0 ? [] : [{ kind: 'heading', text: title } as const, ...lines];
	});
}

/** `{ path=… ; argv[]=nginx -g … ; ignore_errors=no ; … }` as the command in it. */
function readable(name: string, value: string): string {
	if (name === 'Listen') return value.replaceAll('\n', ', ');
	if (!name.startsWith('Exec')) return value;
	const commands = [...value.matchAll(/argv\[\]=(.*?) ; ignore_errors=/g)].map(([, argv = '']) => argv);
	return commands.length === 0 ? value : commands.join('; ');
}

function fileLines({ file }: UnitDetail): readonly DetailLine[] {
	if (file === null) return [];
	const lines = file.text.split(/\r?\n/);
	if (lines.at(-1) === '') lines.pop();
	const rest = lines.length - maxListed;
	return [
		{ kind: 'heading', text: 'File', note: file.path },
		...lines
			.slice(0, maxListed)
			.map((line) => text(line.replaceAll('\t', '    '), /^\s*[#;]/.test(line) ? 'dim' : undefined)),
		...(rest > 0 ? [text(`${rest} more lines are not shown.`, 'dim')] : []),
	];
}
