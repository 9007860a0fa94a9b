import { setImmediate } from 'node:timers/promises';
import { buildHistory } from '../documents/history.ts';
import { buildHost } from '../documents/host.ts';
import { joinNetInSteps, type NetMemory } from '../documents/net.ts';
import { buildServices } from '../documents/services.ts';
import { buildTop, type TopDocument } from '../documents/top.ts';
import type { HistoryQuery } from '../domain/history.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { type Result, succeed } from '../domain/result.ts';
import type { SecretPatterns } from '../domain/secrets.ts';
import type { ServicesData } from '../domain/services.ts';
import type { ViewNeeds } from '../domain/views.ts';
import type { HostCollector } from '../services/collectors/host-collector.ts';
import { createNetworkCollector } from '../services/collectors/network-collector.ts';
import type { PollTask } from '../services/collectors/poller.ts';
import { createFailedUnitsCollector, createServicesCollector } from '../services/collectors/services-collector.ts';
import { createSummaryCollector } from '../services/collectors/summary-collector.ts';
import { createTopCollector } from '../services/collectors/top-collector.ts';
import { createTopFallback } from '../services/collectors/top-fallback.ts';
import type { AccountNames } from '../services/collectors/user-names.ts';
import { runInSlices } from '../services/in-slices.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { Transport } from '../services/transports/transport.ts';

export type ViewTaskParts = {
	readonly transport: Transport;
	readonly userNames: AccountNames;
	readonly managers: Managers;
	readonly host: HostCollector;
	/** This machine: without /proc the runtime's own figures stand in. */
	readonly isLocal: boolean;
	readonly log: OperationLog;
	/** Whether the log's file is there: without one there is nothing to ask for, and no worker to start. */
	readonly hasLog: () => boolean;
	readonly secrets: SecretPatterns;
	readonly needs: () => ViewNeeds;
	readonly historyQuery: () => HistoryQuery;
	/** Between two refreshes, as it is now. */
	readonly intervalMs: () => number;
};

/** The readings of the console: collector, then document. Each measures its rates against the document before it. */
export type ViewTasks = {
	readonly tasks: readonly PollTask[];
	/** The last document of the processes, which knows what of each row was read. */
	readonly lastTop: () => TopDocument | null;
};

/** The name of the task that counts failed units; its value stands in the summary. */
export const failedUnitsTask = 'failedUnits';

const always = () => true;
const hostDeadlineMs = 30_000;
const liveDeadlineMs = 10_000;
const historyPeriodMs = 5000;
/**
 * Reading 100,000 sockets costs the kernel as much as `ss` takes in all: it gets a fortieth of a core at most, and the interval
 * stretches. Of another host the time that an answer takes says nothing about that.
 */
const manySockets = 20_000;
const manySocketsRestFactor = 40;
/** Rates are kept as they are when a refresh follows the one before so soon. */
const soonMs = 250;

export function createViewTasks(parts: ViewTaskParts): ViewTasks {
	const top = createTopTask(parts);
	let failedUnits: number | null = null;
	const summary = createSummaryCollector({ failedUnits: () => failedUnits });
	const failed = createFailedUnitsCollector({ managers: parts.managers });
	const tasks: readonly PollTask[] = [
		{
			name: 'summary',
			cadence: 'live',
			deadlineMs: liveDeadlineMs,
			isWanted: always,
			collect: (signal) => summary.collect(parts.transport, undefined, signal),
		},
		{
			name: failedUnitsTask,
			cadence: failed.cadence,
			deadlineMs: hostDeadlineMs,
			// The Services tab itself reads every unit more often than that.
			isWanted: (front) => front !== 'services',
			async collect(signal) {
				const count = await failed.collect(parts.transport, undefined, signal);
				failedUnits = count.ok ? count.value : null;
				return count;
			},
		},
		top.task,
		createNetworkTask(parts),
		createHostTask(parts),
		createServicesTask(parts, (count) => {
			failedUnits = count;
		}),
		...createHistoryTasks(parts),
	];
	return { tasks, lastTop: top.last };
}

