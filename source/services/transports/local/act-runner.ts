import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type CommandOutcome, formatCommand } from '../../../domain/command.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { signalNameOf } from '../../../domain/signals.ts';
import type { RunOptions, Transport } from '../transport.ts';
import { carryDialogue } from './act-dialogue.ts';
import {
	type ActFiles,
	actDurationMs,
	actFile,
	createActFiles,
	isActId,
	readActFile,
	readActOutput,
	removeAct,
	removeActs,
	removeOldActs,
	trimActOutput,
	writeActFile,
} from './act-files.ts';
import { childEnvironment } from './child-environment.ts';
import { findProgram } from './find-program.ts';
import { errnoOf } from './os-error.ts';
import { endGroup, findSurvivors, isGroupAlive, signalGroup } from './process-group.ts';
import { defaultMaxBytes } from './run.ts';

const outputLimitBytes = 64 * 1024 * 1024;
const trimEveryMs = 1000;
/** Kept of the beginning of output that is over the limit. */
const headBytes = 1024 * 1024;

/**
 * Runs one command and writes down how it ended, whether or not anybody still waits for it. The command line is in "$@",
 * never in the program. The wrapper outlives a TERM to its group, so that it can tell the status; a trap that runs a command
 * is not inherited, so the command itself ends as usual. The launcher switched core files off for this program alone. `writer` holds its stat line and the boot, to know it by later.
 *
 * Descriptor 3 is a pipe that the console holds: once the console is gone, `read` ends and what was its task, to keep the output
 * from filling the disk, is done here. What the shell itself says (`Killed`, `Terminated`) goes to `note`: a status over 128
 * with such a note is a signal, and one without is the command's own. (In a subshell: dash would say it where the command's own
 * errors go.)
 */
const actProgram = `
directory=$1
shift
IFS= read -r stat </proc/$$/stat
IFS= read -r boot </proc/sys/kernel/random/boot_id
printf '%s\\n%s\\n' "$stat" "$boot" >>"$directory/writer"
trap : HUP INT TERM
[ -z "$OPSDASH_CORE_LIMIT" ] || ulimit -S -c "$OPSDASH_CORE_LIMIT"
unset OPSDASH_CORE_LIMIT
exec 2>>"$directory/note"
(
	trap - HUP INT TERM
	read -r gone <&3
	exec 3<&-
	while sleep 5; do
		for name in out err; do
			size=$(wc -c <"$directory/$name") || exit 0
			[ "$size" -gt ${outputLimitBytes} ] || continue
			[ -e "$directory/$name.head" ] || head -c ${headBytes} "$directory/$name" >"$directory/$name.head"
			: >"$directory/$name"
		done
	done
) </dev/null >/dev/null 2>&1 &
keeper=$!
( exec "$@" 3<&- >>"$directory/out" 2>>"$directory/err" )
status=$?
exec 2>/dev/null
kill -KILL "$keeper"
wait "$keeper"
printf '%s\\n' "$status" >>"$directory/status"
`;

export type ActRunner = Pick<Transport, 'act' | 'recoverAct' | 'forgetAct'>;

/** Acts leave their traces under `root` (`…/opsdash/acts`), one directory each. */
export function createActRunner(root: string): ActRunner {
	let isPruned = false;

	return {
		async act(id, command, options, signal) {
			if (!isActId(id)) return fail('refused', `${sanitise(id)} cannot be the id of an act`);
			if (signal?.aborted) return fail('cancelled', `${sanitise(command.file)} was cancelled before it started`);
			if (!isPruned) removeOldActs(root, Date.now());
			isPruned = true;
			const program = findProgram(command.file, childEnvironment(process.env)['PATH'] ?? '');
			if (!program.ok) return program;
			if (options.isAgain === true) removeAct(root, id);
			const files = openFiles(root, id);
			return files.ok ? runAct(files.value, command, options, signal) : files;
		},
		async recoverAct(id) {
			const directory = join(root, id);
			if (!isActId(id) || !existsSync(directory)) return fail('not-found', `nothing is known of act ${sanitise(id)}`);
			return recover({ directory });
		},
		forgetAct: (id) => removeActs(root, id),
	};
}

function openFiles(root: string, id: string): Result<ActFiles> {
	try {
		return succeed(createActFiles(root, id));
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') return fail('refused', `act ${id} was started before`);
		return fail(
			'failed',
			`nothing was started: ${sanitise(root)} cannot be written (${errnoOf(error)}), so the outcome could be lost`,
			'Free some space, or name a writable directory in XDG_STATE_HOME.',
		);
	}
}

function currentDirectory(): string {
	try {
		return process.cwd();
	} catch {
		// It was removed under us.
		return '/';
	}
}

