import type { Command } from './command.ts';
import type { OpsErrorCode } from './result.ts';

/** Verbs that a service manager may have; a manager without one refuses with its reason. */
export const serviceVerbs = [
	'start',
	'stop',
	'restart',
	'reload',
	'enable',
	'disable',
	'mask',
	'unmask',
	'reset-failed',
] as const;
export type ServiceVerb = (typeof serviceVerbs)[number];

/** Anything that changes a host, as it was asked for. Every one passes through services/operations/ and is recorded. */
export type Operation = (
	| { readonly type: 'service'; readonly verb: ServiceVerb; readonly unit: string; readonly manager: string | null }
	| { readonly type: 'reload-manager'; readonly manager: string }
	| {
			readonly type: 'signal';
			readonly pid: number;
			readonly startTicks: number | null;
			readonly key: number | null;
			readonly signal: string;
	  }
	| {
			readonly type: 'renice';
			readonly pid: number;
			readonly startTicks: number | null;
			readonly key: number | null;
			readonly nice: number;
	  }
	| { readonly type: 'run'; readonly command: Command; readonly timeoutMs: number }
	/** One file: `get` brings it from the host to here, `put` the other way. */
	| { readonly type: 'copy'; readonly direction: 'get' | 'put'; readonly from: string; readonly to: string }
	/** Withdraws what a manager still works on for a unit. */
	| { readonly type: 'cancel-job'; readonly unit: string; readonly manager: string | null }
	/** Puts back what the operation of that id is recorded to have changed. */
	| { readonly type: 'undo'; readonly of: string }
) & {
	/** Through sudo, which may ask for a password; for this one act. */
	readonly asRoot?: boolean;
};

/**
 * How much a person must do before an operation runs; one table (domain/friction.ts) decides it for screen and command line.
 * - `yes`   press y, or `--yes`
 * - `count` type the number of targets
 * - `name`  type the name in `typed`; `--yes` alone never skips it
 */
export type Friction =
	| { readonly kind: 'yes' }
	| { readonly kind: 'count'; readonly count: number }
	| { readonly kind: 'name'; readonly typed: string; readonly because: string };

/** An operation weighed against the host as it is now: shown before anyone confirms, and by `--dry-run`. */
export type OperationPlan = {
	/** The id under which it will be recorded. */
	readonly id: string;
	readonly operation: Operation;
	readonly host: string;
	/** Canonical target, e.g. `nginx.service` or `2114 mysqld`. */
	readonly target: string;
	/** One sentence: "Restart nginx.service on web1". */
	readonly title: string;
	/** What would run, as whom. `command` is null for a signal sent by system call. */
	readonly command: Command | null;
	/** The same as a person would type it. */
	readonly commandText: string;
	readonly asUser: string;
	/** What hangs on it, one sentence each; `unknown` where it cannot be told. */
	readonly effects: readonly string[];
	readonly friction: Friction;
	/** State of the target when it was weighed, e.g. `active (running)`; null where unknown. */
	readonly before: string | null;
};

/** How an operation ended. */
export type OperationStatus = 'succeeded' | 'failed' | 'refused' | 'timed-out' | 'interrupted' | 'unknown';

export type OperationResult = {
	readonly id: string;
	readonly status: OperationStatus;
	/** Why it did not succeed, for exit statuses; null when it did. */
	readonly code: OpsErrorCode | null;
	/** One sentence for toast and terminal. */
	readonly message: string;
	readonly hint: string | null;
	readonly exitCode: number | null;
	readonly durationMs: number;
	/** Merged, masked, capped output. */
	readonly output: string;
	/** What a custom command printed, apart, masked and capped; absent for everything else. */
	readonly streams?: { readonly stdout: string; readonly stderr: string; readonly truncated: boolean };
	readonly before: string | null;
	readonly after: string | null;
	/** The state of the target flipped since it was asked: nothing was done, and this plan is what to ask now. */
	readonly again?: OperationPlan;
	/** The manager still works on it past the time limit: it can be waited for, or withdrawn. */
	readonly stillAt?: { readonly unit: string; readonly manager: string; readonly job: number };
	/** Whether what it changed was saved, so that `undo` can put it back. */
	readonly canUndo?: boolean;
};

/** What was seen of a target in the time after an act. */
export type Observation = {
	/** One sentence: did it hold, did it crash, did its ports come back. */
	readonly verdict: string;
	readonly isGood: boolean;
	readonly state: string | null;
};

/** What a person did to confirm. The service checks it against the plan's friction; screens cannot skip it. */
export type Confirmation = { readonly kind: 'yes' } | { readonly kind: 'typed'; readonly text: string };
