import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readActOutput, trimActOutput } from '../../../../source/services/transports/local/act-files.ts';
import { createActRunner } from '../../../../source/services/transports/local/act-runner.ts';
import { openTemporaryDirectory, projectRoot, type TemporaryDirectory } from '../../../support/program.ts';

const sh = (script: string) => ({ file: 'sh', args: ['-c', script] });
const timeoutMs = 10_000;

let home: TemporaryDirectory;
let root: string;
beforeEach(() => {
	home = openTemporaryDirectory();
	root = join(home.path, 'state', 'acts');
});
afterEach(() => home[Symbol.dispose]());

describe('an act', () => {
	test('ends with its status and output, and is known by its id afterwards', async () => {
		const runner = createActRunner(root);
		const result = await runner.act('a-1', sh('cat; echo err >&2; exit 4'), { timeoutMs, stdin: 'in' });
		expect(result).toMatchObject({ ok: true, value: { exitCode: 4, stdout: 'in', stderr: 'err\n' } });
		expect(await runner.recoverAct('a-1')).toMatchObject({ ok: true, value: { exitCode: 4, stdout: 'in' } });
	});

	test('goes on when the program is killed, and its outcome is found afterwards', async () => {
		const gate = join(home.path, 'gate');
		const script = `while ! [ -e ${gate} ]; do sleep 0.02; done; echo done; exit 5`;
		const module = join(projectRoot, 'source/services/transports/local/act-runner.ts');
		const program = `
			const { createActRunner } = await import(${JSON.stringify(module)});
			createActRunner(${JSON.stringify(root)}).act('long', ${JSON.stringify(sh(script))}, { timeoutMs: 60000 });
			console.log('begun');`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		await once(child.stdout, 'data');
		const runner = createActRunner(root);
		await expect.poll(() => statSync(join(root, 'long', 'writer')).size).toBeGreaterThan(0);
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(await runner.recoverAct('long')).toEqual({ ok: true, value: null });
		writeFileSync(gate, '');
		await expect
			.poll(() => runner.recoverAct('long'), { timeout: 10_000 })
			.toMatchObject({ ok: true, value: { exitCode: 5, stdout: 'done\n' } });
	});

	test('leaves nothing once it is forgotten, with all of its commands; one that runs is kept', async () => {
		const runner = createActRunner(root);
		const gate = join(home.path, 'gate');
		for (const id of ['b-1', 'b-1.1', 'b-10']) await runner.act(id, sh('echo printed'), { timeoutMs });
		const long = runner.act('b-2', sh(`while ! [ -e ${gate} ]; do sleep 0.02; done`), { timeoutMs });
		await expect.poll(() => readdirSync(root)).toContain('b-2');
		runner.forgetAct?.('b-1');
		runner.forgetAct?.('b-2');
		expect(readdirSync(root).toSorted()).toEqual(['b-10', 'b-2']);
		writeFileSync(gate, '');
		await long;
		runner.forgetAct?.('b-2');
		expect(readdirSync(root)).toEqual(['b-10']);
	});

	test('that nobody knows is not found, and neither is one that vanished without a word', async () => {
		const runner = createActRunner(root);
		expect(await runner.recoverAct('never')).toMatchObject({ error: { code: 'not-found' } });
		expect(await runner.recoverAct('../acts')).toMatchObject({ error: { code: 'not-found' } });
		mkdirSync(join(root, 'lost'), { recursive: true });
		writeFileSync(join(root, 'lost', 'writer'), '4194000 (sh) S 1 1 1\nanother-boot\n');
		expect(await runner.recoverAct('lost')).toMatchObject({ error: { code: 'not-found' } });
	});

	test('past its time limit is ended with all it started', async () => {
		const runner = createActRunner(root);
		const result = await runner.act('slow', sh('sleep 60 & sleep 60'), { timeoutMs: 200 });
		expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } });
		expect(await runner.recoverAct('slow')).toMatchObject({
			ok: true,
			value: { exitCode: null, signal: 'SIGTERM', endedWith: 'TERM' },
		});
	});

	test.each([
		'TERM',
		'HUP',
		'SEGV',
		'KILL',
		'USR1',
		'INT',
	])('that dies by SIG%s has no exit code, but the signal', async (name) => {
		const result = await createActRunner(root).act(`dies-${name}`, sh(`kill -${name} $$`), { timeoutMs });
		expect(result).toMatchObject({ ok: true, value: { exitCode: null, signal: `SIG${name}`, stderr: '' } });
	});

	test('that itself ends with a status over 128 keeps it', async () => {
		const result = await createActRunner(root).act('own', sh('exit 143'), { timeoutMs });
		expect(result).toMatchObject({ ok: true, value: { exitCode: 143, signal: null } });
	});

	test('that prints without end after its console was killed does not fill the disk', { timeout: 30_000 }, async () => {
		const module = join(projectRoot, 'source/services/transports/local/act-runner.ts');
		const script = `while ! [ -e ${home.path}/stop ]; do head -c 8000000 /dev/zero; sleep 0.05; done`;
		const program = `
			const { createActRunner } = await import(${JSON.stringify(module)});
			createActRunner(${JSON.stringify(root)}).act('flood', ${JSON.stringify(sh(script))}, { timeoutMs: 60000 });
			console.log('begun');`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		await once(child.stdout, 'data');
		await expect.poll(() => statSync(join(root, 'flood', 'out')).size).toBeGreaterThan(0);
		child.kill('SIGKILL');
		await once(child, 'exit');
		await expect.poll(() => existsSync(join(root, 'flood', 'out.head')), { timeout: 20_000 }).toBe(true);
		writeFileSync(join(home.path, 'stop'), '');
		const runner = createActRunner(root);
		await expect
			.poll(() => runner.recoverAct('flood'), { timeout: 10_000 })
			.toMatchObject({ ok: true, value: { exitCode: 0, truncated: true } });
	});

	test('that ignores TERM is killed, and its end is known', async () => {
		const runner = createActRunner(root);
		const result = await runner.act('deaf', sh('trap "" TERM; sleep 60; sleep 60'), { timeoutMs: 100 });
		expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } });
		expect(await runner.recoverAct('deaf')).toMatchObject({
			ok: true,
			value: { exitCode: null, signal: 'SIGKILL', endedWith: 'KILL' },
		});
	});

	test('leaves files that only their owner may read', async () => {
		await createActRunner(root).act('private', sh('echo secret'), { timeoutMs });
		const directory = join(root, 'private');
		expect(statSync(directory).mode & 0o777).toBe(0o700);
		for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
	});

	test('is not started where its outcome could not be kept', async () => {
		const result = await createActRunner('/proc/nowhere/acts').act('x', sh(`touch ${home.path}/ran`), { timeoutMs });
		expect(result).toMatchObject({ ok: false, error: { code: 'failed', hint: expect.any(String) } });
		expect(existsSync(join(home.path, 'ran'))).toBe(false);
	});

	test('is not started twice under one id, under an odd id, or without its program', async () => {
		const runner = createActRunner(root);
		await runner.act('once', sh('true'), { timeoutMs });
		expect(await runner.act('once', sh('true'), { timeoutMs })).toMatchObject({ error: { code: 'refused' } });
		expect(await runner.act('../x', sh('true'), { timeoutMs })).toMatchObject({ error: { code: 'refused' } });
		const missing = await runner.act('missing', { file: 'no-such-program', args: [] }, { timeoutMs });
		expect(missing).toMatchObject({ error: { code: 'not-found' } });
		expect(existsSync(join(root, 'missing'))).toBe(false);
	});

	test('does not wait for a daemon that it leaves running', async () => {
		const result = await createActRunner(root).act('daemon', sh('sleep 60 & echo $!'), { timeoutMs });
		expect(result).toMatchObject({ ok: true, value: { exitCode: 0 } });
		if (result.ok) process.kill(Number(result.value.stdout));
	});

	test('of a week ago is forgotten with the next one', async () => {
		const runner = createActRunner(root);
		await runner.act('old', sh('true'), { timeoutMs });
		const past = new Date(Date.now() - 8 * 24 * 3600 * 1000);
		utimesSync(join(root, 'old', 'status'), past, past);
		await createActRunner(root).act('new', sh('true'), { timeoutMs });
		expect(readdirSync(root)).toEqual(['new']);
	});

	test('that prints without end keeps its first and last output only', () => {
		const files = { directory: home.path };
		writeFileSync(join(home.path, 'out'), 'start of it\n'.padEnd(5000, 'x'));
		trimActOutput(files, 'out', 1000);
		writeFileSync(join(home.path, 'out'), 'the end', { flag: 'a' });
		const { text, isTruncated } = readActOutput(files, 'out', 40);
		expect(isTruncated).toBe(true);
		expect(text).toBe('start of it\nxxxxxxxx\n[… the middle is left out …]\nthe end');
	});
});
