// Runs one program in a pseudo-terminal and reads the kernel's own accounting of its whole process tree: CPU from
// /proc/PID/stat (children that were reaped included), PSS from smaps_rollup, bytes by counting what arrives.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

const pty = createRequire(import.meta.url)('@lydell/node-pty');
const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on
const escapes = /\u001B(?:\[[0-9;?>=<]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-_()].?)/g;

function readText(path) {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		return '';
	}
}

function statFields(pid) {
	const text = readText(`/proc/${pid}/stat`);
	return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** PIDs of a process and of everything below it. */
export function tree(root) {
	const children = new Map();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const parent = Number(statFields(name)[1]);
		children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
	}
	const found = [];
	const todo = [root];
	for (let pid = todo.pop(); pid !== undefined; pid = todo.pop()) {
		found.push(pid);
		todo.push(...(children.get(pid) ?? []));
	}
	return found;
}

/** CPU seconds of a tree so far. */
export function cpuSeconds(root) {
	let ticks = 0;
	for (const pid of tree(root)) {
		for (const field of statFields(pid).slice(11, 15)) ticks += Number(field) || 0;
	}
	return ticks / ticksPerSecond;
}

/** Proportional set size of a tree in MiB. */
export function pssMebibytes(root) {
	let kibibytes = 0;
	for (const pid of tree(root))
		kibibytes += Number(/^Pss:\s+(\d+)/m.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
	return kibibytes / 1024;
}

/** Resolves after that time, or when it is withdrawn. */
const pause = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {});

/** A program in a terminal of its own; `text` is all that it wrote. */
export function open(command, { columns, rows, keep = true }) {
	const env = { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
	delete env.CI;
	const startedMs = performance.now();
	const child = pty.spawn('/bin/sh', ['-c', `exec ${command}`], { name: env.TERM, cols: columns, rows, env });
	const meter = { pid: child.pid, bytes: 0, text: '', startedMs, lastMs: startedMs, exited: false };
	const ended = new Promise((resolve) =>
		child.onExit(() => {
			meter.exited = true;
			resolve();
		}),
	);
	child.onData((data) => {
		// Answers where the cursor is, as a terminal does in which every character takes one cell.
		if (data.includes('\u001B[6n')) child.write('\u001B[1;2R');
		meter.bytes += Buffer.byteLength(data);
		meter.lastMs = performance.now();
		if (keep) meter.text += data;
		meter.onData?.(data);
	});
	meter.write = (keys) => child.write(keys);
	meter.plain = () => meter.text.replaceAll(escapes, ' ');
	meter.close = async () => {
		const pids = tree(child.pid);
		for (const signal of ['SIGTERM', 'SIGKILL']) {
			if (meter.exited) return;
			for (const pid of pids) {
				try {
					process.kill(pid, signal);
				} catch {}
			}
			await Promise.race([ended, pause(500)]);
		}
	};
	return meter;
}

/** A row of this console's process table, `PID USER PR NI …`, whose user may not be known yet. */
export const ownRow = /\b\d{1,7} +\S+ +(?:-?\d+|RT) +-?\d+ +\S+ +\S+ +[A-Z]/g;

/** Milliseconds until a program's screen holds `firstRows` matches of `rowPattern`; NaN where it did not within 10 s. */
export async function firstFrame(command, { columns = 200, rows = 50, firstRows = 30, rowPattern = /\broot\b/g } = {}) {
	const meter = open(command, { columns, rows });
	const shown = new Promise((resolve) => {
		meter.onData = () => {
			if ((meter.plain().match(rowPattern) ?? []).length >= firstRows) resolve(performance.now() - meter.startedMs);
		};
	});
	const tooLate = new AbortController();
	const elapsedMs = await Promise.race([shown, pause(10_000, tooLate.signal).then(() => Number.NaN)]);
	tooLate.abort();
	await meter.close();
	return elapsedMs;
}

/**
 * Figures of one program: CPU percent of a core, peak PSS in MiB, bytes a second, all between `settle` and
 * `settle + seconds`; milliseconds to the first frame that holds `rows` matches of `rowPattern`.
 */
export async function measure(
	command,
	{ columns = 200, rows = 50, settle = 60, seconds = 60, firstRows = 30, rowPattern = /\broot\b/g, keys = '' } = {},
) {
	const meter = open(command, { columns, rows });
	let firstFrameMs = null;
	meter.onData = () => {
		if (firstFrameMs === null && (meter.plain().match(rowPattern) ?? []).length >= firstRows) {
			firstFrameMs = performance.now() - meter.startedMs;
			meter.text = '';
			meter.onData = () => {
				meter.text = '';
			};
		}
	};
	await pause(Math.min(settle, 4) * 1000);
	if (keys !== '') meter.write(keys);
	await pause(Math.max(0, settle - 4) * 1000);
	const before = { cpu: cpuSeconds(meter.pid), bytes: meter.bytes, ms: performance.now() };
	let pss = 0;
	for (let waited = 0; waited < seconds; waited += 5) {
		await pause(Math.min(5, seconds - waited) * 1000);
		pss = Math.max(pss, pssMebibytes(meter.pid));
	}
	const elapsed = (performance.now() - before.ms) / 1000;
	const figures = {
		ended: meter.exited,
		cpuPercent: (100 * (cpuSeconds(meter.pid) - before.cpu)) / elapsed,
		pssMebibytes: pss,
		bytesPerSecond: (meter.bytes - before.bytes) / elapsed,
		firstFrameMs,
	};
	await meter.close();
	return figures;
}
