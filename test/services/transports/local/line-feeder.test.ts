import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLineFeeder } from '../../../../source/services/transports/local/line-feeder.ts';

test('one child takes every line, and ends when the lines do', async () => {
	const directory = mkdtempSync(join(tmpdir(), 'opsdash-feed-'));
	const file = join(directory, 'out');
	const troubles: string[] = [];
	const script = 'echo "started" >> "$1"; cat >> "$1"; echo "ended" >> "$1"';
	const feeder = createLineFeeder({ file: 'sh', args: ['-c', script, 'sh', file] }, (why) => troubles.push(why));
	for (let line = 1; line <= 100; line++) feeder.feed(`line ${line}`);
	feeder.close();
	const read = () => readFileSync(file, 'utf8').trim().split('\n');
	await vi.waitFor(() => expect(read().at(-1)).toBe('ended'), { timeout: 5000 });
	expect(read()).toHaveLength(102);
	expect(read().slice(0, 2)).toEqual(['started', 'line 1']);
	expect(troubles).toEqual([]);
	rmSync(directory, { recursive: true });
});

test('a program that is not there is told once, and the lines are dropped', async () => {
	const troubles: string[] = [];
	const feeder = createLineFeeder({ file: 'no-such-logger', args: [] }, (why) => troubles.push(why));
	feeder.feed('one');
	await vi.waitFor(() => expect(troubles).toEqual(['no-such-logger: not found']), { timeout: 15_000 });
	feeder.feed('two');
	feeder.close();
	expect(troubles).toHaveLength(1);
});

test('a child that ends early, or complains, is told once', async () => {
	const troubles: string[] = [];
	const feeder = createLineFeeder({ file: 'sh', args: ['-c', 'echo no socket >&2; exit 1'] }, (why) =>
		troubles.push(why),
	);
	feeder.feed('one');
	await vi.waitFor(() => expect(troubles).toHaveLength(1), { timeout: 15_000 });
	feeder.feed('two');
	feeder.close();
	expect(troubles).toHaveLength(1);
});

test('nothing is started before there is a line', () => {
	const troubles: string[] = [];
	createLineFeeder({ file: 'no-such-logger', args: [] }, (why) => troubles.push(why)).close();
	expect(troubles).toEqual([]);
});

test('a child that does not read delays nobody', () => {
	const troubles: string[] = [];
	const feeder = createLineFeeder({ file: 'sleep', args: ['5'] }, (why) => troubles.push(why));
	const startedMs = performance.now();
	for (let line = 0; line < 5000; line++) feeder.feed('x'.repeat(200));
	expect(performance.now() - startedMs).toBeLessThan(1000);
	expect(troubles).toEqual(['sleep: it does not take the lines']);
	feeder.close();
});
