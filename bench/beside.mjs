// Measures programs on one load, each in a pseudo-terminal of its own. All at the same time by default: each takes a few percent of
// a core, and what else the machine does meets all of them alike. That agrees with measuring them in turn (--in-turn).
import { performance } from 'node:perf_hooks';
import { cpuSeconds, pssMebibytes, tree } from './process-tree.mjs';
import { open, pause } from './terminal-meter.mjs';

const memoryPeriodSeconds = 10;

/**
 * Figures of programs (command lines by name) over `seconds` that begin `settle` seconds after they started: CPU in percent of a
 * core, peak PSS in MiB, bytes a second to the terminal, of all the time and of what follows second `quietFrom`; null for a
 * program that ended by itself. `during` is told the programs when the time begins; the program named `drawn` has a screen.
 * What `kept` names is left open, as `meter` of its figures.
 */
export async function measureBeside(programs, options) {
	if (!options.inTurn) return measureTogether(programs, options);
	const figures = {};
	for (const [name, command] of Object.entries(programs)) {
		Object.assign(figures, await measureTogether({ [name]: command }, options));
	}
	return figures;
}

async function measureTogether(programs, { settle, seconds, quietFrom = 0, during, drawn = 'opsdash', kept = '' }) {
	const meters = new Map();
	try {
		for (const [name, command] of Object.entries(programs)) {
			meters.set(name, open(command, { keep: false, isDrawn: name === drawn }));
		}
		await pause(settle * 1000);
		const endMs = performance.now() + seconds * 1000;
		const peaks = new Map();
		const start = takeAll(meters, peaks);
		const watched = during?.(meters);
		await watchMemory(meters, peaks, performance.now() + quietFrom * 1000);
		const quiet = takeAll(meters, peaks);
		await watchMemory(meters, peaks, endMs);
		const end = takeAll(meters, peaks);
		await watched;
		return Object.fromEntries(
			Array.from(meters, ([name, meter]) => {
				const [first, middle, last] = [start, quiet, end].map((all) => all.get(name));
				return [name, meter.exited ? null : figuresOf(meter, first, middle, last, peaks.get(name))];
			}),
		);
	} finally {
		for (const [name, meter] of meters) if (name !== kept) await meter.close();
	}
}

function figuresOf(meter, first, middle, last, pss) {
	const perSecond = (from, to, pick) => (1000 * (pick(to) - pick(from))) / (to.ms - from.ms);
	return {
		cpuPercent: 100 * perSecond(first, last, ({ cpu }) => cpu),
		bytesPerSecond: perSecond(first, last, ({ bytes }) => bytes),
		quietBytesPerSecond: perSecond(middle, last, ({ bytes }) => bytes),
		pssMebibytes: pss,
		meter,
	};
}

function takeAll(meters, peaks) {
	return new Map(
		Array.from(meters, ([name, { pid, bytes }]) => {
			const pids = tree(pid);
			peaks.set(name, Math.max(peaks.get(name) ?? 0, pssMebibytes(pids)));
			return [name, { cpu: cpuSeconds(pids), bytes, ms: performance.now() }];
		}),
	);
}

async function watchMemory(meters, peaks, untilMs) {
	for (;;) {
		const leftMs = untilMs - performance.now();
		if (leftMs <= 0) return;
		await pause(Math.min(leftMs, memoryPeriodSeconds * 1000));
		for (const [name, { pid }] of meters) {
			peaks.set(name, Math.max(peaks.get(name) ?? 0, pssMebibytes(tree(pid))));
		}
	}
}
