import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { onlyPath, openRemote } from '../../../support/remote-transport.ts';
import { testWhen } from '../../../support/requires.ts';

const longMs = 20_000;
vi.setConfig({ testTimeout: 60_000 });
/** Outcomes of earlier runs may still wait to be asked for. */
const run = String(process.pid);

function makeDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), 'opsdash-remote-'));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

/** Command lines that hold this word. */
function processesWith(word: string): readonly number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(word);
			} catch {
				return false;
			}
		});
}

async function untilGone(word: string): Promise<void> {
	await vi.waitFor(() => expect(processesWith(word)).toEqual([]), { timeout: longMs, interval: 50 });
}

/** A number that no other process has for an argument. */
const uniqueSeconds = () => String(100_000 + Math.floor(Math.random() * 900_000));

describe('what runs on another host', () => {
	test('ends when its time is over, and other questions go on meanwhile', async () => {
		const { transport } = openRemote();
		const seconds = uniqueSeconds();
		const stuck = transport.run({ file: 'sleep', args: [seconds] }, { timeoutMs: 1500 });
		const [live] = await transport.readFiles(['/proc/uptime']);
		expect(live).toMatchObject({ ok: true });
		expect(await transport.run({ file: 'true', args: [] }, { timeoutMs: longMs })).toMatchObject({ ok: true });
		expect(await stuck).toMatchObject({ ok: false, error: { code: 'timeout' } });
		await untilGone(seconds);
	});

	test('ends when it is withdrawn, and when its stream is', async () => {
		const { transport } = openRemote();
		const seconds = uniqueSeconds();
		const controller = new AbortController();
		const ran = transport.run({ file: 'sleep', args: [seconds] }, { timeoutMs: longMs }, controller.signal);
		await vi.waitFor(() => expect(processesWith(seconds).length).toBeGreaterThan(0), { timeout: longMs });
		controller.abort();
		expect(await ran).toMatchObject({ ok: false, error: { code: 'cancelled' } });
		const lines: string[] = [];
		const stop = new AbortController();
		const script = `echo one; echo two; sleep ${seconds}`;
		const followed = transport.stream(
			{ file: 'sh', args: ['-c', script] },
			{ onLine: (line) => lines.push(line) > 1 && stop.abort() },
			stop.signal,
		);
		expect(await followed).toMatchObject({ ok: false, error: { code: 'cancelled' } });
		expect(lines).toEqual(['one', 'two']);
		await untilGone(seconds);
	});

	test('ends with the connection, as the agent does', async () => {
		const { transport, shells } = openRemote();
		const seconds = uniqueSeconds();
		const ran = transport.run({ file: 'sleep', args: [seconds] }, { timeoutMs: longMs });
		await vi.waitFor(() => expect(processesWith(seconds).length).toBeGreaterThan(0), { timeout: longMs });
		shells.close();
		expect(await ran).toMatchObject({ ok: false, error: { code: 'unreachable' } });
		await untilGone(seconds);
		expect(shells.openCount()).toBe(0);
	});

	test('answers though something that it left behind holds its output', async () => {
		const { transport } = openRemote();
		const seconds = uniqueSeconds();
		const ran = await transport.run(
			{ file: 'sh', args: ['-c', `sleep ${seconds} & echo done`] },
			{ timeoutMs: longMs },
		);
		expect(ran).toMatchObject({ ok: true, value: { exitCode: 0, stdout: 'done\n' } });
		await untilGone(seconds);
	});

	test('keeps the ends of an output that is too long', async () => {
		const { transport } = openRemote();
		const script = 'i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done';
		const ran = await transport.run({ file: 'sh', args: ['-c', script] }, { timeoutMs: longMs, maxBytes: 1000 });
		if (!ran.ok) throw new Error(ran.error.message);
		expect(ran.value.truncated).toBe(true);
		expect(ran.value.stdout).toMatch(/^line 0\n[\s\S]*bytes left out[\s\S]*line 2999\n$/);
	});

	test('is told as not found where there is no such program', async () => {
		const { transport } = openRemote();
		const missing = {
			ok: false,
			error: { code: 'not-found', message: 'the command nosuch was not found on elsewhere' },
		};
		expect(await transport.run({ file: 'nosuch', args: [] }, { timeoutMs: longMs })).toEqual(missing);
		expect(await transport.act(`act-2-${run}`, { file: 'nosuch', args: [] }, { timeoutMs: longMs })).toEqual(missing);
	});
});

test('daemons of another host are found by name in the table of the last scan, and nothing runs there for it', async () => {
	const { transport } = openRemote();
	const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
	onTestFinished(() => void child.kill('SIGKILL'));
	await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toBe('sleep\n'), { timeout: 15_000 });
	expect(await transport.findByName?.('sleep')).toBeNull();
	await transport.scanProcesses({ facts: [] });
	expect(await transport.findByName?.('sleep')).toContain(child.pid);
	expect(await transport.findByName?.('no-such-daemon')).toEqual([]);
});

