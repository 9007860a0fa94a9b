import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, launcher, openTemporaryDirectory } from '../support/program.ts';
import { run } from '../support/run.ts';
import { openTerminal } from '../support/terminal.ts';

/** PIDs of processes that came from `ancestor`, by their parents. */
function descendantsOf(ancestor: number): number[] {
	const parents = new Map<number, number>();
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
			parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
		} catch {
			// It ended meanwhile.
		}
	}
	const found = [ancestor];
	for (const parent of found) for (const [pid, above] of parents) if (above === parent) found.push(pid);
	return found.slice(1);
}

function isThere(pid: number): boolean {
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}

const home = (path: string) => ({ HOME: path, XDG_STATE_HOME: undefined, XDG_CONFIG_HOME: undefined });

describe('a console that is killed outright', () => {
	test('leaves no helper behind', async () => {
		using directory = openTemporaryDirectory();
		await using terminal = openTerminal({ command: launcher, args: ['--tab', 'top'], env: home(directory.path) });
		await terminal.waitFor(/PID USER/);
		await expect.poll(() => descendantsOf(terminal.pid).length, { timeout: 10_000 }).toBeGreaterThan(0);
		const helpers = descendantsOf(terminal.pid);
		terminal.kill('SIGKILL');
		await terminal.exited();
		await expect.poll(() => helpers.filter(isThere), { timeout: 10_000 }).toEqual([]);
	});
});

describe('an act whose program is killed outright', () => {
	/** Begins an act that ends with status 7 once the file `gate` is there, and kills its program. */
	async function beginAndKill(directory: string): Promise<string> {
		const gate = join(directory, 'gate');
		const script = `echo begun > ${gate}.begun; while ! [ -e ${gate} ]; do sleep 0.02; done; exit 7`;
		const act = spawn(launcher, ['run', '--yes', '--', 'sh', '-c', script], {
			env: cleanEnvironment(home(directory)),
			stdio: 'ignore',
		});
		await expect.poll(() => readdirSync(directory), { timeout: 10_000 }).toContain('gate.begun');
		act.kill('SIGKILL');
		await once(act, 'exit');
		return gate;
	}

	test('goes on, and the next look at the history records how it ended', async () => {
		using directory = openTemporaryDirectory();
		const env = home(directory.path);
		writeFileSync(await beginAndKill(directory.path), '');
		const entries = async () => JSON.parse((await run(launcher, ['history', '--json'], { env })).stdout).data.entries;
		await expect.poll(entries, { timeout: 10_000 }).toMatchObject([{ status: 'failed', exitCode: 7 }]);
	});

	test('goes on, and the next console finds out and records how it ended', async () => {
		using directory = openTemporaryDirectory();
		const env = home(directory.path);
		const gate = await beginAndKill(directory.path);
		const open = JSON.parse((await run(launcher, ['history', '--json'], { env })).stdout);
		expect(open.data.entries).toMatchObject([{ type: 'run', status: 'open', exitCode: null }]);
		writeFileSync(gate, '');
		await using terminal = openTerminal({ command: launcher, args: ['--tab', 'history'], env });
		await terminal.waitFor(/✗ failed +run/);
		terminal.press('q');
		expect(await terminal.exited()).toMatchObject({ exitCode: 0 });
		const ended = JSON.parse((await run(launcher, ['history', '--json'], { env })).stdout);
		expect(ended.data.entries).toMatchObject([{ status: 'failed', exitCode: 7 }]);
	});
});

describe('a process whose files never answer', () => {
	/** A /proc of fixtures with one process whose command line is a pipe that nobody writes to. */
	function makeProcfs(path: string): void {
		for (const name of ['stat', 'meminfo', 'uptime', 'loadavg']) symlinkSync(`/proc/${name}`, join(path, name));
		for (const pid of ['1', '2']) {
			mkdirSync(join(path, pid));
			for (const name of ['statm', 'status', 'cgroup']) symlinkSync(`/proc/1/${name}`, join(path, pid, name));
			writeFileSync(join(path, pid, 'stat'), readFileSync('/proc/1/stat', 'latin1').replace(/^1 /, `${pid} `));
		}
		symlinkSync('/proc/1/cmdline', join(path, '1', 'cmdline'));
	}

	test('holds up neither the table nor the exit', async () => {
		using directory = openTemporaryDirectory();
		makeProcfs(directory.path);
		await run('mkfifo', [join(directory.path, '2', 'cmdline')]);
		const result = await run(launcher, ['top', '--json', '--procfs', directory.path], { env: home(directory.path) });
		expect(result.exitCode).toBe(0);
		const document = JSON.parse(result.stdout);
		expect(document.data.processes).toHaveLength(2);
		const commands = document.data.processes.map(({ command }: { command: string | null }) => command);
		expect(commands).toContain(null);
		expect(commands).toContainEqual(expect.any(String));
		expect(document.problems).toContainEqual(expect.objectContaining({ field: 'processes[].command' }));
	});
});
