import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createPathMapper } from '../../../../source/services/transports/local/host-paths.ts';
import { startSlowHelper } from '../../../../source/services/transports/local/slow-helper.ts';
import { createSlowReader } from '../../../../source/services/transports/local/slow-reader.ts';
import { openTemporaryDirectory, projectRoot } from '../../../support/program.ts';
import { testWhen } from '../../../support/requires.ts';

const readers: Array<{ close(): void }> = [];
afterEach(() => {
	for (const reader of readers.splice(0)) reader.close();
});

function openReader(procfs?: string) {
	let helpers = 0;
	const reader = createSlowReader(createPathMapper(procfs === undefined ? {} : { procfs }), () => {
		helpers += 1;
		return startSlowHelper();
	});
	readers.push(reader);
	return { read: reader.read, helpers: () => helpers };
}

function makeProcfs(directory: string, files: Readonly<Record<string, string | null>>): string {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(join(directory, name, '..'), { recursive: true });
		if (text === null) spawnSync('mkfifo', [join(directory, name)]);
		else writeFileSync(join(directory, name), text);
	}
	return directory;
}

/** Processes whose arguments name the helper, by their parent. */
function helpersOf(parent: number): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
				const isHelper = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('opsdash-reader');
				return isHelper && stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(parent);
			} catch {
				return false;
			}
		})
		.map(Number);
}

