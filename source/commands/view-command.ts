import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '../domain/problem.ts';
import type { OpsError, Result } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { type CommandContext, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus, exitStatusOf } from './exit-status.ts';
import { paintDim } from './output.ts';
import { documentOf } from './reporters/json.ts';

/** One view of a host as a command: how it is read and how it is printed. */
export type ViewCommand<Data> = {
	/** The middle of the schema's name. */
	readonly view: string;
	/** Called once; what it answers is called for every sample, so that rates can go from one to the next. */
	readonly open: (
		context: CommandContext,
	) => Promise<() => Promise<Result<{ data: Data; problems: readonly Problem[] }>>>;
	readonly print: (data: Data, context: CommandContext) => string;
};

/** Prints a view once, or again and again with `--watch`. Gaps are problems and status 0; a view that failed as a whole is not. */
export async function runView<Data>(context: CommandContext, command: ViewCommand<Data>): Promise<ExitStatus> {
	const { watch } = context.invocation.flags;
	const read = await command.open(context);
	let status = await printSample(context, command, read);
	while (watch !== undefined && !context.signal.aborted) {
		await pause(watch * 1000, undefined, { signal: context.signal }).catch(() => {});
		if (!context.signal.aborted) status = await printSample(context, command, read);
	}
	return context.signal.aborted ? exitStatus.interrupted : status;
}

async function printSample<Data>(
	context: CommandContext,
	command: ViewCommand<Data>,
	read: () => Promise<Result<{ data: Data; problems: readonly Problem[] }>>,
): Promise<ExitStatus> {
	const result = await read();
	// A file of the kernel that is not there is not the thing that was asked for.
	if (!result.ok) return reportFailure(context, command.view, result.error, viewFailure(result.error));
	const { data, problems } = result.value;
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf(command.view, await takeStamp(context), data, problems));
		return exitStatus.done;
	}
	await context.output.write(command.print(data, context));
	reportProblems(context, problems);
	return exitStatus.done;
}

function viewFailure({ code }: OpsError): ExitStatus {
	return code === 'not-found' ? exitStatus.failed : exitStatusOf(code);
}

/** Gaps go to stderr, each once. */
export function reportProblems({ output }: CommandContext, problems: readonly Problem[]): void {
	const sentences = new Set(
		problems.map(({ message, hint }) => sanitise(hint === null ? message : `${message} (${hint})`)),
	);
	for (const sentence of sentences) output.complain(`${paintDim(sentence, output)}\n`);
}
