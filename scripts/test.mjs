// `npm test`: everything that must pass. Types, lint and the build count as one test each; then vitest runs the rest. The last
// line is `N passed, N failed`, with `, N skipped` where tests need root or something that is not installed here.
//
// With OPSDASH_CI=1 (set by .ci/run, where all of that is there) a skipped test counts as failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isContinuousIntegration = process.env.OPSDASH_CI === '1';

const steps = [
	{ name: 'types', script: 'node_modules/typescript/bin/tsc', args: [] },
	{ name: 'lint', script: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings'] },
	{ name: 'build', script: 'scripts/build.mjs', args: [] },
];

function runNode(script, args, env = {}) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [join(root, script), ...args], {
			cwd: root,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.once('error', (error) => {
			console.error(error.message);
			resolve(false);
		});
		child.once('close', (status) => resolve(status === 0));
	});
}

async function runStep({ name, script, args }) {
	const startedAt = performance.now();
	const isGood = await runNode(script, args);
	console.log(`${isGood ? 'passed' : 'FAILED'}  ${name} (${Math.round(performance.now() - startedAt)} ms)`);
	return isGood;
}

function readCounts(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		// Vitest ended before it could say how many.
		return { passed: 0, failed: 0, skipped: 0, skippedFor: {}, brokenFiles: 0 };
	}
}

async function runVitest() {
	const directory = mkdtempSync(join(tmpdir(), 'opsdash-counts-'));
	const file = join(directory, 'counts.json');
	const reporters = ['--reporter=default', '--reporter=./test/support/count-reporter.ts'];
	try {
		const isGood = await runNode('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)], {
			OPSDASH_TEST_COUNTS: file,
			// After `su` on Debian the PATH is still the ordinary user's; tests use `service` and the like.
			PATH: [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter),
		});
		const counts = readCounts(file);
		const failed = counts.failed + counts.brokenFiles;
		return { ...counts, failed: isGood ? failed : Math.max(failed, 1) };
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

function explainSkips(skippedFor) {
	const reasons = Object.entries(skippedFor).sort();
	for (const [reason, count] of reasons) {
		console.log(`skipped  ${count} for: ${reason}`);
	}

	const packages = reasons.map(([reason]) => /^package (.+)$/.exec(reason)?.[1]).filter(Boolean);
	if (packages.length > 0) {
		console.log(`To run them:  sudo apt-get install -y ${packages.join(' ')}`);
	}

	if (skippedFor.root) {
		console.log('Those that need root run with:  sudo npm test');
	}
}

async function main() {
	const results = [];
	for (const step of steps) {
		results.push(await runStep(step));
	}

	const counts = await runVitest();
	explainSkips(counts.skippedFor);
	const passed = counts.passed + results.filter(Boolean).length;
	const skipped = isContinuousIntegration ? 0 : counts.skipped;
	const failed = counts.failed + results.filter((isGood) => !isGood).length + (counts.skipped - skipped);
	if (isContinuousIntegration && counts.skipped > 0) {
		console.log(`${counts.skipped} skipped here, where nothing may be skipped: counted as failed`);
	}

	console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
	process.exitCode = failed > 0 ? 1 : 0;
}

main();