async function gone(pid: number): Promise<void> {
	for (let tries = 0; tries < 500; tries++) {
		const state = spawnSync('ps', ['-o', 'state=', '-p', String(pid)])
			.stdout.toString()
			.trim();
		if (state === '' || state.startsWith('Z')) return;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	throw new Error(`process ${pid} is still there`);
}

describe('files that may never answer', () => {
	test('are read with every byte, in the order asked, by one helper', async () => {
		const { read, helpers } = openReader();
		const answers = await read(['/proc/self/cmdline', `/proc/${process.pid}/cmdline`, '/proc/2/cmdline'], {
			timeoutMs: 5000,
		});
		expect(answers[0]).toMatchObject({ ok: true });
		expect(answers[1]).toEqual({ ok: true, value: readFileSync(`/proc/${process.pid}/cmdline`, 'utf8') });
		await read([`/proc/${process.pid}/cmdline`], { timeoutMs: 5000 });
		expect(helpers()).toBe(1);
	});

	test('may have any content: none passes for the content of another', async () => {
		using directory = openTemporaryDirectory();
		const evil = `a\0b\n${directory.path}/2/cmdline:evil\ngrep: ,: No such file\n\u001B[31m`;
		const procfs = makeProcfs(directory.path, { '1/cmdline': evil, '2/cmdline': 'good', '3/cmdline': '' });
		const { read } = openReader(procfs);
		const answers = await read(['/proc/1/cmdline', '/proc/2/cmdline', '/proc/3/cmdline', '/proc/4/cmdline'], {
			timeoutMs: 5000,
		});
		expect(answers.map((answer) => (answer.ok ? answer.value : answer.error.code))).toEqual([
			evil,
			'good',
			'',
			'not-found',
		]);
	});

	test('may have any name outside of /proc', async () => {
		using directory = openTemporaryDirectory();
		const names = ['a b', "it's $(id) `id`", 'new\nline', '-n', 'ü\\101'];
		const paths = names.map((name) => join(directory.path, name));
		for (const path of paths) writeFileSync(path, `in ${path}\n\n`);
		const { read } = openReader();
		const answers = await read([...paths, join(directory.path, 'missing')], { timeoutMs: 5000, maxBytes: 1000 });
		expect(answers.slice(0, -1)).toEqual(paths.map((path) => ({ ok: true, value: `in ${path}\n\n` })));
		expect(answers.at(-1)).toMatchObject({ error: { code: 'not-found' } });
	});

	test('cost their own value only when they are stuck, and are left alone then', async () => {
		using directory = openTemporaryDirectory();
		const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}/cmdline`, `text ${n}`] as const));
		const procfs = makeProcfs(directory.path, { ...files, '7/cmdline': null, '250/cmdline': null });
		const { read, helpers } = openReader(procfs);
		const paths = Object.keys(files).map((name) => `/proc/${name}`);
		const answers = await read(paths, { timeoutMs: 800 });
		const stuck = answers.flatMap((answer, n) => (answer.ok ? [] : [[n, answer.error.code]]));
		expect(stuck).toEqual([
			[7, 'timeout'],
			[250, 'timeout'],
		]);
		expect(answers[299]).toEqual({ ok: true, value: 'text 299' });
		expect(helpers()).toBe(3);
		expect((await read(paths, { timeoutMs: 800 })).filter(({ ok }) => !ok)).toHaveLength(2);
		expect(helpers()).toBe(3);
	});

	test('are cut at the cap', async () => {
		using directory = openTemporaryDirectory();
		const procfs = makeProcfs(directory.path, { '1/environ': 'x'.repeat(100_000), long: 'y'.repeat(100_000) });
		const { read } = openReader(procfs);
		const answers = await read(['/proc/1/environ', '/proc/long', join(directory.path, 'long')], {
			timeoutMs: 5000,
			maxBytes: 1000,
		});
		expect(answers.map((answer) => answer.ok && answer.value.length)).toEqual([1000, 1000, 1000]);
	});

	test('leave no helper behind when the program is killed, even one that is stuck', async () => {
		using directory = openTemporaryDirectory();
		makeProcfs(directory.path, { stuck: null });
		const module = join(projectRoot, 'source/services/transports/local/slow-reader.ts');
		const script = `
			const { createSlowReader } = await import(${JSON.stringify(module)});
			const reader = createSlowReader((path) => path);
			await reader.read(['/proc/self/cmdline'], { timeoutMs: 60000 });
			reader.read([${JSON.stringify(join(directory.path, 'stuck'))}], { timeoutMs: 60000 });
			await reader.read(['/proc/self/cmdline'], { timeoutMs: 60000 });
			console.log('ready');`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		await once(child.stdout, 'data');
		const helpers = helpersOf(child.pid ?? 0);
		expect(helpers).toHaveLength(2);
		child.kill('SIGKILL');
		for (const helper of helpers) await gone(helper);
	});

	test('do not keep the program from ending', async () => {
		using directory = openTemporaryDirectory();
		makeProcfs(directory.path, { stuck: null });
		const module = join(projectRoot, 'source/services/transports/local/slow-reader.ts');
		const script = `
			const { createSlowReader } = await import(${JSON.stringify(module)});
			const reader = createSlowReader((path) => path);
			const [text] = await reader.read([${JSON.stringify(join(directory.path, 'stuck'))}], { timeoutMs: 100 });
			console.log(text.error.code);`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		child.stdout.setEncoding('utf8');
		let text = '';
		child.stdout.on('data', (chunk) => {
			text += chunk;
		});
		expect(await once(child, 'close')).toEqual([0, null]);
		expect(text).toBe('timeout\n');
	});

	// A FUSE file system whose server never answers: even stat() waits, and only SIGKILL ends the wait.
	testWhen({ root: true, packages: ['python3'] }, 'may lie on a mount whose server is gone', async () => {
		using directory = openTemporaryDirectory();
		const mount = [
			'import ctypes, os, sys, time',
			'libc = ctypes.CDLL(None, use_errno=True)',
			'fd = os.open("/dev/fuse", os.O_RDWR)',
			'options = f"fd={fd},rootmode=40000,user_id=0,group_id=0".encode()',
			'path = sys.argv[1].encode()',
			'if libc.mount(b"stuck", path, b"fuse", 0, options) != 0: print("no"); sys.exit()',
			'print("mounted", flush=True)',
			'time.sleep(600)',
		].join('\n');
		const server = spawn('python3', ['-c', mount, directory.path], { stdio: ['ignore', 'pipe', 'inherit'] });
		try {
			const [said] = await once(server.stdout, 'data');
			expect(String(said).trim()).toBe('mounted');
			const { read } = openReader();
			const answers = await read([join(directory.path, 'file'), '/etc/hostname'], { timeoutMs: 800 });
			expect(answers[0]).toMatchObject({ error: { code: 'timeout' } });
			expect(answers[1]).toMatchObject({ ok: true });
		} finally {
			server.kill('SIGKILL');
			spawnSync('umount', ['-l', directory.path]);
		}
	});
});
