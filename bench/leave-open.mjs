// npm run bench:leave-open [-- --refreshes 7200]: opens the console at the shortest interval in a terminal and leaves it. Prints PSS as it goes, and
// at the end its growth over the last half, in MiB per 1,000 refreshes. The program itself says how often it refreshed (--debug).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open, pssMebibytes } from './terminal-meter.mjs';

const { values: options } = parseArgs({
	options: {
		refreshes: { type: 'string', default: '7200' },
		interval: { type: 'string', default: '0.1' },
		tab: { type: 'string', default: 'top' },
	},
});
const wanted = Number(options.refreshes);
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
		await new Promise((resolve) => setTimeout(resolve, 10_000));
		count = refreshes();
		samples.push({ count, pss: pssMebibytes(console_.pid) });
		process.stderr.write(`${count} refreshes, PSS ${samples.at(-1).pss.toFixed(1)} MiB\n`);
		if (count === 0) throw new Error('the console wrote no refresh to its debug file');
	}
} finally {
	await console_.close();
	rmSync(directory, { recursive: true });
}
const half = samples.slice(Math.floor(samples.length / 2));
process.stdout.write(
	`${samples.at(-1).count} refreshes at ${options.interval} s: PSS ${samples.at(-1).pss.toFixed(1)} MiB; over the last half it grew ${slope(half).toFixed(2)} MiB per 1,000 refreshes\n`,
);
process.exit(0);