function startWrapper(files: ActFiles, command: Command, { stdin, dialogue }: RunOptions): ChildProcess {
	const child = spawn('/bin/sh', ['-c', actProgram, 'opsdash-act', files.directory, command.file, ...command.args], {
		detached: true,
		cwd: currentDirectory(),
		env: childEnvironment(process.env),
		stdio: [stdin === undefined && dialogue === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore', 'pipe'],
	});
	// A command that does not read its input closes the pipe; that is its right.
	child.stdin?.on('error', () => {});
	if (dialogue === undefined) child.stdin?.end(stdin);
	child.stdio[3]?.on('error', () => {});
	return child;
}

async function runAct(
	files: ActFiles,
	command: Command,
	options: RunOptions,
	signal: AbortSignal | undefined,
): Promise<Result<CommandOutcome>> {
	const startedMs = performance.now();
	const child = startWrapper(files, command, options);
	const exit = new Promise<string | null>((resolve) => {
		child.once('error', (error) => resolve(errnoOf(error) || error.message));
		child.once('exit', () => resolve(null));
	});
	let why: 'timeout' | 'cancelled' | null = null;
	let stopKilling = () => {};
	const end = (reason: 'timeout' | 'cancelled') => {
		if (why !== null || child.pid === undefined) return;
		why = reason;
		stopKilling = endGroup(child.pid);
	};
	const onAbort = () => end('cancelled');
	signal?.addEventListener('abort', onAbort, { once: true });
	let timer: NodeJS.Timeout | undefined;
	let isOver = false;
	const startTimer = () => {
		if (!isOver) timer = setTimeout(() => end('timeout'), options.timeoutMs);
	};
	const talk =
		options.dialogue === undefined || child.stdin === null ? null : carryDialogue(files, child.stdin, options.dialogue);
	if (talk === null) startTimer();
	else void talk.over.then(startTimer);
	const stopTrimming = keepTrimmed(files);

	const startFailure = await exit;
	isOver = true;
	child.stdio[3]?.destroy();
	clearTimeout(timer);
	talk?.stop();
	stopTrimming();
	stopKilling();
	signal?.removeEventListener('abort', onAbort);
	if (startFailure !== null) return fail('failed', `nothing was started: /bin/sh does not run (${startFailure})`);
	if (why !== null) return ended(files, command, why, child.pid ?? 0, options.timeoutMs);
	return outcomeOf(files, options.maxBytes ?? defaultMaxBytes, performance.now() - startedMs);
}

async function ended(
	files: ActFiles,
	command: Command,
	why: 'timeout' | 'cancelled',
	pid: number,
	timeoutMs: number,
): Promise<Result<CommandOutcome>> {
	// What outlived its leader; and where the wrapper was killed as well, its status is written for it.
	const hadToKill = isGroupAlive(pid) || readActFile(files, actFile.status) === '';
	signalGroup(pid, 'SIGKILL');
	if (readActFile(files, actFile.status) === '') {
		writeActFile(files, actFile.note, 'Killed\n');
		writeActFile(files, actFile.status, '137\n');
	}
	const survivors = hadToKill ? await findSurvivors(pid) : [];
	writeActFile(files, actFile.ended, [hadToKill ? 'KILL' : 'TERM', ...survivors].join(' '));
	const name = sanitise(formatCommand({ file: command.file, args: command.args.slice(0, 3) }));
	return why === 'cancelled'
		? fail('cancelled', `${name} was cancelled and its processes were ended`)
		: fail('timeout', `${name} did not end within ${timeoutMs / 1000} s and its processes were ended`);
}

function keepTrimmed(files: ActFiles): () => void {
	let timer = setTimeout(trim, trimEveryMs);
	function trim(): void {
		for (const name of [actFile.stdout, actFile.stderr]) trimActOutput(files, name, outputLimitBytes);
		timer = setTimeout(trim, trimEveryMs);
	}
	return () => clearTimeout(timer);
}

function outcomeOf(files: ActFiles, maxBytes: number, durationMs: number): Result<CommandOutcome> {
	const status = readActFile(files, actFile.status).trim();
	const stdout = readActOutput(files, actFile.stdout, maxBytes);
	const stderr = readActOutput(files, actFile.stderr, maxBytes);
	const [endedWith, ...survivors] = readActFile(files, actFile.ended).trim().split(' ');
	return succeed({
		...endOf(status, readActFile(files, actFile.note)),
		...(endedWith === 'TERM' || endedWith === 'KILL' ? { endedWith } : {}),
		...(survivors.length === 0 ? {} : { leftBehind: survivors.map(Number) }),
		stdout: stdout.text,
		stderr: stderr.text,
		truncated: stdout.isTruncated || stderr.isTruncated,
		durationMs,
	});
}

/** Shells say nothing of these two when they end a command. */
const silentSignals: ReadonlySet<string> = new Set(['INT', 'PIPE']);

/**
 * A shell tells a signal as 128 and its number, and says so in words; a command that itself ends with such a status leaves it
 * silent. Of INT and PIPE no shell says anything: there the status alone decides.
 */
function endOf(status: string, note: string): Pick<CommandOutcome, 'exitCode' | 'signal'> {
	const code = /^\d+$/.test(status) ? Number(status) : null;
	if (code === null) return { exitCode: null, signal: 'SIGKILL' };
	const name = code > 128 ? signalNameOf(code - 128) : null;
	const isSignal = name !== null && (note.trim() !== '' || silentSignals.has(name));
	return isSignal ? { exitCode: null, signal: `SIG${name}` } : { exitCode: code, signal: null };
}

function recover(files: ActFiles): Result<CommandOutcome | null> {
	if (readActFile(files, actFile.status) !== '') return outcomeOf(files, defaultMaxBytes, actDurationMs(files));
	if (isWriterAlive(readActFile(files, actFile.writer))) return succeed(null);
	return fail('not-found', 'the act ended without telling how: it was killed, or the machine went down');
}

function startTicksOf(stat: string): string {
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Whether the wrapper that wrote this still runs: the same boot, and under its PID a process of the same start. */
function isWriterAlive(writer: string): boolean {
	const [stat = '', boot = ''] = writer.trim().split('\n');
	try {
		const now = readFileSync(`/proc/${Number.parseInt(stat, 10)}/stat`, 'latin1');
		const isSameBoot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() === boot;
		return isSameBoot && startTicksOf(now) === startTicksOf(stat) && startTicksOf(stat) !== '';
	} catch {
		return false;
	}
}
