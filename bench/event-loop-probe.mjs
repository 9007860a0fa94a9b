// Preloaded into a program (NODE_OPTIONS=--import=…): says to the file OPSDASH_PROBE names, once a second, the longest stretch between two
// turns of its event loop so far, by the wall clock and in CPU time of the main thread. `{"wallMs", "cpuMs"}`; it starts anew when the
// file is removed.
import { existsSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env.OPSDASH_PROBE;
const cpuMs = () => {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
};

if (isMainThread && file !== undefined) {
	let longest = { wallMs: 0, cpuMs: 0 };
	let last = { wallMs: performance.now(), cpuMs: cpuMs() };
	let saidMs = 0;
	setInterval(() => {
		const now = { wallMs: performance.now(), cpuMs: cpuMs() };
		longest = {
			wallMs: Math.max(longest.wallMs, now.wallMs - last.wallMs),
			cpuMs: Math.max(longest.cpuMs, now.cpuMs - last.cpuMs),
		};
		if (now.wallMs - saidMs > 1000) {
			if (!existsSync(file)) longest = { wallMs: 0, cpuMs: 0 };
			writeFileSync(file, JSON.stringify(longest));
			saidMs = now.wallMs;
		}
		// What the probe itself takes is not counted.
		last = { wallMs: performance.now(), cpuMs: cpuMs() };
	}, 1).unref();
}
