import type { Command, CommandOutcome } from '../../../domain/command.ts';
import type { HostFactName, HostFactValues } from '../../../domain/host-facts.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { Transport } from '../../transports/transport.ts';

/** A value with the gaps that were found in it. */
export type FactAnswer<Value> = Result<{ readonly value: Value; readonly problems: readonly Problem[] }>;

/** How one group of facts is read. */
export type FactReader<Name extends HostFactName> = {
	/** An answer older than this is read again, when somebody looks. */
	readonly maxAgeMs: number;
	/** Kept on disk between runs: true for what changes rarely and costs much. */
	readonly isKept: boolean;
	/** For the whole group; what it consists of has deadlines of its own within this one. */
	readonly deadlineMs: number;
	/** `emit` hands over what is there already while the rest is still read. */
	read(
		transport: Transport,
		signal: AbortSignal,
		emit: (partial: FactAnswer<HostFactValues[Name]>) => void,
	): Promise<FactAnswer<HostFactValues[Name]>>;
};

export type FactReaders = { readonly [Name in HostFactName]: FactReader<Name> };

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export function answer<Value>(value: Value, problems: readonly Problem[] = []): FactAnswer<Value> {
	return succeed({ value, problems });
}

/** Records that a parser had to leave out, as a problem; none when there were none. */
export function leftOut(field: string, malformed: number, where: string): Problem[] {
	if (malformed === 0) return [];
	const what = malformed === 1 ? '1 line' : `${malformed} lines`;
	return [{ field, code: 'incomplete', message: `${what} of ${where} could not be understood`, hint: null }];
}

/** A command in UTC: programs print local times otherwise, without saying which. */
export function inUtc(file: string, args: readonly string[]): Command {
	return { file: 'env', args: ['TZ=UTC0', file, ...args] };
}

/** What a child that was told to end may still take to do so. */
const graceMs = 100;

/**
 * Runs a reading command and answers when its deadline passes, whether or not the child can be ended: one that waits for a dead
 * disk or server cannot, and nobody is to wait with it.
 */
export async function runInTime(
	transport: Transport,
	command: Command,
	options: ReadingOptions,
	signal: AbortSignal,
): Promise<Result<CommandOutcome>> {
	const late = Promise.withResolvers<Result<CommandOutcome>>();
	const message = `${programOf(command)} did not end within ${options.timeoutMs / 1000} s`;
	const timer = setTimeout(() => late.resolve(fail('timeout', message)), options.timeoutMs + graceMs);
	try {
		return await Promise.race([transport.run(command, options, signal), late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

export type ReadingOptions = { readonly timeoutMs: number; readonly maxBytes?: number };

/**
 * Runs a reading command that has to end with 0. 126 and 127 are what `env` and `nice` end with for a program that is not there.
 */
export async function runToEnd(
	transport: Transport,
	command: Command,
	options: ReadingOptions,
	signal: AbortSignal,
): Promise<Result<CommandOutcome>> {
	const result = await runInTime(transport, command, options, signal);
	if (!result.ok || result.value.exitCode === 0) return result;
	const { exitCode, stderr, stdout } = result.value;
	if (exitCode === 127) return fail('not-found', `${programOf(command)} is not installed`);
	const why = firstLine(stderr)?.replace(`${programOf(command)}: `, '') ?? firstLine(stdout);
	const isDenied = /permission denied|not permitted|access denied|authentication/i.test(stderr);
	return fail(
		isDenied ? 'permission' : 'failed',
		`${programOf(command)} ended with status ${exitCode}${why === null || why === undefined ? '' : `: ${why}`}`,
	);
}

export function programOf(command: Command): string {
	const words = command.file === 'env' || command.file === 'nice' ? command.args : [command.file];
	return words.find((word) => !/^-|^\d+$|=/.test(word)) ?? command.file;
}

/** The first line with words in it, short enough for a sentence. */
export function firstLine(text: string): string | null {
	const line = text.split('\n').find((each) => each.trim() !== '');
	return line === undefined ? null : line.trim().slice(0, 200);
}

/** The text of a small file without surrounding blanks; null where it is absent or empty. */
export function trimmed(file: Result<string> | undefined): string | null {
	return file?.ok ? file.value.trim() || null : null;
}
