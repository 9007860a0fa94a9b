import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fail, succeed } from '../../source/domain/result.ts';
import type { PollTask } from '../../source/services/collectors/poller.ts';
import { type DebugLog, openDebugLog } from '../../source/services/debug-log.ts';
import { openTemporaryDirectory } from '../support/program.ts';

const task = (collect: PollTask['collect']): PollTask => ({
	name: 'top',
	cadence: 'live',
	deadlineMs: 1000,
	isWanted: () => true,
	collect,
});

async function linesOf(use: (log: DebugLog) => Promise<void> | void): Promise<{ lines: string[]; mode: number }> {
	using directory = openTemporaryDirectory();
	const path = join(directory.path, 'debug.log');
	const opened = openDebugLog(path, [/code-(\w+)/dg]);
	if (!opened.ok) throw new Error(opened.error.message);
	await use(opened.value);
	opened.value.close();
	return { lines: readFileSync(path, 'utf8').trimEnd().split('\n'), mode: statSync(path).mode & 0o777 };
}

test('every collection is a line with its name and how long it took', async () => {
	const { lines } = await linesOf(async (log) => {
		await log.watch(task(async () => succeed(1))).collect(AbortSignal.abort());
	});
	expect(lines).toHaveLength(1);
	expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z refresh top \d+\.\d ms$/);
});

test('a failure is told with its reason, made safe', async () => {
	const { lines } = await linesOf(async (log) => {
		await log.watch(task(async () => fail('timeout', 'no answer\u001B[2J'))).collect(AbortSignal.abort());
	});
	expect(lines[0]).toMatch(/refresh top \d+\.\d ms: timeout: no answer\^\[\[2J$/);
});

test('what the rules or the settings call a secret is hidden', async () => {
	const { lines } = await linesOf(async (log) => {
		log.note('ssh -o user:code-heron1@host --password heron2');
		await log.watch(task(async () => fail('failed', 'x https://a:heron3@b code-heron4'))).collect(AbortSignal.abort());
	});
	expect(lines[0]).toMatch(/code-\*\*\*@host --password \*\*\*$/);
	expect(lines[1]).toMatch(/x https:\/\/a:\*\*\*@b code-\*\*\*$/);
});

test('stretches of the main thread are told now and then', async () => {
	const { lines } = await linesOf(async (log) => {
		const watched = log.watch(task(async () => succeed(1)));
		for (let round = 0; round < 20; round++) await watched.collect(AbortSignal.abort());
	});
	expect(lines.at(-1)).toMatch(/longest stretch \d+\.\d ms$/);
});

test('only this user may read the file', async () => {
	const { mode } = await linesOf((log) => log.note('x'));
	expect(mode).toBe(0o600);
});

test('a file that cannot be written is refused in a sentence', () => {
	expect(openDebugLog('/proc/no/such/debug.log', [])).toMatchObject({
		ok: false,
		error: { code: 'refused', message: 'The debug file /proc/no/such/debug.log cannot be written (ENOENT)' },
	});
});
