import { runAsRoot } from '../../domain/hints.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { maskLine, type SecretPatterns } from '../../domain/secrets.ts';
import type { LogLine, ServiceManagerName, UnitLog } from '../../domain/services.ts';
import { parseJournal } from '../../parsers/journal-json.ts';
import { parseLogLines } from '../../parsers/log-lines.ts';
import { selectLinesWith, selectSyslogLines } from '../../parsers/syslog-lines.ts';
import type { Managers } from '../service-managers/detection.ts';
import { readCommand } from '../service-managers/read-command.ts';
import type { LogSource } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import { findManager } from './unit-detail.ts';

const timeoutMs = 10_000;
const maxBytes = 4 * 1024 * 1024;
const maxLines = 10_000;

type Part = { readonly source: string; readonly lines: readonly LogLine[] };

const journalHint = `${runAsRoot}, or add this user to the group systemd-journal (or adm).`;

/**
 * The last lines of a unit's log: the journal, and the files that the unit itself names; where both have nothing, files at
 * the places where such programs usually write, and last the system's log that many share.
 */
export async function readUnitLog(
	transport: Transport,
	managers: Managers,
	managerName: ServiceManagerName,
	name: string,
	lines = 200,
	secrets: SecretPatterns = [],
): Promise<Result<UnitLog>> {
	const manager = await findManager(managers, managerName);
	if (!manager.ok) return manager;
	const count = Math.min(Math.max(Math.trunc(lines), 1), maxLines);
	const sources = await manager.value.logSources(name, count);
	const problems: Problem[] = [];
	const parts: Part[] = [];
	for (const rank of [0, 1, 2]) {
		const ranked = sources.filter((source) => rankOf(source) === rank);
		if (parts.length === 0) parts.push(...(await readParts(transport, ranked, count, problems)));
	}
	if (parts.length === 0) {
		const state = await manager.value.show(name);
		if (!state.ok && state.error.code === 'not-found') return state;
	}
	const [problem] = problems;
	if (parts.length === 0 && problem !== undefined) {
		return fail(problem.code === 'permission' ? 'permission' : 'failed', problem.message, problem.hint ?? undefined);
	}
	const log = joinParts(name, parts, sources, problems);
	return succeed({ ...log, lines: log.lines.map((line) => ({ ...line, text: maskLine(line.text, secrets) })) });
}

/** Sources of a lower rank are read first, and those of the next only where they had nothing. */
function rankOf(source: LogSource): number {
	if (source.kind === 'shared' || source.kind === 'mentions') return 2;
	return source.kind !== 'file' || source.isCertain ? 0 : 1;
}

function nameOf(source: LogSource): string {
	if (source.kind === 'journal') return 'journal';
	return source.kind === 'command' ? source.title : source.path;
}

function joinParts(
	unit: string,
	parts: readonly Part[],
	asked: readonly LogSource[],
	problems: readonly Problem[],
): UnitLog {
	if (parts.length === 0) {
		const where = asked.map(nameOf).join(', ');
		const name = unit.replace(/\.service$/, '');
		const message =
			where === ''
				? `No log of ${name} was found: not /var/log/${name}.log, nor files in /var/log/${name}, nor a log of the system (syslog, messages)`
				: `There are no lines of ${name} in ${where}`;
		return {
			source: where,
			lines: [],
			problems: [...problems, { field: 'lines', code: 'not-found', message, hint: null }],
		};
	}
	return {
		source: parts.map(({ source }) => source).join(', '),
		lines: parts.flatMap((part) =>
			parts.length === 1 ? part.lines : part.lines.map((line) => named(line, part.source)),
		),
		problems,
	};
}

/** Where lines of several files stand together, each says where it is from. */
function named(line: LogLine, source: string): LogLine {
	return line.source === null ? { ...line, source: source.slice(source.lastIndexOf('/') + 1) } : line;
}

