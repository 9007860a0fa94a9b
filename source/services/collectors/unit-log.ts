import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { LogLine, ServiceManagerName, UnitLog } from '../../domain/services.ts';
import { parseJournal } from '../../parsers/journal-json.ts';
import { parseLogLines } from '../../parsers/log-lines.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { LogSource } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import { findManager } from './unit-detail.ts';

const timeoutMs = 10_000;
const maxBytes = 4 * 1024 * 1024;
const maxLines = 10_000;

type Part = { readonly source: string; readonly lines: readonly LogLine[] };

const journalHint = 'Run the program as root, or add this user to the group systemd-journal (or adm).';

/**
 * The last lines of a unit's log: the journal, and the files that the unit itself names; where both have nothing, files at
 * the places where such programs usually write.
 */
export async function readUnitLog(
	transport: Transport,
	managers: Managers,
	managerName: ServiceManagerName,
	name: string,
	lines = 200,
): Promise<Result<UnitLog>> {
	const manager = await findManager(managers, managerName);
	if (!manager.ok) return manager;
	const count = Math.min(Math.max(Math.trunc(lines), 1), maxLines);
	const sources = await manager.value.logSources(name, count);
	const problems: Problem[] = [];
	const certain = sources.filter((source) => source.kind === 'journal' || source.isCertain);
	const parts = await readParts(transport, certain, count, problems);
	if (parts.length === 0) {
		const usual = sources.filter((source) => !certain.includes(source));
		parts.push(...(await readParts(transport, usual, count, problems)));
	}
	if (parts.length === 0) {
		const state = await manager.value.show(name);
		if (!state.ok && state.error.code === 'not-found') return state;
	}
	const [problem] = problems;
	if (parts.length === 0 && problem !== undefined) {
		return fail(problem.code === 'permission' ? 'permission' : 'failed', problem.message, problem.hint ?? undefined);
	}
	return succeed(joinParts(parts, sources, problems));
}

function joinParts(parts: readonly Part[], asked: readonly LogSource[], problems: readonly Problem[]): UnitLog {
	if (parts.length === 0) {
		const where = asked.map((source) => (source.kind === 'journal' ? 'journal' : source.path)).join(', ');
		const message = where === '' ? 'No log of this unit is known' : `There are no lines in ${where}`;
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
		const part =
			source.kind === 'journal'
				? await readJournal(transport, source, problems)
				: await readFile(transport, source.path, count, problems);
		if (part !== null && part.lines.length > 0) parts.push(part);
	}
	return parts;
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
			: `${malformed} lines could not be understood`;
		problems.push({ field: 'lines', code: 'incomplete', message, hint: null });
	}
	return { source: 'journal', lines };
}

async function readFile(transport: Transport, path: string, count: number, problems: Problem[]): Promise<Part | null> {
	const outcome = await transport.run(
		{ file: 'tail', args: ['-n', String(count), '--', path] },
		{ timeoutMs, maxBytes },
	);
	if (!outcome.ok) {
		problems.push(problemOf('lines', outcome.error));
		return null;
	}
	if (outcome.value.exitCode === 0) return { source: path, lines: parseLogLines(outcome.value.stdout, count) };
	const isDenied = /Permission denied/i.test(outcome.value.stderr);
	const message = isDenied ? `${path} may not be read by this user` : `${path} could not be read`;
	const hint = isDenied ? 'Run the program as root, or as a user of the group adm.' : null;
	problems.push({ field: 'lines', code: isDenied ? 'permission' : 'failed', message, hint });
	return null;
}
