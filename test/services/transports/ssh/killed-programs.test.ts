/** What a program of the host told before it was killed is a part, and is never taken for the whole. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRemote, withPath } from '../../../support/remote-transport.ts';

// What ends a group looks for a second and more, on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 30_000 });

/** A transport whose host has one program that is killed after it told so many bytes, until it is mended. */
function openWith(tool: string, bytes: number) {
	const bin = mkdtempSync(join(tmpdir(), 'opsdash-killed-'));
	onTestFinished(() => rmSync(bin, { recursive: true, force: true }));
	const script = `#!/bin/sh\nPATH=/usr/bin:/bin\n${tool} "$@" 2>/dev/null | head -c ${bytes}\nkill -KILL $$\n`;
	writeFileSync(join(bin, tool), script, { mode: 0o755 });
	const { transport } = openRemote({ onWrite: withPath(bin) });
	return { transport, mend: () => rmSync(join(bin, tool)) };
}

const brokenOff = { ok: false, error: { code: 'failed', message: expect.stringMatching(/broke off/) } };

test.each([
	['awk', 3000],
	['awk', 0],
	['grep', 20],
] as const)('processes: %s killed after %i bytes', async (tool, bytes) => {
	const { transport, mend } = openWith(tool, bytes);
	expect(await transport.scanProcesses({ facts: ['uid'] })).toMatchObject(brokenOff);
	mend();
	const scan = await transport.scanProcesses({ facts: ['uid'] });
	if (!scan.ok) throw new Error(scan.error.message);
	expect(scan.value.processes.map(({ pid }) => pid)).toEqual(expect.arrayContaining([1, process.pid]));
	expect(scan.value.malformed).toBe(0);
});

test.each([0, 20, 3000])('names in a directory: find killed after %i bytes', async (bytes) => {
	const { transport } = openWith('find', bytes);
	expect(await transport.listDirectory('/proc')).toMatchObject(brokenOff);
});

test.each([0, 5])('targets of links: find killed after %i bytes', async (bytes) => {
	const { transport } = openWith('find', bytes);
	expect(await transport.readLinks(['/proc/self/cwd', '/nope'])).toMatchObject([brokenOff, brokenOff]);
});

test.each([
	['find', 100],
	['awk', 10],
] as const)('owners of sockets: %s killed after %i bytes', async (tool, bytes) => {
	const { transport } = openWith(tool, bytes);
	expect(await transport.findSocketOwners({ inodes: [1] })).toMatchObject(brokenOff);
});

test('files: grep killed in the middle', async () => {
	const { transport } = openWith('grep', 100);
	const [whole, torn, unread] = await transport.readFiles(['/proc/loadavg', '/proc/stat', '/nope']);
	expect(whole).toMatchObject({ ok: true });
	for (const each of [torn, unread]) expect(each).toMatchObject(brokenOff);
});

test('an outcome that was not looked for to the end is not said to be lost', async () => {
	const { transport } = openWith('grep', 0);
	expect(await transport.recoverAct('act-1')).toMatchObject(brokenOff);
});

test('processes that could not be looked for are not said to be ended', async () => {
	const { transport } = openWith('grep', 0);
	const late = await transport.act(`act-${process.pid}`, { file: 'sleep', args: ['300'] }, { timeoutMs: 200 });
	expect(late).toMatchObject({ ok: false, error: { message: expect.stringContaining('may still be running') } });
});