async function readParts(
	transport: Transport,
	sources: readonly LogSource[],
	count: number,
	problems: Problem[],
): Promise<Part[]> {
	const parts: Part[] = [];
	for (const source of sources) {
		const part = await readPart(transport, source, count, problems);
		if (part !== null && part.lines.length > 0) parts.push(part);
	}
	return parts;
}

function readPart(transport: Transport, source: LogSource, count: number, problems: Problem[]): Promise<Part | null> {
	switch (source.kind) {
		case 'journal':
			return readJournal(transport, source, problems);
		case 'command':
			return readCommandLines(transport, source, count, problems);
		default:
			return readFile(transport, source, count, problems);
	}
}

async function readCommandLines(
	transport: Transport,
	source: Extract<LogSource, { readonly kind: 'command' }>,
	count: number,
	problems: Problem[],
): Promise<Part | null> {
	const text = await readCommand(transport, source.command);
	if (text.ok) return { source: source.title, lines: parseLogLines(text.value, count) };
	problems.push(problemOf('lines', text.error));
	return null;
}

async function readJournal(
	transport: Transport,
	source: Extract<LogSource, { readonly kind: 'journal' }>,
	problems: Problem[],
): Promise<Part | null> {
	const outcome = await transport.run(source.command, { timeoutMs, maxBytes });
	if (!outcome.ok) {
		problems.push(problemOf('lines', outcome.error));
		return null;
	}
	const { stdout, stderr, exitCode, truncated } = outcome.value;
	const { lines, malformed } = parseJournal(stdout);
	const isHidden = /insufficient permissions|not seeing messages from other users|Permission denied/i.test(stderr);
	if (isHidden && lines.length === 0) {
		const message = 'The journal of the system may not be read by this user';
		problems.push({ field: 'lines', code: 'permission', message, hint: journalHint });
	} else if (exitCode !== 0 && lines.length === 0) {
		problems.push({
			field: 'lines',
			code: 'failed',
			message: `journalctl ended with status ${exitCode ?? '?'}`,
			hint: null,
		});
	}
	// The cut of an over-long answer leaves broken lines at its place.
	if (malformed > 0 || truncated) {
		const message = truncated
			? 'Some lines were left out: the answer was too long'
			: `${malformed === 1 ? '1 line' : `${malformed} lines`} could not be understood`;
		problems.push({ field: 'lines', code: 'incomplete', message, hint: null });
	}
	return { source: 'journal', lines };
}

function selectLines(text: string, source: FileSource): string {
	if (source.kind === 'shared') return selectSyslogLines(text, source.programs);
	return source.kind === 'mentions' ? selectLinesWith(text, source.word) : text;
}

type FileSource = Extract<LogSource, { readonly path: string }>;

/** As much of a shared log as is looked through for lines of one program. */
const sharedBytes = maxBytes;

async function readFile(
	transport: Transport,
	source: FileSource,
	count: number,
	problems: Problem[],
): Promise<Part | null> {
	const { path } = source;
	const part = source.kind === 'file' ? ['-n', String(count)] : ['-c', String(sharedBytes)];
	const outcome = await transport.run({ file: 'tail', args: [...part, '--', path] }, { timeoutMs, maxBytes });
	if (!outcome.ok) {
		problems.push(problemOf('lines', outcome.error));
		return null;
	}
	if (outcome.value.exitCode === 0) {
		const { stdout } = outcome.value;
		const text = selectLines(stdout, source);
		return { source: path, lines: text === '' ? [] : parseLogLines(text, count) };
	}
	const isDenied = /Permission denied/i.test(outcome.value.stderr);
	const message = isDenied ? `${path} may not be read by this user` : `${path} could not be read`;
	const hint = isDenied ? `${runAsRoot}, or as a user of the group adm.` : null;
	problems.push({ field: 'lines', code: isDenied ? 'permission' : 'failed', message, hint });
	return null;
}
