import type { OpsError } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { sentenceOf, shortenMessage, withStop } from '../domain/sentence.ts';
import { type ExitStatus, exitStatusOf } from './exit-status.ts';
import type { Output } from './output.ts';
import type { Invocation } from './parse-command-line.ts';
import { failureOf, formatJson, type Taken } from './reporters/json.ts';
import type { Services } from './services.ts';

/** What a command is run with. */
export type CommandContext = {
	readonly invocation: Invocation;
	readonly services: Services;
	readonly output: Output;
	/** Aborted by Ctrl+C. */
	readonly signal: AbortSignal;
};

/** A command: does its work, says what it has to say, and answers the exit status. */
export type RunCommand = (context: CommandContext) => Promise<ExitStatus>;

/** Whether documents are wanted instead of tables. */
export function wantsJson({ flags }: Invocation): boolean {
	return flags.json || flags.jsonl;
}

/** Host, boot and time for an envelope. */
export async function takeStamp({ services }: Pick<CommandContext, 'services'>): Promise<Taken> {
	const transport = services.transport();
	const [bootId] = await transport.readFiles(['/proc/sys/kernel/random/boot_id']);
	return { host: transport.host, bootId: bootId?.ok ? bootId.value.trim() : null, takenAt: new Date() };
}

export async function writeDocument({ invocation, output }: CommandContext, document: unknown): Promise<void> {
	await output.write(`${formatJson(document, !invocation.flags.jsonl && invocation.flags.watch === undefined)}\n`);
}

/** Says in one or two lines what failed, or in a document, and answers the exit status that belongs to it. */
export async function reportFailure(
	context: CommandContext,
	view: string,
	error: OpsError,
	status: ExitStatus = exitStatusOf(error.code),
	/** A host that was not reached: nothing of it is asked. */
	unreached: string | null = null,
): Promise<ExitStatus> {
	if (wantsJson(context.invocation)) {
		const stamp =
			unreached === null ? await takeStamp(context) : { host: unreached, bootId: null, takenAt: new Date() };
		await writeDocument(context, failureOf(view, stamp, { ...error, message: shortenMessage(error.message) }));
	} else complain(context.output, error);
	return status;
}

export function complain(output: Output, error: { readonly message: string; readonly hint?: string }): void {
	output.complain(`opsdash: ${withStop(sanitise(sentenceOf({ ...error, message: shortenMessage(error.message) })))}\n`);
}
