// Top beside its peers: mostly idle processes, busy ones at changing rates, few, and short ones forked all the time.
import { watchBeacon } from '../beacon.mjs';
import { measureBeside } from '../beside.mjs';
import * as load from '../load.mjs';
import { opsdash, peers, presentPeers } from '../peers.mjs';
import { descriptorCount } from '../process-tree.mjs';
import { check, row } from '../table.mjs';

export const topCommand = `${opsdash} --tab top --interval 2`;

/** Of the measured time the busy process takes the first part, so that the rest is quiet. */
const beaconShare = 0.5;

/** Measures the console and these peers while the busy process comes and goes. */
export async function measureTop(context, names, options = {}) {
	let beacon = null;
	const figures = await measureBeside(
		{ opsdash: topCommand, ...presentPeers(...names) },
		{
			...context,
			quietFrom: context.seconds * 0.6,
			...options,
			async during(meters) {
				const meter = meters.get('opsdash');
				if (meter !== undefined) beacon = await watchBeacon(meter, { seconds: context.seconds * beaconShare });
			},
		},
	);
	if (figures.opsdash === null) throw new Error('the console ended by itself');
	return { figures, beacon };
}

/** The CPU of the console beside each peer's, each with its bound. */
export function cpuChecks(figures, bounds) {
	return Object.entries(bounds)
		.filter(([name]) => figures[name] && figures[name].cpuPercent > 0)
		.map(([name, bound]) =>
			check(
				`of ${name}’s ${figures[name].cpuPercent.toFixed(2)} %`,
				figures.opsdash.cpuPercent / figures[name].cpuPercent,
				bound,
			),
		);
}

/** Peers that have no bound are told as well. */
function others(figures, bounds) {
	return Object.entries(figures)
		.filter(([name, one]) => name !== 'opsdash' && one && !(name in bounds))
		.map(([name, one]) => `${name} ${one.cpuPercent.toFixed(2)} %`)
		.join(', ');
}

function cpuRow(what, { figures, beacon }, bounds) {
	const { seenMs, goneMs, boundMs } = beacon;
	const seconds = (ms) => ms / 1000;
	return row(
		what,
		`${figures.opsdash.cpuPercent.toFixed(2)} % of a core`,
		[
			...cpuChecks(figures, bounds),
			check('busy process at its figure after', seconds(seenMs), seconds(boundMs), { unit: ' s' }),
			check('gone after', seconds(goneMs), seconds(boundMs), { unit: ' s' }),
		],
		others(figures, bounds),
	);
}

/** On `count` idle processes that are there already; leaves the console open and answers with its terminal. */
export async function measureIdle(context, what) {
	const measured = await measureTop(context, Object.keys(peers), { kept: 'opsdash' });
	context.emit(cpuRow(what, measured, { top: 0.7, htop: 0.25 }));
	return measured.figures.opsdash.meter;
}

/** Beside idle processes that are there already. */
export async function measureForks(context, what, rate) {
	const short = await load.forks(rate);
	try {
		let spare = Number.NaN;
		const figures = await measureBeside(
			{ opsdash: topCommand, ...presentPeers('top') },
			{
				...context,
				async during(meters) {
					const pid = meters.get('opsdash')?.pid;
					if (pid === undefined) return;
					await new Promise((resolve) => setTimeout(resolve, context.seconds * 900));
					spare = descriptorCount(pid) - 2 * load.countProcesses();
				},
			},
		);
		context.emit(
			row(what, `${figures.opsdash.cpuPercent.toFixed(2)} % of a core`, [
				...cpuChecks(figures, { top: 1 }),
				check('descriptors past two a process', Math.max(0, spare), 100, { digits: 0 }),
			]),
		);
	} finally {
		await short.stop();
	}
}

export const busyStage = {
	ids: ['busy'],
	needs: { programs: ['perl'] },
	title: ({ count }) => `CPU on Top, ${count(2000)} processes, ${count(200)} of them busy at changing rates`,
	async run(context) {
		const loads = [await load.idle(context.count(1800)), await load.busy(context.count(200))];
		try {
			context.emit(cpuRow(this.title(context), await measureTop(context, ['top']), { top: 1 }));
		} finally {
			for (const one of loads) await one.stop();
		}
	},
};

export const fewStage = {
	ids: ['few', 'bytes'],
	needs: {},
	title: () => `CPU on Top, ${load.countProcesses()} processes`,
	async run(context) {
		const measured = await measureTop(context, ['top', 'htop', 'btop']);
		const { figures } = measured;
		if (context.wants('few')) context.emit(cpuRow(this.title(context), measured, { btop: 1 }));
		if (!context.wants('bytes')) return;
		const own = figures.opsdash.quietBytesPerSecond;
		const rate = (name) => figures[name]?.quietBytesPerSecond ?? Number.NaN;
		context.emit(
			row(
				'bytes to the terminal a second, idle machine',
				`${own.toFixed(0)} B/s`,
				figures.top ? [check(`of top’s ${rate('top').toFixed(0)}`, own / rate('top'), 0.5)] : [],
				figures.htop ? `htop ${rate('htop').toFixed(0)} B/s` : '',
			),
		);
	},
};
