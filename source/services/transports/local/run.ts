import type { Command, CommandOutcome } from '../../../domain/command.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import type { RunOptions, StreamOptions } from '../transport.ts';
import { createCappedOutput } from './capped-output.ts';
import { runChild } from './child.ts';
import { createLineSplitter } from './line-splitter.ts';

/** Cap of each stream where the caller names none. */
export const defaultMaxBytes = 8 * 1024 * 1024;
const defaultMaxLineBytes = 64 * 1024;

/** Runs a command to its end and collects its output. */
export async function runCommand(
	command: Command,
	options: RunOptions,
	signal?: AbortSignal,
): Promise<Result<CommandOutcome>> {
	const maxBytes = options.maxBytes ?? defaultMaxBytes;
	const stdout = createCappedOutput(maxBytes);
	const stderr = createCappedOutput(maxBytes);
	const end = await runChild(command, {
		stdin: options.stdin,
		timeoutMs: options.timeoutMs,
		signal,
		onStdout: stdout.add,
		onStderr: stderr.add,
	});
	if (!end.ok) return end;
	return succeed({
		...end.value,
		stdout: stdout.text(),
		stderr: stderr.text(),
		truncated: stdout.isTruncated() || stderr.isTruncated(),
	});
}

/** Follows a command line by line until it ends or `signal` aborts. The outcome has stderr and no stdout. */
export async function streamCommand(
	command: Command,
	options: StreamOptions,
	signal: AbortSignal,
): Promise<Result<CommandOutcome>> {
	const lines = createLineSplitter(options.maxLineBytes ?? defaultMaxLineBytes, options.onLine);
	const stderr = createCappedOutput(64 * 1024);
	const end = await runChild(command, { signal, onStdout: lines.add, onStderr: stderr.add });
	lines.end();
	if (!end.ok) return end;
	return succeed({ ...end.value, stdout: '', stderr: stderr.text(), truncated: stderr.isTruncated() });
}
