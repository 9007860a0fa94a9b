// Real sshd's for the measurements of other hosts: one process table that all of them show, a console in a terminal, ssh beside it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createSshClient } from '../../source/services/transports/ssh/client.ts';
import { startSshHosts } from '../../test/support/ssh-hosts.ts';
import { opsdash } from '../peers.mjs';
import { cpuSeconds, tree } from '../process-tree.mjs';
import { open, ownRow, pause } from '../terminal-meter.mjs';

const run = promisify(execFile);

/** `count` hosts behind sshd's of their own that show the same `processes` processes, and a home for the programs that look at them. */
export async function openRemoteBench(count, processes) {
	const home = mkdtempSync(join(tmpdir(), 'opsdash-remote-'));
	const names = Array.from({ length: count }, (_, index) => `h${index + 1}`);
	const hosts = await startSshHosts(names.map((name) => ({ name })));
	await hosts.inside(`(for i in $(seq ${processes}); do sleep 100000 & done; wait) &`);
	await hosts.inside(`while [ $(ls -d /proc/[0-9]* | wc -l) -lt ${processes} ]; do sleep 0.1; done`);
	const env = { HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_RUNTIME_DIR: home };
	const configFile = resolve(hosts.configFile);
	const client = createSshClient({ env, stateDirectory: join(home, 'state', 'opsdash'), userFile: configFile });
	return {
		names,
		hosts,
		env,
		client,
		program: `${opsdash} -F '${configFile}'`,
		/** ssh as anybody calls it, with a sign-in of its own. */
		ssh: `ssh -F '${configFile}' -o ControlPath=none -o BatchMode=yes`,
		async close() {
			await hosts.stop();
			rmSync(home, { recursive: true, force: true });
		},
	};
}

/** The console in a drawn terminal, on this machine's Top, where hosts are gone to by name. */
export async function openConsole(bench, args = '') {
	const meter = open(`${bench.program} --tab top --interval 2 ${args}`, { keep: false, isDrawn: true, env: bench.env });
	const watchers = new Set();
	meter.onDrawn = () => {
		for (const watch of watchers) watch();
	};
	/** Milliseconds from now until the screen is as told. */
	meter.until = (isSo, timeoutMs = 20_000) =>
		new Promise((done, reject) => {
			const startedMs = performance.now();
			const late = setTimeout(
				() => finish(() => reject(new Error(`not seen:\n${meter.screen().join('\n')}`))),
				timeoutMs,
			);
			const finish = (settle) => {
				clearTimeout(late);
				watchers.delete(watch);
				settle();
			};
			const watch = () => {
				if (isSo(meter.screen())) finish(() => done(performance.now() - startedMs));
			};
			watchers.add(watch);
			watch();
		});
	/** Goes to a host and answers the milliseconds from Enter to its first full frame, and to the frame with users' names. */
	meter.goTo = async (name, rows) => {
		meter.write(':');
		await meter.until((lines) => lines.some((line) => line.includes('─ Command ─')));
		meter.write(`host ${name}`);
		await meter.until((lines) => lines.some((line) => line.includes(`: host ${name}`)));
		// A key that follows others closely passes for a paste.
		await pause(300);
		const startedMs = performance.now();
		meter.write('\r');
		const fullMs = await meter.until((lines) => isFull(lines, name, rows));
		await meter.until((lines) => isFull(lines, name, rows) && countRows(lines, userRow) >= rows);
		return { fullMs, namedMs: performance.now() - startedMs };
	};
	await meter.until((lines) => args !== '' || countRows(lines, ownRow) > 0);
	return meter;
}

const userRow = /\b\d{1,7} +[a-z]\S* +(?:-?\d+|RT) +-?\d+ +/g;
const countRows = (lines, pattern) => (lines.join('\n').match(pattern) ?? []).length;

/** The host in front, live, and as many rows of processes as are looked for. */
export function isFull(lines, name, rows) {
	const [header = ''] = lines;
	return header.startsWith(` ${name} `) && header.includes('live') && countRows(lines, ownRow) >= rows;
}

/** PIDs, as this machine counts them, of what runs under the sshd of a host, its sshd's left out. */
export function programsOf({ hosts }, name) {
	const listener = readdirSync('/proc').find(
		(pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`${hosts.directory}/hosts/${name}/sshd_config`),
	);
	if (listener === undefined) throw new Error(`the sshd of ${name} is not there`);
	return tree(Number(listener)).filter((pid) => !commandOf(pid).startsWith('sshd'));
}

function commandOf(pid) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

/** Seconds of CPU that the programs under the sshd of a host have taken so far. */
export const cpuOf = (bench, name) => cpuSeconds(programsOf(bench, name));

/** Bytes on the wire so far of all connections to a host: from it, and to it. */
export async function wireBytes({ hosts }, name) {
	const { host } = hosts.addressOf(name);
	const { stdout } = await run('ss', ['-tinH', 'dst', host]);
	const sum = (what) =>
		[...stdout.matchAll(new RegExp(`\\b${what}:(\\d+)`, 'g'))].reduce((all, [, n]) => all + Number(n), 0);
	return { received: sum('bytes_received'), sent: sum('bytes_sent') };
}
