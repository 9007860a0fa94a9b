import type { CommandOutcome } from '../../../domain/command.ts';
import type { OpsError } from '../../../domain/result.ts';
import { explainFailure } from '../../service-managers/explain-failure.ts';
import type { ActEnd } from './planned-act.ts';

export type Wording = {
	/** `cron.service was not started` */
	readonly failed: string;
	/** Shown where the failure itself has no hint. */
	readonly hint: string | null;
	/** False where any program may have printed the output: it is not read for what managers say. */
	readonly isManager?: boolean;
};

/** `stdout` and then `stderr`: both were captured apart, so their order is lost. */
export function outputOf(outcome: Pick<CommandOutcome, 'stdout' | 'stderr'>): string {
	return [outcome.stdout, outcome.stderr]
		.map((text) => text.trimEnd())
		.filter((text) => text !== '')
		.join('\n');
}

/** The end of an act that could not be run to its own end. */
export function endOfError(error: OpsError, wording: Wording, after: string | null): ActEnd {
	if (error.isOutcomeUnknown === true) return endOfLost(error, after);
	const status = error.code === 'timeout' ? 'timed-out' : error.code === 'cancelled' ? 'unknown' : 'failed';
	return {
		status,
		code: error.code,
		message: `${wording.failed}: ${sentence(error.message)}`,
		hint: error.hint ?? wording.hint,
		exitCode: null,
		after,
		output: '',
	};
}

/** The end of an act whose host went away in the middle: what became of it has to be looked at. */
export function endOfLost({ message, hint }: Pick<OpsError, 'message' | 'hint'>, after: string | null): ActEnd {
	const told = message.charAt(0).toUpperCase() + message.slice(1);
	return {
		status: 'unknown',
		code: 'unreachable',
		message: told,
		hint: hint ?? null,
		exitCode: null,
		after,
		output: '',
		lost: { unitBefore: null },
	};
}

/** The end of a command that ran and did not succeed; null when its exit status says that it did. */
export function endOfFailure(outcome: CommandOutcome, wording: Wording, after: string | null): ActEnd | null {
	if (outcome.exitCode === 0) return null;
	const why = wording.isManager === false ? null : explainFailure(outcome);
	const status =
		outcome.exitCode === null ? `it was ended by ${outcome.signal ?? 'a signal'}` : `status ${outcome.exitCode}`;
	return {
		status: 'failed',
		code: why?.code ?? 'failed',
		message: `${wording.failed}: ${why === null ? status : `${sentence(why.message)} (${status})`}`,
		hint: why?.hint ?? wording.hint,
		exitCode: outcome.exitCode,
		after,
		output: outputOf(outcome),
		streams: outcome,
	};
}

export function succeeded(message: string, outcome: CommandOutcome | null, after: string | null): ActEnd {
	return {
		status: 'succeeded',
		code: null,
		message,
		hint: null,
		exitCode: outcome?.exitCode ?? null,
		after,
		output: outcome === null ? '' : outputOf(outcome),
		...(outcome === null ? {} : { streams: outcome }),
	};
}

/** Told in the middle of a sentence: no capital, unless the first word is a name. */
export function sentence(text: string): string {
	return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
