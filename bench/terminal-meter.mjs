// Runs one program in a pseudo-terminal of its own and counts what it writes. Reads what it costs from process-tree.mjs.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { tree } from './process-tree.mjs';

const require = createRequire(import.meta.url);
const pty = require('@lydell/node-pty');
const escapes = /\u001B(?:\[[0-9;?>=<]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-_()].?)/g;

/** Resolves after that time, or when it is withdrawn. */
export const pause = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {});

const cursorQuestion = '\u001B[6n';

/** Where the cursor stands when it is asked for, from 1, in a terminal in which every character takes one cell. */
function columnAt(data) {
	const before = data.slice(0, data.indexOf(cursorQuestion));
	return [...before.slice(before.lastIndexOf('\r') + 1)].length + 1;
}

const open_ = new Set();

/** Ends every program that is still open, at once. */
export function killAllPrograms() {
	for (const { pid } of open_) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It has ended.
		}
	}
}

process.once('exit', killAllPrograms);

/**
 * A program in a terminal of its own. `text` is all that it wrote (unless `keep` is false); with `isDrawn` it is drawn as well, and
 * `screen()` is what a person would see.
 */
export function open(command, { columns = 200, rows = 50, keep = true, isDrawn = false, env: more = {} } = {}) {
	const env = {
		...process.env,
		TERM: 'xterm-256color',
		COLORTERM: 'truecolor',
		LANG: 'C.UTF-8',
		LC_ALL: 'C.UTF-8',
		...more,
	};
	delete env.CI;
	const startedMs = performance.now();
	const child = pty.spawn('/bin/sh', ['-c', `exec ${command}`], { name: env.TERM, cols: columns, rows, env });
	const drawn = isDrawn ? drawScreen(columns, rows) : null;
	const meter = { pid: child.pid, bytes: 0, text: '', startedMs, exited: false };
	open_.add(meter);
	const ended = new Promise((resolve) =>
		child.onExit(() => {
			meter.exited = true;
			open_.delete(meter);
			resolve();
		}),
	);
	child.onData((data) => {
		const arrivedMs = performance.now();
		if (data.includes(cursorQuestion)) child.write(`\u001B[1;${columnAt(data)}R`);
		meter.bytes += Buffer.byteLength(data);
		if (keep) meter.text += data;
		drawn?.write(data, () => meter.onDrawn?.(arrivedMs));
		meter.onData?.(data, arrivedMs);
	});
	meter.write = (keys) => child.write(keys);
	meter.plain = () => meter.text.replaceAll(escapes, ' ');
	meter.screen = () => drawn?.lines() ?? [];
	/** Nobody reads what it writes until `listen()`. */
	meter.ignore = () => child.pause();
	meter.listen = () => child.resume();
	meter.close = async () => {
		child.resume();
		const pids = tree(child.pid);
		for (const signal of ['SIGTERM', 'SIGKILL']) {
			if (meter.exited) break;
			for (const pid of pids) {
				try {
					process.kill(pid, signal);
				} catch {
					// It has ended.
				}
			}
			await Promise.race([ended, pause(500)]);
		}
		drawn?.dispose();
	};
	return meter;
}

function drawScreen(columns, rows) {
	const { Terminal } = require('@xterm/headless');
	const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
	return {
		write: (data, done) => terminal.write(data, done),
		lines: () =>
			Array.from({ length: rows }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? ''),
		dispose: () => terminal.dispose(),
	};
}

/** A row of this console's process table, `PID USER PR NI …`, whose user may not be known yet. */
export const ownRow = /\b\d{1,7} +\S+ +(?:-?\d+|RT) +-?\d+ +\S+ +\S+ +[A-Z]/g;

/** Milliseconds until a program's screen holds `firstRows` matches of `rowPattern`; NaN where it did not within 10 s. */
export async function firstFrame(command, { firstRows = 30, rowPattern = /\broot\b/g } = {}) {
	const meter = open(command);
	const shown = new Promise((resolve) => {
		meter.onData = (_, arrivedMs) => {
			if ((meter.plain().match(rowPattern) ?? []).length >= firstRows) resolve(arrivedMs - meter.startedMs);
		};
	});
	const tooLate = new AbortController();
	const elapsedMs = await Promise.race([shown, pause(10_000, tooLate.signal).then(() => Number.NaN)]);
	tooLate.abort();
	await meter.close();
	return elapsedMs;
}
