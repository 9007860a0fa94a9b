import { describe, expect, test } from 'vitest';
import { createViewTasks, type ViewTaskParts } from '../../source/compose/view-tasks.ts';
import { createFactReaders } from '../../source/services/collectors/host/readers.ts';
import { createHostCollector } from '../../source/services/collectors/host-collector.ts';
import { createPoller } from '../../source/services/collectors/poller.ts';
import { createUserNames } from '../../source/services/collectors/user-names.ts';
import type { OperationLog } from '../../source/services/operation-log/operation-log.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakeTransport } from '../support/fake-transport.ts';

function setUp(more: Partial<ViewTaskParts> = {}) {
	const transport = createFakeTransport({
		files: { '/proc/uptime': '10.0 5.0\n', '/proc/loadavg': '0.1 0.2 0.3 1/2 3\n', '/proc/stat': 'cpu 1 2 3 4\n' },
		scan: () => ({ monotonicMs: 0, processes: [], malformed: 0, hidden: null }),
		socketOwners: () => ({ pidsByInode: new Map(), unreadablePids: [] }),
	});
	const logCalls: string[] = [];
	const log = new Proxy({} as OperationLog, {
		get: (_, name) => async () => {
			logCalls.push(String(name));
			return { ok: true, value: { entries: [], malformed: 0, unseen: 0, unseenFailed: 0 } };
		},
	});
	const { tasks } = createViewTasks({
		transport,
		userNames: createUserNames(transport),
		managers: { find: async () => ({ managers: [], problems: [] }) },
		isLocal: true,
		host: createHostCollector({ readers: createFactReaders() }),
		log,
		hasLog: () => false,
		secrets: [],
		needs: () => ({}),
		historyQuery: () => ({}),
		intervalMs: () => 2000,
		...more,
	});
	const clock = createFakeClock();
	const names: string[] = [];
	const states = new Map<string, string>();
	const sink = (name: string, reading: { readonly state: string }) => {
		names.push(name);
		states.set(name, reading.state);
	};
	const poller = createPoller({ tasks, sink, front: 'top', intervalMs: 2000, clock });
	return { clock, poller, transport, names, states, logCalls };
}

describe('the readings of the console', () => {
	test('of processes are taken while the Top tab is in front, and by nobody else', async () => {
		const { clock, poller, transport, states } = setUp();
		poller.start();
		await clock.pass(4100);
		expect(states.get('top')).toBe('ready');
		expect(transport.count('scanProcesses')).toBe(3);
		poller.setFront('history');
		await clock.pass(60_000);
		expect(transport.count('scanProcesses')).toBe(3);
		expect(transport.count('findSocketOwners')).toBe(0);
		poller.stop();
	});

	test('of a hidden console are a few files an interval', async () => {
		const { clock, poller, transport, names } = setUp();
		poller.setFront('history');
		poller.start();
		await clock.pass(2100);
		const before = transport.calls.length;
		await clock.pass(20_000);
		expect(transport.calls.length - before).toBeLessThanOrEqual(10 * 2 + 5);
		expect(new Set(names)).toEqual(new Set(['summary', 'failedUnits', 'history', 'historyBadge']));
		poller.stop();
	});

	test('do not ask a log that is not there', async () => {
		const { clock, poller, logCalls, states } = setUp();
		poller.setFront('history');
		poller.start();
		await clock.pass(30_000);
		expect(logCalls).toEqual([]);
		expect(states.get('history')).toBe('ready');
		poller.stop();
	});

	test('of the log are taken where it is there', async () => {
		const { clock, poller, logCalls } = setUp({ hasLog: () => true });
		poller.start();
		await clock.pass(5100);
		expect(logCalls).toEqual(['badge', 'badge']);
		poller.stop();
	});

	test('count failed units every 30 s at most', async () => {
		const { clock, poller, names } = setUp();
		poller.start();
		await clock.pass(61_000);
		expect(names.filter((name) => name === 'failedUnits')).toHaveLength(3);
		poller.stop();
	});
});
