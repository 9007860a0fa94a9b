import type { Command, CommandOutcome } from '../../../domain/command.ts';
import type { Friction, OperationResult } from '../../../domain/operation.ts';
import type { Result } from '../../../domain/result.ts';
import type { SecretPatterns } from '../../../domain/secrets.ts';
import type { ActorRecord } from '../../operation-log/log-event.ts';
import type { Managers } from '../../service-managers/detection.ts';
import type { Transport } from '../../transports/transport.ts';

/** What every kind of operation may use. */
export type OperationContext = {
	readonly transport: Transport;
	readonly managers: Managers;
	readonly actor: ActorRecord;
	readonly isProtectedHost: boolean;
	readonly secretPatterns: SecretPatterns;
	/** Time limit of an act of a service manager. */
	readonly unitTimeoutMs: number;
	/** Listening ports of some processes, `tcp 0.0.0.0:80`; null where they cannot be told. */
	readonly findPorts: (pids: readonly number[]) => Promise<readonly string[] | null>;
	/** PIDs of this program and of those it came from. */
	readonly ownAncestors: () => Promise<ReadonlySet<number>>;
	readonly sleep: (milliseconds: number) => Promise<void>;
};

/** How an act ended, before it is recorded. */
export type ActEnd = Pick<OperationResult, 'status' | 'code' | 'message' | 'hint' | 'exitCode' | 'after'> & {
	/** What the command printed, raw. */
	readonly output: string;
	/** The same apart, where a command ran to its end. */
	readonly streams?: Pick<CommandOutcome, 'stdout' | 'stderr' | 'truncated'>;
};

/** An operation that was weighed and can be carried out once. */
export type PlannedAct = {
	readonly target: string;
	readonly title: string;
	/** Null for what is done by system call. */
	readonly command: Command | null;
	/** Recorded as what ran, and shown; masked by whoever records. */
	readonly argv: readonly string[];
	readonly effects: readonly string[];
	readonly friction: Friction;
	readonly before: string | null;
	/** Looks at the target again, right before the act is recorded as begun. A refusal stops it. */
	prepare(): Promise<Result<{ readonly argv: readonly string[]; readonly before: string | null }>>;
	carryOut(id: string): Promise<ActEnd>;
	release(): void;
};
