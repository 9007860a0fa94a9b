import type { HistoryQuery } from './history.ts';
import type { ConnectionDetail, SocketRow } from './net.ts';
import type { Confirmation, Observation, Operation, OperationPlan, OperationResult } from './operation.ts';
import type { ProcessIdentity } from './process.ts';
import type { Reading } from './reading.ts';
import type { Result } from './result.ts';
import type { ServiceManagerName, UnitDetail, UnitLog } from './services.ts';
import type { ProcessDetail } from './top.ts';
import type { HistoryCheck, VerifyProgress } from './verify.ts';
import type { TabName, ViewNeeds } from './views.ts';

/** Where readings arrive; the store implements it, the poller calls it, compose.ts connects the two. */
export type ReadingSink = <Value>(name: string, reading: Reading<Value>) => void;

/**
 * Everything that a screen may ask for. Screens know this type and nothing of what stands behind it; compose.ts builds it
 * from services. Nothing here throws: failures are Results.
 */
export type Actions = {
	/** Tells the poller which tab is in front and which rows are on screen. */
	setNeeds(tab: TabName, needs: ViewNeeds): void;
	/** Reads the view in front now. */
	refresh(): void;
	setPaused(isPaused: boolean): void;
	setInterval(intervalMs: number): void;

	/** Weighs an operation; holds its process until the plan is performed or discarded. */
	plan(operation: Operation): Promise<Result<OperationPlan>>;
	/** Checks the confirmation against the plan's friction, records, runs, records again. Refusals are results too. */
	perform(plan: OperationPlan, confirmation: Confirmation): Promise<OperationResult>;
	/** Several under one confirmation, see `combineFriction`; each is recorded by itself. */
	performAll(plans: readonly OperationPlan[], confirmation: Confirmation): Promise<readonly OperationResult[]>;
	discard(plan: OperationPlan): void;
	/** The plan with the state of its target now, while its question stands; null where it is not open. */
	look(plan: OperationPlan): Promise<{ readonly plan: OperationPlan; readonly isFlipped: boolean } | null>;
	/** What was seen of the target in the time after an act, once that is over; null where nothing is watched. */
	observe(id: string): Promise<Observation | null>;
	/** Operations begun and not yet recorded as ended: the console does not leave before it is 0. */
	openOperations(): number;

	readProcess(identity: ProcessIdentity): Promise<Result<ProcessDetail>>;
	readUnit(manager: ServiceManagerName, name: string): Promise<Result<UnitDetail>>;
	readUnitLog(manager: ServiceManagerName, name: string, lines: number): Promise<Result<UnitLog>>;
	readConnection(socket: SocketRow): Promise<Result<ConnectionDetail>>;

	/** Answers arrive in the store's `history` reading. */
	queryHistory(query: HistoryQuery): void;
	markSeen(ids: readonly string[] | 'all'): Promise<Result<void>>;
	/**
	 * Checks the whole chain and compares it with what the journal was told. A file that was altered is left as it is, and acts go
	 * on in a new one.
	 */
	checkHistory(onProgress: (progress: VerifyProgress) => void): Promise<Result<HistoryCheck>>;

	/** Small choices of this user that outlive the console: chosen columns, last tab, palette history. Never fails loudly. */
	remember(key: string, value: unknown): void;
	recall(key: string): unknown;
};
