// One busy process among the load that the console has to show at its figure within two refreshes, and to drop within two after it
// ended: what is cheap because it looks away does not count.
import { performance } from 'node:perf_hooks';
import { spinner } from './load.mjs';
import { cpuSeconds } from './process-tree.mjs';
import { pause } from './terminal-meter.mjs';

const name = 'opsdash-beacon';
const lookMs = 50;
/** Points of a core by which the screen may differ from the kernel's accounting: both measure a stretch of their own. */
const tolerance = 15;
/** Of the frame itself, after the second refresh. */
const frameMs = 250;

/** The CPU figure of the row on screen, null where there is none, or no figure yet. */
export function figureOnScreen(lines) {
	const head = lines.find((line) => /\bPID\b.*CPU%/.test(line));
	const row = lines.find((line) => line.includes(name));
	if (head === undefined || row === undefined) return null;
	// Figures stand right-aligned below the end of their column's name.
	const end = head.indexOf('CPU%') + 4;
	const figure = /(\S+)\s*$/.exec(row.slice(0, end))?.[1] ?? '';
	return /^[\d.]+$/.test(figure) ? Number(figure) : null;
}

const isShown = (meter) => meter.screen().some((line) => line.includes(name));

/**
 * Runs it for `seconds` and watches the screen of `meter`. Milliseconds until it was there at its figure and, after its end, until
 * it was gone (NaN for never), the bound, and the two figures that were compared.
 */
export async function watchBeacon(meter, { seconds, intervalMs = 2000 }) {
	const boundMs = 2 * intervalMs + frameMs;
	const { pid, stop } = await spinner(name);
	const startedMs = performance.now();
	let seenMs = Number.NaN;
	let shown = null;
	let actual = null;
	const samples = [];
	while (performance.now() - startedMs < Math.max(seconds * 1000, Number.isNaN(seenMs) ? 1.5 * boundMs : 0)) {
		await pause(lookMs);
		const now = performance.now();
		samples.push({ ms: now, cpu: cpuSeconds([pid]) });
		const before = samples.find(({ ms }) => ms >= now - intervalMs) ?? samples[0];
		const figure = figureOnScreen(meter.screen());
		if (!Number.isNaN(seenMs) || figure === null || now - before.ms < intervalMs / 4) continue;
		const rate = (100_000 * (samples.at(-1).cpu - before.cpu)) / (now - before.ms);
		if (Math.abs(figure - rate) > tolerance) continue;
		[seenMs, shown, actual] = [now - startedMs, figure, rate];
	}
	await stop();
	const endedMs = performance.now();
	while (isShown(meter) && performance.now() - endedMs < 1.5 * boundMs) await pause(lookMs);
	const goneMs = isShown(meter) ? Number.NaN : performance.now() - endedMs;
	return { seenMs, goneMs, boundMs, shown, actual };
}
