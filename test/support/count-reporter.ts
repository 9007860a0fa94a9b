/** A vitest reporter that leaves the counts of a run, and why tests were skipped, as JSON for scripts/test.mjs. */

import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';

export type RunCounts = {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** Number of skipped tests by what was missing; `no reason given` for a bare skip or todo. */
	readonly skippedFor: Readonly<Record<string, number>>;
	/** Files that could not be loaded and errors outside of any test. */
	readonly brokenFiles: number;
};

function findMissing(task: TestCase | TestSuite): readonly string[] {
	const { missing } = task.meta();
	if (missing && missing.length > 0) {
		return missing;
	}

	return task.parent.type === 'suite' ? findMissing(task.parent) : [];
}

function selectReasons(test: TestCase): readonly string[] {
	const missing = findMissing(test);
	const result = test.result();
	const note = result.state === 'skipped' ? result.note : undefined;
	return missing.length > 0 ? missing : [note ?? 'no reason given'];
}

function countTests(modules: readonly TestModule[], unhandled: readonly SerializedError[]): RunCounts {
	const tests = modules.flatMap((module) => [...module.children.allTests()]);
	const skipped = tests.filter((test) => test.result().state === 'skipped');
	const skippedFor: Record<string, number> = {};
	for (const reason of skipped.flatMap(selectReasons)) {
		skippedFor[reason] = (skippedFor[reason] ?? 0) + 1;
	}

	return {
		passed: tests.filter((test) => test.result().state === 'passed').length,
		// A test that was still pending when the run ended never showed that it works.
		failed: tests.filter((test) => ['failed', 'pending'].includes(test.result().state)).length,
		skipped: skipped.length,
		skippedFor,
		brokenFiles: modules.filter((module) => module.errors().length > 0).length + unhandled.length,
	};
}

export class CountReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
		const file = process.env['OPSDASH_TEST_COUNTS'];
		if (file) {
			writeFileSync(file, JSON.stringify(countTests(modules, unhandled)));
		}
	}
}

// Vitest loads a reporter that is named by its path as the file's default export.
// biome-ignore lint/style/noDefaultExport: see above
export default CountReporter;