function createTopTask(parts: ViewTaskParts): { readonly task: PollTask; readonly last: () => TopDocument | null } {
	const collector = createTopCollector({
		userNames: parts.userNames,
		...(parts.isLocal ? { readWithoutProc: createTopFallback() } : {}),
	});
	let last: TopDocument | null = null;
	const task: PollTask = {
		name: 'top',
		cadence: 'live',
		deadlineMs: liveDeadlineMs,
		isWanted: (front) => front === 'top',
		async collect(signal) {
			const { visibleKeys = [], sort = 'cpu', needsAllFacts = false } = parts.needs().top ?? {};
			// A refresh so soon after the last one is for rows that came into view: what is missing of them is read, and no more.
			const maxAgeMs = Math.min(soonMs, parts.intervalMs() / 2);
			const request = { visibleKeys, sort, needsAllFacts, maxAgeMs };
			const reading = await collector.collect(parts.transport, request, signal);
			if (!reading.ok) return reading;
			// The scan, the document and the frame each get a turn of their own: a key press need not wait for all of them.
			await setImmediate();
			last = buildTop(reading.value, last, { secrets: parts.secrets });
			await setImmediate();
			return succeed({ data: last.data, problems: last.problems });
		},
	};
	return { task, last: () => last };
}

function createNetworkTask(parts: ViewTaskParts): PollTask {
	const collector = createNetworkCollector({ readUserNames: parts.userNames.read });
	let memory: NetMemory | null = null;
	return {
		name: 'network',
		cadence: 'live',
		deadlineMs: liveDeadlineMs,
		restFactor: () => (parts.isLocal && (memory?.data.sockets.length ?? 0) > manySockets ? manySocketsRestFactor : 2),
		isWanted: (front) => front === 'network',
		async collect(signal) {
			const withUnix = parts.needs().network?.withUnix ?? false;
			const sample = await collector.collect(parts.transport, { withUnix }, signal);
			if (!sample.ok) return sample;
			const join = await runInSlices(joinNetInSteps(sample.value, memory));
			memory = join.memory;
			return succeed({ data: join.data, problems: join.problems });
		},
	};
}

function createHostTask(parts: ViewTaskParts): PollTask {
	return {
		name: 'host',
		cadence: parts.host.cadence,
		deadlineMs: hostDeadlineMs,
		isWanted: (front) => front === 'host',
		async collect(signal) {
			// What is late is pushed when it arrives: the quick facts do not wait for it.
			const facts = await parts.host.collect(parts.transport, { waitMs: 150 }, signal);
			return facts.ok ? succeed(viewOfHost(facts.value)) : facts;
		},
	};
}

export function viewOfHost(facts: HostFacts): ReturnType<typeof buildHost> {
	return buildHost(facts);
}

function createServicesTask(parts: ViewTaskParts, onFailed: (count: number) => void): PollTask {
	const collector = createServicesCollector({ managers: parts.managers });
	let last: ServicesData | null = null;
	return {
		name: 'services',
		cadence: collector.cadence,
		deadlineMs: hostDeadlineMs,
		isWanted: (front) => front === 'services',
		async collect(signal) {
			const reading = await collector.collect(parts.transport, undefined, signal);
			if (!reading.ok) return reading;
			const view = buildServices(reading.value, last);
			last = view.data;
			onFailed(view.data.units.filter(({ activeState }) => activeState === 'failed').length);
			return succeed(view);
		},
	};
}

function createHistoryTasks({ log, hasLog, historyQuery }: ViewTaskParts): readonly PollTask[] {
	return [
		{
			name: 'history',
			cadence: historyPeriodMs,
			deadlineMs: liveDeadlineMs,
			isWanted: (front) => front === 'history',
			async collect() {
				if (!hasLog()) return succeed(buildHistory({ entries: [], malformed: 0, gaps: [] }));
				const answer = await log.query(historyQuery());
				return answer.ok ? succeed(buildHistory(answer.value)) : answer;
			},
		},
		{
			name: 'historyBadge',
			cadence: historyPeriodMs,
			deadlineMs: liveDeadlineMs,
			isWanted: always,
			collect: (): Promise<Result<unknown>> =>
				hasLog() ? log.badge() : Promise.resolve(succeed({ unseen: 0, unseenFailed: 0 })),
		},
	];
}
