import { describe, expect, test } from 'vitest';
import { createConsoleActions } from '../../source/compose/console-actions.ts';
import type { ViewNeeds } from '../../source/domain/views.ts';
import type { Poller } from '../../source/services/collectors/poller.ts';
import type { OperationLog } from '../../source/services/operation-log/operation-log.ts';
import { createFakeTransport } from '../support/fake-transport.ts';

function setUp(lacking: readonly number[] = []) {
	const calls: string[] = [];
	const remembered: unknown[] = [];
	const note =
		(name: string) =>
		(...args: readonly unknown[]) =>
			void calls.push([name, ...args].join(' '));
	const poller: Poller = {
		start: note('start'),
		stop: note('stop'),
		setFront: note('setFront'),
		lookAgain: note('lookAgain'),
		setInterval: note('setInterval'),
		setPaused: note('setPaused'),
		refresh: note('refresh'),
		refreshWithin: note('refreshWithin'),
	};
	const actions = createConsoleActions({
		transport: createFakeTransport(),
		managers: { find: async () => ({ managers: [], problems: [] }) },
		checkHistory: async () => ({ ok: true, value: { isIntact: true, lines: [] } }),
		log: { markSeen: async () => ({ ok: true, value: undefined }) } as unknown as OperationLog,
		operations: async () => {
			throw new Error('not asked for here');
		},
		preferences: {
			recall: () => undefined,
			remember: (_, value) => void remembered.push(value),
			notice: () => null,
			flush: async () => {},
		},
		askPassword: async () => null,
		secrets: [/code-(\w+)/dg],
		poller: () => poller,
		setNeeds: () => {},
		setHistoryQuery: note('setHistoryQuery'),
		lacksFacts: (key) => lacking.includes(key),
		readProcess: async () => {
			throw new Error('not asked for here');
		},
	});
	const needs = (visibleKeys: readonly number[], sort = 'cpu'): ViewNeeds => ({
		top: { visibleKeys, sort, showThreads: false, needsAllFacts: false },
	});
	const soon = () => calls.filter((call) => call.startsWith('refreshWithin')).length;
	return { actions, calls, remembered, needs, soon };
}

describe('what screens ask for', () => {
	test('is read soon when rows come on screen that were never read', () => {
		const { actions, needs, soon } = setUp([3]);
		actions.setNeeds('top', needs([1, 2]));
		actions.setNeeds('top', needs([1, 2, 3]));
		expect(soon()).toBe(1);
	});

	test('waits for the interval when rows only changed places', () => {
		const { actions, needs, soon } = setUp([1, 2]);
		actions.setNeeds('top', needs([1, 2]));
		const first = soon();
		for (let n = 0; n < 100; n++) actions.setNeeds('top', needs(n % 2 === 0 ? [2, 1] : [1, 2]));
		expect(soon()).toBe(first);
	});

	test('is read soon when another column sorts, but not while paused', () => {
		const { actions, needs, soon } = setUp();
		actions.setNeeds('top', needs([1]));
		actions.setNeeds('top', needs([1], 'memory'));
		expect(soon()).toBe(1);
		actions.setPaused(true);
		actions.setNeeds('top', needs([1], 'time'));
		expect(soon()).toBe(1);
	});

	test('of the log is read again when something was seen', async () => {
		const { actions, calls } = setUp();
		await actions.markSeen('all');
		expect(calls).toContain('refresh historyBadge');
	});

	test('leaves no act open where none was planned', () => {
		expect(setUp().actions.openOperations()).toBe(0);
	});
});

test('lines that were typed are kept without their secrets', () => {
	const { actions, remembered } = setUp();
	actions.remember('palette.history', ['filter --password hunter2', 'filter code-hunter2', 'sort cpu']);
	actions.remember('tab', 'top');
	expect(remembered).toEqual([['filter --password ***', 'filter code-***', 'sort cpu'], 'top']);
});
