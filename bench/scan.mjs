/**
 * What one scan of the process table costs at N processes: with descriptors kept open, and with each file opened, read and
 * closed; and what all facts of all processes cost at a first scan. `node bench/scan.mjs [processes] [scans]`
 *
 * CPU time of this process in milliseconds a scan, its children (the helper that reads command lines) not included, and the
 * longest time that nothing else could run.
 */

import { createProcessScanner } from '../source/services/transports/local/process-scanner.ts';
import { createSlowReader } from '../source/services/transports/local/slow-reader.ts';
import { countProcesses, idle, untilProcesses } from './load.mjs';

const wanted = Number(process.argv[2] ?? 2000);
const scans = Number(process.argv[3] ?? 30);
const noDescriptors = { ownLimits: 'Max open files  64  64  files\n' };

const slow = createSlowReader((path) => path);
const load = await idle(wanted);
try {
	await untilProcesses(wanted);
	const kept = await measure({}, { facts: [] });
	const opened = await measure({ mount: noDescriptors }, { facts: [] });
	print(`${countProcesses()} processes, ${scans} scans each`);
	print(`kept descriptors     ${kept.cpuMs.toFixed(1)} ms CPU a scan, longest stretch ${kept.stretchMs.toFixed(1)} ms`);
	print(
		`open, read, close    ${opened.cpuMs.toFixed(1)} ms CPU a scan, longest stretch ${opened.stretchMs.toFixed(1)} ms`,
	);
	print(`ratio                ${(kept.cpuMs / opened.cpuMs).toFixed(2)}`);
	const first = await measureFirst();
	print(
		`first scan, all facts ${first.cpuMs.toFixed(0)} ms CPU in ${first.wallMs.toFixed(0)} ms, longest stretch ${first.stretchMs.toFixed(1)} ms, ${first.without} without arguments`,
	);
} finally {
	slow.close();
	await load.stop();
}

function print(line) {
	process.stdout.write(`${line}\n`);
}

function createScanner(options) {
	return createProcessScanner({ procfs: '/proc', readSlowFiles: slow.read, ...options });
}

/** After the scans that open descriptors and warm the compiler up. */
async function measure(options, request) {
	const scanner = createScanner(options);
	for (let times = 0; times < 10; times += 1) await scanner.scan(request);
	const watch = watchStretches();
	const before = process.cpuUsage();
	for (let times = 0; times < scans; times += 1) {
		await scanner.scan(request);
		await turnOnce();
	}

	const { user, system } = process.cpuUsage(before);
	const stretchMs = watch();
	scanner.close();
	return { cpuMs: (user + system) / 1000 / scans, stretchMs };
}

async function measureFirst() {
	// The helper is started and the compiler warm, as in a program that has done something before.
	const warm = createScanner({});
	await warm.scan({ facts: ['args'], factsTimeoutMs: 5000 });
	warm.close();
	const scanner = createScanner({});
	const watch = watchStretches();
	const startedMs = performance.now();
	const before = process.cpuUsage();
	const result = await scanner.scan({ facts: ['uid', 'args', 'cgroup', 'shared'], factsTimeoutMs: 5000 });
	const { user, system } = process.cpuUsage(before);
	const wallMs = performance.now() - startedMs;
	const stretchMs = watch();
	scanner.close();
	const without = result.ok ? result.value.processes.filter(({ args }) => args === null).length : Number.NaN;
	return { cpuMs: (user + system) / 1000, wallMs, stretchMs, without };
}

/** Between two scans others get their turn. */
function turnOnce() {
	return new Promise((resolve) => setImmediate(resolve));
}

/** The longest time between two turns of the event loop until it is asked for. */
function watchStretches() {
	let last = performance.now();
	let longest = 0;
	let isOn = true;
	const turn = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (isOn) setImmediate(turn);
	};
	setImmediate(turn);
	return () => {
		isOn = false;
		return longest;
	};
}
