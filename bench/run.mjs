// npm run bench [-- --only idle,network] [--write] [--small] [--in-turn]: what the console costs beside its peers, in one run on loads that it
// makes and ends itself. Prints each row as it is known and the whole table at the end; --write puts that into README between its two
// bench markers (with --only: those rows, and leaves the others). Some twenty minutes for all rows; without root or a package the rows that need it say so.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { missingPackages, whatIsMissing } from './peers.mjs';
import { growthStage, largeStage } from './rows/growth-stage.mjs';
import { manyStage } from './rows/many-stage.mjs';
import { networkStage, timeWaitStage } from './rows/socket-stages.mjs';
import { busyStage, fewStage } from './rows/top-rows.mjs';
import { printRow, tableHead, unmeasured, withOtherRows, writeIntoReadme } from './table.mjs';

const stages = [fewStage, manyStage, busyStage, networkStage, timeWaitStage, growthStage, largeStage];
const allIds = stages.flatMap(({ ids }) => ids);

const { values: options } = parseArgs({
	options: {
		small: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		'in-turn': { type: 'boolean', default: false },
		only: { type: 'string', default: allIds.join(',') },
		settle: { type: 'string' },
		seconds: { type: 'string' },
	},
});
const only = new Set(options.only.split(',').map((id) => id.trim()));
const unknown = [...only].filter((id) => !allIds.includes(id));
if (unknown.length > 0) {
	process.stderr.write(`No row is called ${unknown.join(', ')}. Rows: ${allIds.join(', ')}\n`);
	process.exit(2);
}

const isSmall = options.small;
const lines = [];
const context = {
	isSmall,
	count: (wanted) => (isSmall ? Math.max(4, Math.round(wanted * 0.02)) : wanted),
	settle: Number(options.settle ?? (isSmall ? 1 : 60)),
	seconds: Number(options.seconds ?? (isSmall ? 1 : 60)),
	inTurn: options['in-turn'],
	warmUp: isSmall ? 1 : 20,
	runs: isSmall ? 1 : 7,
	presses: isSmall ? 20 : 600,
	scans: isSmall ? 3 : 20,
	memorySeconds: isSmall ? 5 : 600,
	wants: (id) => only.has(id),
	emit(row) {
		lines.push(printRow(row));
		process.stderr.write(`${lines.at(-1)}\n`);
	},
	/** What goes wrong with one row is said in its place, and the others follow. */
	async attempt(what, measure) {
		try {
			await measure();
		} catch (error) {
			context.emit(unmeasured(what, error.message));
		}
	},
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.once(signal, () => {
		printTable();
		process.exit(130);
	});
}

const missing = missingPackages();
if (missing.length > 0)
	process.stderr.write(`Left out, as they are not installed: ${missing.join(' ')} (Debian packages)\n`);
for (const stage of stages.filter(({ ids }) => ids.some((id) => only.has(id)))) {
	const lacks = whatIsMissing(stage.needs);
	await context.attempt(stage.title(context), async () => {
		if (lacks !== null) throw new Error(lacks);
		await stage.run(context);
	});
}
const report = printTable();
if (options.write) writeIntoReadme('bench', only.size < allIds.length ? withOtherRows('bench', report) : report);
process.exit(0);

function printTable() {
	const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
	const how = options['in-turn'] ? 'programs in turn' : 'programs of a load at the same time';
	const head = `Measured ${new Date().toISOString().slice(0, 10)} by \`npm run bench\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Linux ${kernel}, Node ${process.versions.node}: 200x50, 2 s, from second ${context.settle} for ${context.seconds} s, ${how}, with one busy process that comes and goes.`;
	const text = [head, '', ...tableHead, ...lines].join('\n');
	process.stdout.write(`${text}\n`);
	return text;
}
