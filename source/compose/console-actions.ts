import type { Actions } from '../domain/actions.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import type { HistoryQuery } from '../domain/history.ts';
import { maskLine, type SecretPatterns } from '../domain/secrets.ts';
import type { ViewNeeds } from '../domain/views.ts';
import type { Poller } from '../services/collectors/poller.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { Preferences } from '../services/settings/preferences.ts';
import type { Transport } from '../services/transports/transport.ts';

export type ConsoleActionParts = {
	readonly transport: Transport;
	readonly managers: Managers;
	readonly log: OperationLog;
	readonly operations: () => Promise<Operations>;
	readonly preferences: Preferences;
	/** What the settings add to what is masked. */
	readonly secrets: SecretPatterns;
	/** Who is asked for the password that sudo wants. */
	readonly askPassword: AskPassword;
	readonly poller: () => Poller;
	readonly setNeeds: (needs: ViewNeeds) => void;
	readonly setHistoryQuery: (query: HistoryQuery) => void;
	/** Whether a row of the process table stands without its user or arguments, because it was not on screen before. */
	readonly lacksFacts: (key: number) => boolean;
	readonly readProcess: Actions['readProcess'];
	readonly checkHistory: Actions['checkHistory'];
};

/** Rows that came on screen without their arguments get them within this time, however long the interval is. */
const newRowsMs = 60;

/** Whether the next refresh is too far off. Rows that only changed places are no reason: that would never end. */
function isNewQuestion(
	now: NonNullable<ViewNeeds['top']>,
	before: ViewNeeds['top'],
	lacksFacts: (key: number) => boolean,
): boolean {
	if (before !== undefined && (now.sort !== before.sort || (now.needsAllFacts && !before.needsAllFacts))) return true;
	const seen = new Set(before?.visibleKeys);
	return now.visibleKeys.some((key) => !seen.has(key) && lacksFacts(key));
}

/** Lines that were typed are kept in a file: a filter, a command of the palette. */
function hideIn(value: unknown, secrets: SecretPatterns): unknown {
	if (!Array.isArray(value)) return value;
	return value.map((item) => (typeof item === 'string' ? maskLine(item, secrets) : item));
}

/** What screens may ask for, over the services of one host. Services that are rarely needed are loaded with the first question. */
export function createConsoleActions(parts: ConsoleActionParts): Actions {
	const { transport, managers, log, preferences } = parts;
	let operations: Operations | null = null;
	let isPaused = false;
	let lastTop: ViewNeeds['top'];

	async function loadOperations(): Promise<Operations> {
		operations ??= await parts.operations();
		return operations;
	}

	function refreshHistory(): void {
		parts.poller().refresh('historyBadge');
		parts.poller().refresh();
	}

	return {
		setNeeds(tab, needs) {
			parts.setNeeds(needs);
			parts.poller().setFront(tab);
			const { top } = needs;
			if (top === undefined) return;
			if (!isPaused && isNewQuestion(top, lastTop, parts.lacksFacts)) parts.poller().refreshWithin('top', newRowsMs);
			lastTop = top;
		},
		refresh: () => parts.poller().refresh(),
		setPaused(next) {
			isPaused = next;
			parts.poller().setPaused(next);
		},
		setInterval: (intervalMs) => parts.poller().setInterval(intervalMs),

		async plan(operation) {
			const plan = await (await loadOperations()).plan(operation);
			// A refusal is on record too.
			if (!plan.ok) refreshHistory();
			return plan;
		},
		async perform(plan, confirmation) {
			const result = await (await loadOperations()).perform(plan, confirmation, parts.askPassword);
			refreshHistory();
			return result;
		},
		async performAll(plans, confirmation) {
			const results = await (await loadOperations()).performAll(plans, confirmation, parts.askPassword);
			refreshHistory();
			return results;
		},
		discard(plan) {
			operations?.discard(plan);
		},
		look: async (plan) => (await operations?.look(plan)) ?? null,
		async observe(id) {
			const seen = (await operations?.observe(id)) ?? null;
			if (seen !== null) refreshHistory();
			return seen;
		},
		openOperations: () => operations?.openOperations() ?? 0,

		readProcess: parts.readProcess,
		async readUnit(manager, name) {
			const { readUnitDetail } = await import('../services/collectors/unit-detail.ts');
			return readUnitDetail(transport, managers, manager, name, parts.secrets);
		},
		async readUnitLog(manager, name, lines) {
			const { readUnitLog } = await import('../services/collectors/unit-log.ts');
			return readUnitLog(transport, managers, manager, name, lines, parts.secrets);
		},
		async readConnection(socket) {
			const { readConnectionDetail } = await import('../services/collectors/connection-detail.ts');
			return readConnectionDetail(transport, socket);
		},

		queryHistory(query) {
			parts.setHistoryQuery(query);
			parts.poller().refresh('history');
		},
		async checkHistory(onProgress) {
			const check = await parts.checkHistory(onProgress);
			if (check.ok && !check.value.isIntact) refreshHistory();
			return check;
		},
		async markSeen(ids) {
			const result = await log.markSeen(ids);
			refreshHistory();
			return result;
		},

		remember: (key, value) => preferences.remember(key, hideIn(value, parts.secrets)),
		recall: preferences.recall,
	};
}
