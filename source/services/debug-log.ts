import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fail, type Result, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { maskLine, type SecretPatterns } from '../domain/secrets.ts';
import type { PollTask } from './collectors/poller.ts';

/** What the program writes about itself with `--debug FILE`: one line for each thing that happened, never a value it read. */
export type DebugLog = {
	note(sentence: string): void;
	/** The task, with a line for every collection: `refresh top 12.3 ms`. */
	watch(task: PollTask): PollTask;
	close(): void;
};

/** Stretches of the main thread are told with this many refreshes of whatever is refreshed. */
const stretchEvery = 20;
const nanosecondsPerMillisecond = 1e6;

/**
 * Appends to the file, which only this user may read. A file that cannot be written is told at once. `patterns` are those of the
 * settings: nothing is written before they are known.
 */
export function openDebugLog(path: string, patterns: SecretPatterns): Result<DebugLog> {
	let descriptor: number;
	try {
		descriptor = openSync(path, 'a', 0o600);
		fchmodSync(descriptor, 0o600);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		return fail('refused', `The debug file ${path} cannot be written (${code})`, 'Name another one.');
	}
	return succeed(createDebugLog(descriptor, patterns));
}

function createDebugLog(descriptor: number, patterns: SecretPatterns): DebugLog {
	const delays = monitorEventLoopDelay({ resolution: 5 });
	delays.enable();
	let refreshes = 0;

	function note(sentence: string): void {
		try {
			writeSync(descriptor, `${new Date().toISOString()} ${maskLine(sanitise(sentence), patterns)}\n`);
		} catch {
			// A full disk must not take the console down because somebody is curious.
		}
	}

	function noteStretch(): void {
		refreshes += 1;
		if (refreshes % stretchEvery !== 0) return;
		note(`longest stretch ${(delays.max / nanosecondsPerMillisecond).toFixed(1)} ms`);
		delays.reset();
	}

	return {
		note,
		watch: (task) => ({
			...task,
			async collect(signal) {
				const startedMs = performance.now();
				const result = await task.collect(signal);
				const tookMs = (performance.now() - startedMs).toFixed(1);
				note(`refresh ${task.name} ${tookMs} ms${result.ok ? '' : `: ${result.error.code}: ${result.error.message}`}`);
				noteStretch();
				return result;
			},
		}),
		close() {
			delays.disable();
			closeSync(descriptor);
		},
	};
}
