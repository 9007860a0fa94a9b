import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import { createRandom } from '../../support/mutate.ts';

const writer = fileURLToPath(new URL('../../support/log-writer.ts', import.meta.url));
let directory = '';

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-writers-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true });
});

/** Runs one writing process; `killAfter` lines it is killed. Answers the lines that it printed: what it was told is stored. */
function write(path: string, name: string, count: number, killAfter = Number.POSITIVE_INFINITY): Promise<string[]> {
	const child = spawn(process.execPath, [writer, path, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => {
		text += chunk.toString();
		if (text.split('\n').length > killAfter) child.kill('SIGKILL');
	});
	return new Promise((resolve) => child.once('close', () => resolve(text.split('\n').filter((line) => line !== ''))));
}

test('eight programs write at once, and every record is there', { timeout: 180_000 }, async () => {
	const path = join(directory, 'operations.db');
	const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
	await Promise.all(names.map((name) => write(path, name, 30)));
	const log = createOperationLog({ path, user: '0' });
	expect(await log.verify()).toMatchObject({ ok: true, value: { isIntact: true, events: 480 } });
	expect(await log.listOpen()).toEqual({ ok: true, value: [] });
	await log.close();
});

/** Kills a writer after so many lines, four times, and lets the last one end. Answers all lines. */
async function writeAndDie(path: string, name: string, random: () => number): Promise<readonly string[]> {
	const told: string[] = [];
	for (let kill = 0; kill < 4; kill++) {
		told.push(...(await write(path, `${name}${kill}`, 60, 1 + Math.floor(random() * 30))));
	}
	return [...told, ...(await write(path, `${name}z`, 10))];
}

test('eight writers that are killed again and again lose nothing and tear nothing', { timeout: 240_000 }, async () => {
	const path = join(directory, 'operations.db');
	const random = createRandom(5);
	const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
	const told = await Promise.all(names.map((name) => writeAndDie(path, name, random)));
	const log = createOperationLog({ path, user: '0' });
	const answer = await log.query({ limit: 10_000 });
	const kept = new Set(
		answer.ok ? answer.value.entries.flatMap(({ id, events }) => events.map(({ kind }) => `${kind} ${id}`)) : [],
	);
	expect(told.flat().filter((line) => !kept.has(line))).toEqual([]);
	expect(await log.verify()).toMatchObject({ ok: true, value: { isIntact: true } });
	await log.close();
});
