// From 500 processes to 8,000, and to 100,000 sockets: what a scan costs more, and that memory suffices.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as load from '../load.mjs';
import { opsdash } from '../peers.mjs';
import { pssMebibytes, tree } from '../process-tree.mjs';
import { check, row } from '../table.mjs';
import { open, pause } from '../terminal-meter.mjs';
import { inNamespace } from './socket-stages.mjs';

const run = promisify(execFile);
const scanner = fileURLToPath(new URL('../scan-cost.mjs', import.meta.url));

/** CPU milliseconds of a scan with what is there now, and how many processes that is; with the launcher's flags. */
async function scanCost({ scans }) {
	const args = ['--v8-pool-size=0', '--max-semi-space-size=2', scanner, String(scans)];
	const { stdout } = await run(process.execPath, args, { timeout: 180_000 });
	return JSON.parse(stdout);
}

async function measureGrowth(context, what) {
	const [few, many, running] = [500, 8000, 200].map((each) => context.count(each));
	const loads = [];
	try {
		const missing = few - load.countProcesses();
		if (missing > 0) loads.push(await load.idle(missing));
		const small = await scanCost(context);
		loads.push(await load.idle(many - small.processes));
		const large = await scanCost(context);
		loads.push(await load.wakers(running));
		const awake = await scanCost(context);
		const perExisting = (1000 * (large.cpuMs - small.cpuMs)) / (large.processes - small.processes);
		const perRunning = (1000 * (awake.cpuMs - large.cpuMs)) / running - perExisting;
		const scansAre = `a scan ${small.cpuMs.toFixed(1)} ms at ${small.processes}, ${large.cpuMs.toFixed(1)} ms at ${large.processes}`;
		context.emit(
			row(what, scansAre, [
				check('per existing process', perExisting, 8, { unit: ' µs', digits: 1 }),
				check('per running one', perRunning, 40, { unit: ' µs', digits: 1 }),
			]),
		);
	} finally {
		for (const one of loads) await one.stop();
	}
}

async function measureLarge(context, what) {
	const holders = context.count(1000);
	const loads = [await load.listeners(holders, 100)];
	try {
		loads.push(await load.idle(context.count(8000) - holders));
		const meter = open(inNamespace(loads[0], `${opsdash} --tab network --interval 2`), { keep: false, isDrawn: true });
		const peaks = {};
		try {
			for (const [tab, key] of Object.entries({ network: '', top: '2', 'network again': '3' })) {
				meter.write(key);
				for (let waited = 0; waited < context.seconds / 2; waited += 2) {
					await pause(2000);
					peaks[tab] = Math.max(peaks[tab] ?? 0, pssMebibytes(tree(meter.pid)));
				}
			}
			const figure = Object.entries(peaks).map(([tab, pss]) => `${tab} ${pss.toFixed(0)} MiB`);
			const hasEnded = check('ended', meter.exited ? 1 : 0, 0, { digits: 0 });
			const shown = / 1 of (\d+)/.exec(meter.screen().join('\n'))?.[1] ?? 'none';
			context.emit(row(what, `peak PSS: ${figure.join(', ')}`, [hasEnded], `${shown} sockets listed at the end`));
		} finally {
			await meter.close();
		}
	} finally {
		for (const one of loads) await one.stop();
	}
}

export const growthStage = {
	ids: ['growth'],
	needs: { programs: ['perl'] },
	title: ({ count }) => `growth of a scan from ${count(500)} to ${count(8000)} processes`,
	run(context) {
		return measureGrowth(context, this.title(context));
	},
};

export const largeStage = {
	ids: ['large'],
	needs: { root: true, programs: ['perl', 'unshare', 'nsenter'] },
	title: ({ count }) => `${count(8000)} processes and ${count(1000) * 100} sockets do not end it for want of memory`,
	run(context) {
		return measureLarge(context, this.title(context));
	},
};
