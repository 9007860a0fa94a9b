// npm run bench:leave-open [-- --refreshes 7200]: opens the console at the shortest interval in a terminal and leaves it. Prints PSS as it
// goes, and at the end its growth over the last half, in MiB per 1,000 refreshes. The program says how often it refreshed (--debug).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pssMebibytes, tree } from './process-tree.mjs';
import { open } from './terminal-meter.mjs';

const { values: options } = parseArgs({
	options: {
		refreshes: { type: 'string', default: '7200' },
		interval: { type: 'string', default: '0.1' },
		tab: { type: 'string', default: 'top' },
	},
});
const wanted = Number(options.refreshes);
const sampleMs = wanted < 1000 ? 1000 : 10_000;
const program = fileURLToPath(new URL('../bin/opsdash', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'opsdash-leave-open-'));
const debugFile = join(directory, 'debug.log');
const console_ = open(`'${program}' --tab ${options.tab} --interval ${options.interval} --debug '${debugFile}'`, {
	columns: 120,
	rows: 40,
	keep: false,
});

function refreshes() {
	try {
		return readFileSync(debugFile, 'utf8').split(`refresh ${options.tab} `).length - 1;
	} catch {
		return 0;
	}
}

/** Least-squares slope of PSS over refreshes, in MiB per 1,000. */
function slope(samples) {
	const mean = (pick) => samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
	const [meanX, meanY] = [mean((s) => s.count), mean((s) => s.pss)];
	const covariance = mean((s) => (s.count - meanX) * (s.pss - meanY));
	return (1000 * covariance) / mean((s) => (s.count - meanX) ** 2);
}

const samples = [];
try {
	for (let count = 0; count < wanted && !console_.exited; ) {
		await new Promise((resolve) => setTimeout(resolve, sampleMs));
		count = refreshes();
		samples.push({ count, pss: pssMebibytes(tree(console_.pid)) });
		process.stderr.write(`${count} refreshes, PSS ${samples.at(-1).pss.toFixed(1)} MiB\n`);
		if (count === 0 && samples.length > 9) throw new Error('the console wrote no refresh to its debug file');
	}
} finally {
	await console_.close();
	rmSync(directory, { recursive: true });
}
const half = samples.slice(Math.floor(samples.length / 2));
// Garbage comes and goes: what stays shows in the lowest values.
const lowest = (part) => Math.min(...part.map(({ pss }) => pss)).toFixed(1);
const quarter = Math.ceil(half.length / 2);
process.stdout.write(
	`${samples.at(-1).count} refreshes at ${options.interval} s: PSS ${samples.at(-1).pss.toFixed(1)} MiB; over the last half it grew ${slope(half).toFixed(2)} MiB per 1,000 refreshes, and its lowest value went from ${lowest(half.slice(0, quarter))} to ${lowest(half.slice(-quarter))} MiB\n`,
);
process.exit(0);
