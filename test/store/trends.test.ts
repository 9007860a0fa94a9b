import { expect, it } from 'vitest';
import type { Reading } from '../../source/domain/reading.ts';
import type { TopData } from '../../source/domain/top.ts';
import { createConsoleStore, sinkOf } from '../../source/store/console-store.ts';
import { busyPercentOf, noTopTrends, trendCap, trendsAfter, usedPercentOf } from '../../source/store/trends.ts';
import { sampleTop } from '../support/sample-top.ts';

const ready = (data: TopData): Reading<{ data: TopData }> => ({ state: 'ready', value: { data }, takenAtMs: 0 });

it('adds a value of each figure when a reading arrives', () => {
	const trends = trendsAfter(noTopTrends, ready(sampleTop()));
	expect(trends.cpuPercent.values).toEqual([18.3]);
	expect(trends.memoryPercent.values[0]).toBeCloseTo(48.1, 0);
	expect(trends.diskBytesPerSecond.values).toEqual([1_575_731]);
});

it('leaves a gap for a poll that failed and nothing before the first', () => {
	expect(trendsAfter(noTopTrends, { state: 'waiting' })).toBe(noTopTrends);
	const stale: Reading<{ data: TopData }> = {
		state: 'stale',
		value: { data: sampleTop() },
		takenAtMs: 0,
		error: { code: 'timeout', message: 'No answer.' },
	};
	expect(trendsAfter(noTopTrends, stale).cpuPercent.values).toEqual([null]);
});

it('forgets what is older than its cap', () => {
	let trends = noTopTrends;
	for (let index = 0; index < trendCap + 5; index++) trends = trendsAfter(trends, ready(sampleTop()));
	expect([trends.cpuPercent.values.length, trends.cpuPercent.count]).toEqual([trendCap, trendCap + 5]);
});

it('is kept by the store as readings arrive', () => {
	const store = createConsoleStore({
		host: 'web1',
		user: 'admin',
		isRoot: false,
		isProtected: false,
		isReadOnly: false,
		tab: 'top',
		intervalMs: 2000,
	});
	sinkOf(store)('top', ready(sampleTop()));
	sinkOf(store)('host', { state: 'waiting' });
	expect(store.getState().trends.cpuPercent.count).toBe(1);
});

it('knows no share of what is not there', () => {
	expect(usedPercentOf({ totalBytes: 0, usedBytes: 0 })).toBeNull();
	expect(busyPercentOf({ ...sampleTop().cpu, idlePercent: null })).toBeNull();
});
