import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { findProgram } from '../../../../source/services/transports/local/find-program.ts';
import { openRemote, withPath } from '../../../support/remote-transport.ts';
import { testWhen } from '../../../support/requires.ts';

const path = `${process.env['PATH']}:/usr/sbin:/bin`;

/** A shell is what it is called: bash and zsh are POSIX shells under the name of sh. */
const shells = [
	{ name: 'dash', command: ['dash'], packages: [] },
	{ name: 'bash', command: ['bash'], packages: [] },
	{ name: 'busybox', command: ['busybox', 'sh'], packages: ['busybox'] },
	{ name: 'ksh93', command: ['ksh93'], packages: ['ksh93u+m'] },
	{ name: 'mksh', command: ['mksh'], packages: ['mksh'] },
	{ name: 'zsh', command: ['zsh'], packages: ['zsh'] },
	{ name: 'yash', command: ['yash'], packages: ['yash'] },
] as const;

/** Programs in the place of those of a usual system. */
const tools = [
	{ name: 'mawk', links: { awk: 'mawk' }, packages: ['mawk'] },
	{ name: 'gawk', links: { awk: 'gawk' }, packages: ['gawk'] },
	{ name: 'original-awk', links: { awk: 'original-awk' }, packages: ['original-awk'] },
	{
		name: 'busybox',
		links: Object.fromEntries(
			['awk', 'grep', 'find', 'ls', 'head', 'cat', 'tr', 'sleep', 'env', 'setsid', 'xargs'].map((tool) => [
				tool,
				'busybox',
			]),
		),
		packages: ['busybox'],
	},
] as const;

function fileOf(name: string): string {
	const found = findProgram(name, path);
	return found.ok ? found.value : name;
}

let target: ChildProcess;
let directory: string;

beforeAll(() => {
	target = spawn('sleep', ['300']);
	directory = mkdtempSync(join(tmpdir(), 'opsdash-agent-'));
});

afterAll(() => {
	target.kill('SIGKILL');
	rmSync(directory, { recursive: true, force: true });
});

function startTicks(pid: number): number {
	return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]);
}

describe('the agent, run by', () => {
	for (const { name, command, packages } of shells) {
		testWhen(
			{ packages },
			`${name}, reads, runs, acts and holds`,
			async () => {
				const [file, ...args] = command;
				const { transport } = openRemote({ command: [fileOf(file), ...args], name: args.length === 0 ? 'sh' : file });
				const [boot, missing] = await transport.readFiles(['/proc/sys/kernel/random/boot_id', '/nope/a b']);
				expect(boot).toEqual({ ok: true, value: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') });
				expect(missing).toMatchObject({ ok: false, error: { code: 'not-found' } });
				expect(await transport.listDirectory('/proc/sys/kernel/random')).toMatchObject({
					ok: true,
					value: expect.arrayContaining(['boot_id', 'uuid']),
				});
				const words = ['%s\\n', "it's", '', '$(id) `id` ;&|*?', 'two\nlines', 'ü\\0'];
				const ran = await transport.run({ file: 'printf', args: words }, { timeoutMs: 20_000 });
				expect(ran).toMatchObject({ ok: true, value: { exitCode: 0, stdout: `${words.slice(1).join('\n')}\n` } });
				const fed = await transport.run(
					{ file: 'sh', args: ['-c', 'cat; echo "no\\\\c" >&2; exit 3'] },
					{ timeoutMs: 20_000, stdin: 'a\nb' },
				);
				expect(fed).toMatchObject({ ok: true, value: { exitCode: 3, stdout: 'a\nb' } });
				const acted = await transport.act(
					'act-1',
					{ file: 'sh', args: ['-c', 'echo out; echo err >&2; exit 4'] },
					{ timeoutMs: 20_000 },
				);
				expect(acted).toMatchObject({ ok: true, value: { exitCode: 4, stdout: 'out\n', stderr: 'err\n' } });
				const answer = "it's %s $(id) \\0101 ü";
				const given = new TextEncoder().encode(`${answer}\n`);
				const dialogue = {
					hear: async (text: string) => (text.includes('who?') ? given : null),
					silenceMs: 20_000,
				};
				const script = 'echo who? >&2; IFS= read -r one; printf %s "$one"; IFS= read -r two || echo :end';
				const talked = await transport.act(
					'act-2',
					{ file: 'sh', args: ['-c', script] },
					{ timeoutMs: 20_000, dialogue },
				);
				expect(talked).toMatchObject({ ok: true, value: { exitCode: 0, stdout: `${answer}:end\n` } });
				expect(given.every((byte) => byte === 0)).toBe(true);
				const pid = target.pid ?? 0;
				const held = await transport.holdProcess({ pid, startTicks: startTicks(pid) });
				if (!held.ok) throw new Error(held.error.message);
				expect(await held.value.isAlive()).toBe(true);
				expect(await held.value.signal('CONT')).toEqual({ ok: true, value: undefined });
				expect(await transport.holdProcess({ pid, startTicks: 1 })).toMatchObject({ ok: false });
			},
			60_000,
		);
	}
});

describe('the agent, with the programs of', () => {
	for (const { name, links, packages } of tools) {
		testWhen(
			{ packages },
			`${name}, scans processes and finds the owners of sockets`,
			async () => {
				const bin = mkdtempSync(join(directory, 'bin-'));
				for (const [tool, program] of Object.entries(links)) symlinkSync(fileOf(program), join(bin, tool));
				const { transport } = openRemote({ onWrite: withPath(bin) });
				const pid = target.pid ?? 0;
				const facts = ['uid', 'args', 'cgroup', 'io', 'shared'] as const;
				const scan = await transport.scanProcesses({ facts, factsTimeoutMs: 20_000 });
				if (!scan.ok) throw new Error(scan.error.message);
				expect(scan.value.malformed).toBe(0);
				const found = scan.value.processes.find((process) => process.pid === pid);
				expect(found).toMatchObject({
					name: 'sleep',
					args: ['sleep', '300'],
					uid: process.getuid?.(),
					startTicks: startTicks(pid),
				});
				expect(found?.cgroup).not.toBeNull();
				const again = await transport.scanProcesses({ facts: [], visibleKeys: [found?.key ?? 0] });
				expect(again).toMatchObject({ ok: true });
				if (again.ok) expect(again.value.processes.find((process) => process.pid === pid)?.key).toBe(found?.key);
				expect(await transport.findSocketOwners({ inodes: [] })).toMatchObject({ ok: true });
				expect(await transport.readLinks([`/proc/${pid}/cwd`])).toEqual([{ ok: true, value: process.cwd() }]);
				expect(await transport.readSlowFiles([`/proc/${pid}/cmdline`], { timeoutMs: 20_000 })).toMatchObject([
					{ ok: true, value: 'sleep\x00300\x00' },
				]);
			},
			60_000,
		);
	}
});
