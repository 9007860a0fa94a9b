import type { CommandOutcome } from '../../../../domain/command.ts';
import type { ServiceVerb } from '../../../../domain/operation.ts';
import type { OpsError, Result } from '../../../../domain/result.ts';
import { withoutServiceType } from '../../../../domain/unit-name.ts';
import { explainFailure } from '../../../service-managers/explain-failure.ts';
import type { JobResult, ServiceManager, UnitJob, UnitState } from '../../../service-managers/service-manager.ts';
import { endOfError, endOfFailure, endOfLost, outputOf, sentence, succeeded } from '../act-end.ts';
import type { ActEnd } from '../planned-act.ts';
import { stuckText } from '../process-target.ts';
import { describeState, isReached, survivorOf } from './unit-state.ts';
import { verbWords } from './unit-verbs.ts';

export type ServiceActed = {
	readonly verb: ServiceVerb;
	readonly manager: ServiceManager;
	readonly before: UnitState;
	readonly after: Result<UnitState>;
	readonly outcome: Result<CommandOutcome>;
	/** The job that is still there at the time limit. */
	readonly job: UnitJob | null;
	/** How the job ended, where anybody tells. */
	readonly jobResult: JobResult | null;
	/** `123 mount`, of its processes that no signal reaches. */
	readonly stuck: readonly string[];
	readonly timeoutMs: number;
	readonly otherHost: string | null;
};

function stateOf({ verb, after }: ServiceActed): string | null {
	if (after.ok) return describeState(verb, after.value);
	return after.error.code === 'not-found' ? 'no longer loaded' : null;
}

function wordingOf({ verb, before, otherHost }: ServiceActed) {
	const where = otherHost === null ? '' : ` -H ${otherHost}`;
	return {
		failed: `${before.name} was not ${verbWords[verb].done}`,
		hint: `Look at its log: opsdash logs ${withoutServiceType(before.name)}${where}, or l in Services.`,
	};
}

/** Success is the exit status, the job's end and the state afterwards, never that something was printed. */
export function endOfService(acted: ServiceActed): ActEnd {
	const { outcome, job } = acted;
	const state = stateOf(acted);
	const wording = wordingOf(acted);
	if (!outcome.ok && outcome.error.code === 'timeout') return endOfBlocking(acted, state);
	if (!outcome.ok) return endOfError(outcome.error, wording, state);
	const failure = endOfFailure(outcome.value, wording, state);
	if (failure !== null) return failure;
	// What was only queued may have come to anything.
	if (!acted.after.ok && acted.after.error.code === 'unreachable') return endOfSilence(acted, acted.after.error);
	return job === null ? endOfDone(acted, outcome.value, state) : endOfStill(acted, job, state);
}

function endOfSilence({ verb, manager, before }: ServiceActed, { message }: OpsError): ActEnd {
	const what = `${manager.name} was asked to ${verb} ${before.name}, and then`;
	return endOfLost({ message: `outcome unknown: ${what} ${sentence(message)}` }, null);
}

/** The time limit of a manager whose commands last as long as what they do: its processes were ended with it. */
function endOfBlocking({ verb, before, outcome, timeoutMs, stuck }: ServiceActed, state: string | null): ActEnd {
	const wording = { failed: `${before.name} was not ${verbWords[verb].done}`, hint: null };
	const end = outcome.ok ? succeeded('', outcome.value, state) : endOfError(outcome.error, wording, state);
	return {
		...end,
		message: `${wording.failed} within ${secondsOf(timeoutMs)}, so its command was ended; it is ${state ?? 'in an unknown state'}${stuckText(stuck)}`,
		hint: 'What the command had begun may go on; look at the state of the unit again.',
	};
}

function endOfStill(
	{ verb, manager, before, timeoutMs, stuck }: ServiceActed,
	job: UnitJob,
	state: string | null,
): ActEnd {
	const { done, doing } = verbWords[verb];
	return {
		status: 'timed-out',
		code: 'timeout',
		message: `${before.name} was not ${done} within ${secondsOf(timeoutMs)}; it is still ${doing} (${state ?? 'state unknown'}, job ${job.id})${stuckText(stuck)}`,
		hint: `Wait for it, or withdraw the job: opsdash service cancel-job ${withoutServiceType(before.name)}`,
		exitCode: null,
		after: state,
		output: '',
		stillAt: { unit: before.name, manager: manager.name, job: job.id },
	};
}

