import type { Command } from '../../../../domain/command.ts';
import type { ServiceVerb } from '../../../../domain/operation.ts';
import { compareLinks, type Link, type UndoRecord } from '../../../../domain/undo.ts';
import { readControlGroupPids } from '../../../service-managers/control-group.ts';
import type { ServiceManager, UnitJournal, UnitState, UnitWeight } from '../../../service-managers/service-manager.ts';
import { compareMarkers, type Markers, readMarkers } from '../../undo/marker-files.ts';
import { isLinkOf, readLinkPlaces } from '../../undo/unit-links.ts';
import { watchUnit } from '../../watch/watch-unit.ts';
import type { ActEnd, OperationContext } from '../planned-act.ts';
import { listStuck } from '../process-target.ts';
import { followJob } from './follow-job.ts';
import { endOfService, type ServiceActed } from './service-end.ts';
import { isUp } from './unit-effects.ts';
import { settle } from './unit-state.ts';
import { linkVerbs, runningVerbs } from './unit-verbs.ts';

export type ServiceAct = {
	readonly verb: ServiceVerb;
	readonly manager: ServiceManager;
	/** As it is right before the act. */
	readonly before: UnitState;
	readonly weight: UnitWeight;
	readonly ports: readonly string[] | null;
	readonly command: Command;
};

/** Runs the command, follows the job that it became, and looks at what came of it. */
export async function carryOutService(context: OperationContext, act: ServiceAct, id: string): Promise<ActEnd> {
	const { transport, unitTimeoutMs: timeoutMs, sleep, otherHost } = context;
	const { verb, manager, before, command } = act;
	const unit = before.name;
	const startedMs = Date.now();
	const enabling = linkVerbs.has(verb) ? await readEnabling(context, act) : null;
	const outcome = await transport.act(id, command, { timeoutMs });
	const isReported = outcome.ok && outcome.value.exitCode === 0;
	const isQueued = manager.jobs !== undefined && runningVerbs.has(verb) && isReported;
	const job = isQueued ? await followJob(manager, unit, timeoutMs - (Date.now() - startedMs), sleep) : null;
	const isLate = job !== null || (!outcome.ok && outcome.error.code === 'timeout');
	const limitMs = timeoutMs - (Date.now() - startedMs);
	const settling = { verb, manager, unit, before, isReported, limitMs };
	const after = isLate ? await manager.show(unit) : await settle(settling, sleep);
	// An exit status that is only that of the queueing says little about a unit that is not up afterwards.
	const isUnclear = job === null && verb !== 'stop' && (!after.ok || !isUp(after.value));
	const journal = isQueued ? await readJournal(manager, unit, startedMs, isUnclear, sleep) : null;
	const jobResult = isUnclear ? (journal?.lastJob ?? null) : null;
	const stuck = isLate ? await listStuck(transport, await readOwnPids(context, act)) : [];
	const acted: ServiceActed = { verb, manager, before, after, outcome, job, jobResult, stuck, timeoutMs, otherHost };
	const end: ActEnd = { ...endOfService(acted), journal: journal?.lines ?? [] };
	if (end.lost !== undefined) return { ...end, lost: { unitBefore: before } };
	const isWatched = context.watchMs > 0;
	if (job !== null) return isWatched ? { ...end, watch: () => waitOn(context, act, startedMs) } : end;
	if (end.status !== 'succeeded')
		return isQueued && isWatched ? { ...end, watch: () => watchUnit(context, act, startedMs) } : end;
	return {
		...end,
		undo: enabling === null ? undoOfRunning(act) : await undoOfEnabling(context, act, enabling, end.output),
		...(runningVerbs.has(verb) && isWatched ? { watch: () => watchUnit(context, act, startedMs) } : {}),
	};
}

/** Its processes as they are; without a control group those that it had before. */
async function readOwnPids({ transport }: OperationContext, { before, weight }: ServiceAct) {
	const own = before.mainPid === null ? null : [before.mainPid];
	return (await readControlGroupPids(transport, before.controlGroup)) ?? weight.pids ?? own;
}

/** What was written of a job comes to the journal a moment after its end, later on a busy host: 1.5 s. */
const journalPausesMs = [100, 200, 400, 800];

/** Where the end of the job is what tells most, it is waited for. */
async function readJournal(
	{ jobs }: ServiceManager,
	unit: string,
	sinceMs: number,
	needsJob: boolean,
	sleep: (milliseconds: number) => Promise<void>,
): Promise<UnitJournal | null> {
	let journal = (await jobs?.readJournal(unit, sinceMs)) ?? null;
	for (const pauseMs of journalPausesMs) {
		if (!needsJob || journal === null || journal.lastJob !== null) break;
		await sleep(pauseMs);
		journal = (await jobs?.readJournal(unit, sinceMs)) ?? null;
	}
	return journal;
}

/** A job that outlasted its limit is followed so much longer, in the background. */
const patienceMs = 15 * 60_000;

async function waitOn(context: OperationContext, act: ServiceAct, startedMs: number) {
	const { manager, verb, before } = act;
	const unit = before.name;
	const job = await followJob(manager, unit, patienceMs, context.watchSleep);
	const after = await manager.show(unit);
	const seconds = Math.round((Date.now() - startedMs) / 1000);
	const acted = {
		verb,
		manager,
		before,
		after,
		outcome: { ok: true, value: blankOutcome } as const,
		job,
		jobResult: null,
		stuck: [],
		timeoutMs: Date.now() - startedMs,
		otherHost: context.otherHost,
	};
	const end = endOfService(acted);
	return { verdict: `After ${seconds} s: ${end.message}`, isGood: end.status === 'succeeded', state: end.after };
}

const blankOutcome = { exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0 };

/** A unit that went down comes back with those that went down with it; one that was started is stopped. */
function undoOfRunning({ verb, manager, before, weight }: ServiceAct): UndoRecord | null {
	// Nobody can start a transient unit again: it has no file.
	if (before.enabled === 'transient') return null;
	if (verb === 'stop' && isUp(before)) {
		return { kind: 'units', manager: manager.name, verb: 'start', units: [before.name, ...weight.dependents] };
	}
	if (verb === 'start' && !isUp(before)) {
		return { kind: 'units', manager: manager.name, verb: 'stop', units: [before.name] };
	}
	return null;
}

/** What says that units are enabled: links, and with some managers files. */
type Enabling = { readonly links: readonly Link[]; readonly markers: Markers };

async function readEnabling({ transport }: OperationContext, { manager, before }: ServiceAct): Promise<Enabling> {
	const [links, markers] = await Promise.all([
		readLinkPlaces(transport, manager),
		readMarkers(transport, manager, before.name),
	]);
	return { links, markers };
}

async function undoOfEnabling(
	context: OperationContext,
	act: ServiceAct,
	enabling: Enabling,
	printed: string,
): Promise<UndoRecord | null> {
	const now = await readEnabling(context, act);
	const about = { manager: act.manager.name, unit: act.before.name };
	const changed = compareLinks(enabling.links, now.links);
	const isOwn = (link: Link) => isLinkOf(link, about.unit, printed);
	const removed = changed.removed.filter(isOwn);
	const added = changed.added.filter(isOwn);
	if (removed.length + added.length > 0) return { kind: 'links', ...about, removed, added };
	const files = compareMarkers(enabling.markers, now.markers);
	return files.removed.length + files.added.length === 0 ? null : { kind: 'files', ...about, ...files };
}
