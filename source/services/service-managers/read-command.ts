import { type Command, type CommandOutcome, formatCommand } from '../../domain/command.ts';
import { type OpsError, type Result, succeed } from '../../domain/result.ts';
import type { Transport } from '../transports/transport.ts';
import { explainFailure } from './explain-failure.ts';
import { managerTimeoutMs } from './service-manager.ts';

/** Largest answer taken from a manager: some thousand units with their properties. */
const maxBytes = 8 * 1024 * 1024;

/** Runs a question to a manager; an exit status other than 0 is a failure, told in words. */
export async function readCommand(
	transport: Transport,
	command: Command,
	signal?: AbortSignal,
): Promise<Result<string>> {
	const outcome = await transport.run(command, { timeoutMs: managerTimeoutMs, maxBytes }, signal);
	if (!outcome.ok) return outcome;
	if (outcome.value.exitCode === 0) return succeed(outcome.value.stdout);
	return { ok: false, error: failureOf(command, outcome.value) };
}

function failureOf(command: Command, outcome: CommandOutcome): OpsError {
	return (
		explainFailure(outcome) ?? {
			code: 'failed',
			message: `${formatCommand(command).slice(0, 120)} failed with ${outcome.exitCode === null ? outcome.signal : `status ${outcome.exitCode}`}`,
		}
	);
}