describe('an act on another host', () => {
	test('is ended with all its processes when its time is over', async () => {
		const { transport } = openRemote();
		const seconds = uniqueSeconds();
		const script = `trap '' TERM; sleep ${seconds} & sleep ${seconds}; sleep ${seconds}`;
		const acted = await transport.act(`act-3-${run}`, { file: 'sh', args: ['-c', script] }, { timeoutMs: 500 });
		expect(acted).toMatchObject({
			ok: false,
			error: { code: 'timeout', message: expect.stringContaining('were ended') },
		});
		await untilGone(seconds);
	});

	test('goes on when the connection is lost, and tells later how it ended', async () => {
		const { transport, shells } = openRemote();
		const directory = makeDirectory();
		const gate = join(directory, 'gate');
		const script = `while ! [ -e ${gate} ]; do sleep 0.1; done; exit 7`;
		const acted = transport.act(`act-4-${run}`, { file: 'sh', args: ['-c', script] }, { timeoutMs: longMs });
		await vi.waitFor(() => expect(processesWith(script).length).toBeGreaterThan(0), { timeout: longMs });
		shells.close();
		expect(await acted).toMatchObject({
			ok: false,
			error: { code: 'unreachable', message: expect.stringContaining('outcome unknown') },
		});
		expect(await transport.recoverAct(`act-4-${run}`)).toEqual({ ok: true, value: null });
		writeFileSync(gate, '');
		await vi.waitFor(
			async () =>
				expect(await transport.recoverAct(`act-4-${run}`)).toMatchObject({ ok: true, value: { exitCode: 7 } }),
			{ timeout: longMs },
		);
		expect(await transport.recoverAct(`act-5-${run}`)).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('ends with the connection when it is bound to it', async () => {
		const { transport, shells } = openRemote();
		const seconds = uniqueSeconds();
		const options = { timeoutMs: longMs, endsWithConnection: true };
		const acted = transport.act(`act-6-${run}`, { file: 'sleep', args: [seconds] }, options);
		await vi.waitFor(() => expect(processesWith(seconds).length).toBeGreaterThan(0), { timeout: longMs });
		shells.close();
		expect(await acted).toMatchObject({ ok: false, error: { code: 'unreachable' } });
		await untilGone(seconds);
	});

	test('leaves nothing behind when its end was heard', async () => {
		const { transport } = openRemote();
		expect(await transport.act(`act-7-${run}`, { file: 'true', args: [] }, { timeoutMs: longMs })).toMatchObject({
			ok: true,
		});
		await vi.waitFor(
			async () =>
				expect(await transport.recoverAct(`act-7-${run}`)).toMatchObject({ ok: false, error: { code: 'not-found' } }),
			{ timeout: longMs },
		);
	});
});

describe('a process held on another host', () => {
	function startTarget(): ChildProcess & { readonly pid: number } {
		const child = spawn('sleep', ['300']);
		onTestFinished(() => void child.kill('SIGKILL'));
		return child as ChildProcess & { readonly pid: number };
	}

	function identityOf(pid: number) {
		const startTicks = Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]);
		return { pid, startTicks };
	}

	test('gets the signal, and once it is gone nobody does', async () => {
		const { transport } = openRemote();
		const target = startTarget();
		const held = await transport.holdProcess(identityOf(target.pid));
		if (!held.ok) throw new Error(held.error.message);
		const exited = new Promise((resolve) => target.once('exit', (_code, signal) => resolve(signal)));
		expect(await held.value.signal('TERM')).toMatchObject({ ok: true });
		expect(await exited).toBe('SIGTERM');
		expect(await held.value.isAlive()).toBe(false);
		expect(await held.value.signal('TERM')).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('is held no longer when the session that held it is gone', async () => {
		const { transport, shells } = openRemote();
		const target = startTarget();
		const held = await transport.holdProcess(identityOf(target.pid));
		if (!held.ok) throw new Error(held.error.message);
		shells.close();
		await vi.waitFor(() => expect(shells.openCount()).toBe(0), { timeout: longMs });
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(await held.value.signal('KILL')).toMatchObject({ ok: false, error: { code: 'refused' } });
		expect(await held.value.isAlive()).toBe(false);
		expect(target.exitCode ?? target.signalCode).toBeNull();
	});

	test('gives its place to the next one', async () => {
		const { transport } = openRemote();
		const identity = identityOf(startTarget().pid);
		for (let round = 0; round < 12; round += 1) {
			const held = await transport.holdProcess(identity);
			if (!held.ok) throw new Error(held.error.message);
			held.value.release();
		}
		const all = await Promise.all(Array.from({ length: 6 }, () => transport.holdProcess(identity)));
		expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false]);
	});
});

