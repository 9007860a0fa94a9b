// How soon a key is answered, how long nothing else can run, and what is read while nobody looks.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../measure-command.mjs';
import { opsdash } from '../peers.mjs';
import { readCalls } from '../process-tree.mjs';
import { check, row } from '../table.mjs';
import { open, pause } from '../terminal-meter.mjs';

const keys = { up: '\u001B[A', down: '\u001B[B', pageUp: '\u001B[5~', pageDown: '\u001B[6~', repaint: '\u000C' };

/** Where in the list the cursor is, of the line below it; null while there is no list. */
function cursorPlace(lines) {
	const match = / (\d+) of \d+/.exec(lines.join('\n'));
	return match === null ? null : Number(match[1]);
}

async function untilDrawn(meter, isDrawn, timeoutMs = 10_000) {
	for (let waited = 0; waited < timeoutMs; waited += 20) {
		if (isDrawn(meter.screen())) return;
		await pause(20);
	}
	throw new Error('the console did not draw what it was asked for');
}

/** Milliseconds from the key to the frame that shows where it led; a second where there is none. */
async function timeKey(meter, key, step) {
	const wanted = cursorPlace(meter.screen()) + step;
	const pressedMs = performance.now();
	const drawn = new Promise((resolve) => {
		meter.onDrawn = (arrivedMs) => {
			if (cursorPlace(meter.screen()) === wanted) resolve(arrivedMs - pressedMs);
		};
	});
	meter.write(key);
	const tookMs = await Promise.race([drawn, pause(1000).then(() => 1000)]);
	meter.onDrawn = undefined;
	return tookMs;
}

/** Refreshes four times a second, so that many of the keys meet a scan. */
export async function measureKeys({ emit, presses, warmUp }, what) {
	const meter = open(`${opsdash} --tab top --interval 0.25`, { keep: false, isDrawn: true });
	try {
		await untilDrawn(meter, (lines) => cursorPlace(lines) !== null);
		// The rows of the load, which stay where they are: a refresh does not move the cursor, only a key does.
		meter.write('/');
		for (const character of 'sleep 100000') meter.write(character);
		meter.write('\r');
		await pause(warmUp * 1000);
		const times = [];
		for (let press = 0; press < presses; press++) {
			const isDown = press % 40 < 20;
			times.push(await timeKey(meter, isDown ? keys.down : keys.up, isDown ? 1 : -1));
			// Not in step with the refreshes, which come every 250 ms.
			await pause(20 + ((press * 37) % 60));
		}
		const [half, p99] = [0.5, 0.99].map((share) => quantile(times, share));
		emit(
			row(what, `${p99.toFixed(0)} ms (median ${half.toFixed(1)}, ${presses} keys at 4 refreshes a second)`, [
				check('p99', p99, 50, { unit: ' ms', digits: 0 }),
			]),
		);
	} finally {
		await meter.close();
	}
}

/** At the usual interval, while a person scrolls; by the clock of the main thread's CPU time. */
export async function measureStretch({ emit, warmUp, seconds }, what) {
	const directory = mkdtempSync(join(tmpdir(), 'opsdash-probe-'));
	const file = join(directory, 'longest.json');
	const probe = new URL('../event-loop-probe.mjs', import.meta.url).href;
	const env = { OPSDASH_PROBE: file, NODE_OPTIONS: `--import=${probe}` };
	const meter = open(`${opsdash} --tab top --interval 2`, { keep: false, isDrawn: true, env });
	try {
		await untilDrawn(meter, (lines) => cursorPlace(lines) !== null);
		await pause(warmUp * 1000);
		rmSync(file, { force: true });
		await pause(1500);
		for (let pressed = 0; pressed < seconds; pressed++) {
			meter.write([keys.down, keys.pageDown, keys.up, keys.pageUp][pressed % 4]);
			await pause(1000);
		}
		await pause(1500);
		if (!existsSync(file)) throw new Error('the probe wrote nothing');
		const { wallMs, cpuMs } = JSON.parse(readFileSync(file, 'utf8'));
		const clock = `${wallMs.toFixed(1)} ms by the clock, which counts other programs’ turns too`;
		emit(row(what, `${cpuMs.toFixed(1)} ms`, [check('stretch', cpuMs, 20, { unit: ' ms', digits: 1 })], clock));
	} finally {
		await meter.close();
		rmSync(directory, { recursive: true });
	}
}

/** Nobody reads it any more, and the terminal, which takes some frames, is full: of whole ones, since changes are small. */
async function fill(meter) {
	meter.ignore();
	for (let pressed = 0; pressed < 60; pressed++) {
		meter.write(keys.repaint);
		await pause(50);
	}
}

/** Counts system calls that read: a scan of the processes is at least one for each. */
export async function measureUnseen({ emit, warmUp, count, seconds }, what) {
	const meters = {
		shown: open(`${opsdash} --tab top --interval 2`, { keep: false }),
		hidden: open(`${opsdash} --tab history --interval 2`, { keep: false }),
		paused: open(`${opsdash} --tab top --interval 2`, { keep: false, isDrawn: true }),
		unread: open(`${opsdash} --tab top --interval 2`, { keep: false }),
	};
	try {
		await untilDrawn(meters.paused, (lines) => cursorPlace(lines) !== null);
		await pause(1000);
		meters.paused.write('p');
		await fill(meters.unread);
		await pause(warmUp * 1000);
		const before = Object.entries(meters).map(([name, { pid }]) => [name, readCalls(pid)]);
		const refreshes = Math.max(2, seconds / 4);
		await pause(refreshes * 2000);
		const calls = Object.fromEntries(
			before.map(([name, calls]) => [name, (readCalls(meters[name].pid) - calls) / refreshes]),
		);
		const most = Math.max(10, count(2000) / 20);
		emit(
			row(
				what,
				['hidden', 'paused', 'unread'].map((name) => `${name} ${calls[name].toFixed(0)}`).join(', '),
				['hidden', 'paused', 'unread'].map((name) => check(name, calls[name], most, { digits: 0 })),
				`${calls.shown.toFixed(0)} where it is shown`,
			),
		);
	} finally {
		for (const meter of Object.values(meters)) await meter.close();
	}
}
