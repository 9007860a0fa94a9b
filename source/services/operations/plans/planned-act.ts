import type { Command, CommandOutcome } from '../../../domain/command.ts';
import type { AskPassword } from '../../../domain/dialogue.ts';
import type { Friction, Observation, Operation, OperationResult } from '../../../domain/operation.ts';
import type { OpsError, Result } from '../../../domain/result.ts';
import type { SecretPatterns } from '../../../domain/secrets.ts';
import type { UndoRecord } from '../../../domain/undo.ts';
import type { ActorRecord } from '../../operation-log/log-event.ts';
import type { Managers } from '../../service-managers/detection.ts';
import type { UnitState } from '../../service-managers/service-manager.ts';
import type { FileCopier } from '../../transports/ssh/files/file-copier.ts';
import type { Transport } from '../../transports/transport.ts';
import type { SavedAct } from '../undo/find-saved-act.ts';

/** What every kind of operation may use. */
export type OperationContext = {
	readonly transport: Transport;
	readonly managers: Managers;
	readonly actor: ActorRecord;
	readonly isProtectedHost: boolean;
	/** As `-H` takes it; null for this machine. */
	readonly otherHost: string | null;
	readonly secretPatterns: SecretPatterns;
	/** Null where the host is this machine. */
	readonly copier: FileCopier | null;
	/** Time limit of an act of a service manager. */
	readonly unitTimeoutMs: number;
	/** How long a unit is looked at after an act; 0 for not at all. */
	readonly watchMs: number;
	/** Listening ports of some processes, `tcp 0.0.0.0:80`; null where they cannot be told. */
	readonly findPorts: (pids: readonly number[]) => Promise<readonly string[] | null>;
	/** PIDs of this program and of those it came from. */
	readonly ownAncestors: () => Promise<ReadonlySet<number>>;
	/** What the log has saved of an act, for its undo. */
	readonly findSaved: (id: string) => Promise<Result<SavedAct>>;
	readonly sleep: (milliseconds: number) => Promise<void>;
	/** The same behind what goes on: it throws once nobody watches any more. */
	readonly watchSleep: (milliseconds: number) => Promise<void>;
};

/** How an act ended, before it is recorded. */
export type ActEnd = Pick<
	OperationResult,
	'status' | 'code' | 'message' | 'hint' | 'exitCode' | 'after' | 'stillAt'
> & {
	/** What the command printed, raw. */
	readonly output: string;
	/** The same apart, where a command ran to its end. */
	readonly streams?: Pick<CommandOutcome, 'stdout' | 'stderr' | 'truncated'>;
	/** What it changed, where that can be put back. */
	readonly undo?: UndoRecord | null;
	/** What the unit wrote to its journal meanwhile, raw. */
	readonly journal?: readonly string[];
	/** The connection went in the middle of it: it is looked at again once the host is back, beside how its unit was before. */
	readonly lost?: { readonly unitBefore: UnitState | null };
	/** Looks at the target for a while after the act; null where there was nothing to see. */
	readonly watch?: () => Promise<Observation | null>;
};

/** A look right before the act. `isFlipped`: the target is not in the state that was shown, so it has to be asked again. */
export type Ready = { readonly argv: readonly string[]; readonly before: string | null };
export type NotReady = OpsError & { readonly isFlipped?: boolean };

/** An operation that was weighed and can be carried out once. */
export type PlannedAct = {
	readonly target: string;
	readonly title: string;
	/** Null for what is done by system call. */
	readonly command: Command | null;
	/** Recorded as what ran, and shown; masked by whoever records. Several commands stand one after the other, `&&` between. */
	readonly argv: readonly string[];
	/** Where it is not this program's own user. */
	readonly asUser?: string;
	/** Who is asked for a password, where the act needs one; nobody unless told. */
	askWith?(ask: AskPassword): void;
	readonly effects: readonly string[];
	readonly friction: Friction;
	readonly before: string | null;
	/** The operation with the canonical names of its target. */
	readonly operation?: Operation;
	/** The state of the target now, while the question stands; what is shown from then on is what was seen. */
	look?(): Promise<{ readonly before: string | null; readonly isFlipped: boolean } | null>;
	/** Looks at the target again, right before the act is recorded as begun. A refusal stops it. */
	prepare(): Promise<Result<Ready, NotReady>>;
	carryOut(id: string): Promise<ActEnd>;
	release(): void;
};