describe('a server that allows one session', () => {
	test.each([1, null])('serves figures, commands and acts one after the other (known: %s)', async (limit) => {
		const { transport, shells } = openRemote({ sessionLimit: () => limit, canOpen: (_purpose, open) => open < 1 });
		await transport.listDirectory('/proc');
		const [files, ran, acted, scan] = await Promise.all([
			transport.readFiles(['/proc/uptime']),
			transport.run({ file: 'echo', args: ['hi'] }, { timeoutMs: longMs }),
			transport.act(`act-8-${run}`, { file: 'echo', args: ['ho'] }, { timeoutMs: longMs }),
			transport.scanProcesses({ facts: ['args'], factsTimeoutMs: longMs }),
		]);
		expect([files[0]?.ok, ran.ok, acted.ok, scan.ok]).toEqual([true, true, true, true]);
		expect(shells.children).toHaveLength(1);
		const late = await transport.act(`act-9-${run}`, { file: 'sleep', args: ['300'] }, { timeoutMs: 300 });
		expect(late).toMatchObject({ ok: false, error: { message: expect.stringContaining('were ended') } });
	});
});

describe('a host that is not as it should be', () => {
	test('without awk is told in one sentence', async () => {
		const bin = makeDirectory();
		for (const tool of ['grep', 'head']) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
		const { transport } = openRemote({ onWrite: onlyPath(bin) });
		const [answer] = await transport.readFiles(['/proc/uptime']);
		expect(answer).toMatchObject({
			ok: false,
			error: { code: 'unavailable', message: 'there is no awk on elsewhere' },
		});
	});

	test('may print a megabyte before its shell starts', async () => {
		const noise = 'head -c 1000000 /dev/zero | tr "\\\\0" x; printf "no newline"; exec /bin/sh';
		const { transport } = openRemote({ command: ['/bin/sh', '-c', noise] });
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
	});

	test('with nologin for a shell is told with its words', async () => {
		const { transport } = openRemote({ command: ['/bin/sh', '-c', 'echo This account is not available.; exit 1'] });
		const [answer] = await transport.readFiles(['/proc/uptime']);
		expect(answer).toMatchObject({
			ok: false,
			error: { code: 'unreachable', message: expect.stringContaining('This account is not available.') },
		});
	});

	test('whose profile ends idle shells keeps the agent', async () => {
		const { transport, shells } = openRemote({ command: ['/bin/bash'], name: 'sh', env: { TMOUT: '1' } });
		await transport.readFiles(['/proc/uptime']);
		await transport.run({ file: 'sleep', args: ['1.5'] }, { timeoutMs: longMs });
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(shells.children.filter(({ purpose }) => purpose === 'live')).toHaveLength(1);
	});

	test('that sends without end is not listened to, and costs no memory', async () => {
		const { transport, shells } = openRemote({
			command: [
				'/bin/sh',
				'-c',
				'while read -r l; do case $l in *exit\\ 0) break;; esac; done; yes | head -c 100000000; sleep 100',
			],
		});
		const before = process.memoryUsage().rss;
		const [answer] = await transport.readFiles(['/proc/uptime']);
		expect(answer?.ok).toBe(false);
		expect(shells.traffic.received).toBeLessThan(40_000_000);
		expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
	});

	test('loses one answer and no other when a program of the agent is killed in the middle', async () => {
		const bin = makeDirectory();
		writeFileSync(join(bin, 'awk'), '#!/bin/sh\nhead -c 3000 | /usr/bin/awk "$@" & kill -KILL $$\n', { mode: 0o755 });
		const { transport } = openRemote({
			onWrite: (text) => text.replace('PATH=/usr/local/sbin', `PATH=${bin}:/usr/local/sbin`),
		});
		await transport.scanProcesses({ facts: [] });
		rmSync(join(bin, 'awk'));
		const scan = await transport.scanProcesses({ facts: [], freshStats: true });
		expect(scan).toMatchObject({ ok: true });
		if (scan.ok) expect(scan.value.processes.find(({ pid }) => pid === process.pid)?.name).toMatch(/^node/);
	});

	testWhen({ root: true }, 'shows an ordinary user what it may see', async () => {
		const { transport } = openRemote({ uid: 65534 });
		const [own, secret] = await transport.readFiles(['/proc/self/status', '/etc/shadow']);
		expect(own).toMatchObject({ ok: true });
		expect(secret).toMatchObject({ ok: false, error: { code: 'permission' } });
		expect(await transport.listDirectory('/root')).toMatchObject({ ok: false, error: { code: 'permission' } });
		const scan = await transport.scanProcesses({ facts: ['io', 'uid'] });
		if (!scan.ok) throw new Error(scan.error.message);
		expect(scan.value.processes.find(({ pid }) => pid === process.pid)).toMatchObject({ readBytes: null, uid: 0 });
		const owners = await transport.findSocketOwners({ inodes: [1] });
		if (owners.ok) expect(owners.value.unreadablePids).toContain(process.pid);
	});
});
