// The Network tab beside ss at the same interval, on sockets in a network namespace of their own, which both are run in.
import { measureBeside } from '../beside.mjs';
import * as load from '../load.mjs';
import { opsdash } from '../peers.mjs';
import { check, row } from '../table.mjs';

export const inNamespace = ({ pid }, command) => `nsenter --net=/proc/${pid}/ns/net ${command}`;
/** What it prints goes nowhere: a terminal that takes it would cost it more. */
const repeated = (command) => `sh -c 'while ${command} >/dev/null; do sleep 2; done'`;
const needs = { root: true, programs: ['perl', 'unshare', 'nsenter', 'ss'] };

async function measureNetwork(context, sockets, peer) {
	let isStretched = false;
	const figures = await measureBeside(
		{
			opsdash: inNamespace(sockets, `${opsdash} --tab network --interval 2`),
			[peer]: inNamespace(sockets, repeated(peer)),
		},
		{
			...context,
			during(meters) {
				const lines = meters.get('opsdash')?.screen() ?? [];
				isStretched = lines.some((line) => line.includes('takes long here'));
			},
		},
	);
	const own = figures.opsdash;
	const theirs = figures[peer];
	if (own === null || theirs === null) throw new Error('a program ended by itself');
	const ratio = check(`of \`${peer}\`, ${theirs.cpuPercent.toFixed(2)} %`, own.cpuPercent / theirs.cpuPercent, 1);
	return { own, ratio, isStretched };
}

export const networkStage = {
	ids: ['network'],
	needs,
	title: ({ count }) => `CPU on Network, ${count(1000) * 5} sockets of ${count(1000)} processes`,
	async run(context) {
		const sockets = await load.sockets(context.count(1000), 5);
		try {
			const { own, ratio } = await measureNetwork(context, sockets, 'ss -tunap');
			context.emit(row(this.title(context), `${own.cpuPercent.toFixed(2)} % of a core`, [ratio]));
		} finally {
			await sockets.stop();
		}
	},
};

export const timeWaitStage = {
	ids: ['time-wait'],
	needs,
	title: ({ count }) => `CPU on Network, ${count(100_000)} sockets in TIME_WAIT`,
	async run(context) {
		const sockets = await load.timeWait(context.count(100_000));
		try {
			// While the first ones are there, in their first minute, there are twice as many.
			const settle = context.isSmall ? context.settle : Math.max(context.settle, 70);
			const { own, ratio, isStretched } = await measureNetwork({ ...context, settle }, sockets, 'ss -tan');
			const said = isStretched ? 'the interval stretches, and the screen says so' : 'the interval is kept';
			// The bound is the ratio, or a stretched interval that is said on screen.
			const figure = `${own.cpuPercent.toFixed(2)} % of a core`;
			context.emit(row(this.title(context), figure, [{ ...ratio, isExcused: isStretched }], said));
		} finally {
			await sockets.stop();
		}
	},
};