function secondsOf(milliseconds: number): string {
	return `${Math.round(milliseconds / 100) / 10} s`;
}

function endOfDone(acted: ServiceActed, outcome: CommandOutcome, state: string | null): ActEnd {
	const { verb, manager, before, after } = acted;
	const failed = reasonOfFailure(acted, outcome, state);
	if (failed !== null) {
		const { hint } = wordingOf(acted);
		return {
			status: 'failed',
			code: failed.code,
			message: failed.message,
			hint: failed.hint ?? hint,
			exitCode: outcome.exitCode,
			after: state,
			output: outputOf(outcome),
		};
	}
	const reached = after.ok ? isReached(verb, manager.name, before, after.value) : true;
	const now = reached === null ? 'its state cannot be told' : `it is ${state ?? 'as asked'}`;
	return succeeded(`${whatHappened(acted)}; ${now}`, outcome, state);
}

function whatHappened({ verb, before, after }: ServiceActed): string {
	const { name, invocationId, mainPid, activeState } = before;
	if (verb === 'reset-failed') return `The failed state of ${name} was reset`;
	const isSame = after.ok && after.value.invocationId === invocationId && after.value.mainPid === mainPid;
	if (verb === 'start' && activeState === 'active' && isSame) return `${name} was running already: nothing was started`;
	if (verb === 'stop' && (activeState === 'inactive' || activeState === 'failed')) return `${name} was not running`;
	return `${name} was ${verbWords[verb].done}`;
}

type Reason = { readonly code: ActEnd['code']; readonly message: string; readonly hint: string | null };

/** Why an act whose command succeeded did not do what it is for; null where it did, or where nobody can tell. */
function reasonOfFailure(acted: ServiceActed, outcome: CommandOutcome, state: string | null): Reason | null {
	const { verb, manager, before, after, jobResult } = acted;
	const { failed } = wordingOf(acted);
	const told = jobResult === null ? null : jobReasons[jobResult.result];
	if (told !== null && told !== undefined) {
		return { code: 'failed', message: `${failed}: ${told}; it is ${state ?? 'in an unknown state'}`, hint: null };
	}
	if (!after.ok) return after.error.code === 'not-found' ? null : null;
	const survivor = survivorOf(verb, manager.name, before, after.value);
	const reload = verb === 'reload' ? (after.value.reloadResult ?? 'success') : 'success';
	if (reload !== 'success')
		return { code: 'failed', message: `${failed}: its reload ended with ${reload}`, hint: null };
	if (isReached(verb, manager.name, before, after.value) !== false && survivor === null) return null;
	const why = explainFailure(outcome);
	const fact = survivor === null ? `is ${state}` : `still runs as process ${survivor}`;
	const result = after.value.result;
	const how = survivor === null && result != null && result !== 'success' ? ` (${result})` : '';
	const reporter = manager.name === 'sysv' ? 'The init script' : manager.name;
	return {
		code: why?.code ?? 'failed',
		message: `${reporter} reported success, but ${before.name} ${fact}${how}${why === null ? '' : `: ${sentence(why.message)}`}`,
		hint: hintOf(verb, why?.hint),
	};
}

function hintOf(verb: ServiceVerb, hint: string | undefined): string | null {
	if (hint !== undefined) return hint;
	return verb === 'unmask' ? 'It may be masked by its package as well (/usr/lib/systemd/system).' : null;
}

/** Words of JOB_RESULT after which nothing was done. */
const jobReasons: Readonly<Record<string, string>> = {
	dependency: 'a unit that it requires did not start',
	skipped: 'a condition of its unit file is not met',
	canceled: 'its job was withdrawn',
	timeout: 'its job took too long',
	assert: 'an assertion of its unit file is not met',
};
