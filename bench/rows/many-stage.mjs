// 2,000 mostly idle processes. The console that is measured beside its peers is left open for ten minutes, for its memory, and
// everything else that needs that load is measured meanwhile.
import * as load from '../load.mjs';
import { anonymousMebibytes, pssMebibytes, tree } from '../process-tree.mjs';
import { check, row } from '../table.mjs';
import { open, pause } from '../terminal-meter.mjs';
import { measureKeys, measureStretch, measureUnseen } from './answer-rows.mjs';
import { measureFirstFrame, measureOneShot } from './start-rows.mjs';
import { measureForks, measureIdle, topCommand } from './top-rows.mjs';

const samplePeriodMs = 5000;
const boundMebibytes = 105;
/**
 * What counts as level: garbage comes and goes, so the lowest values of two halves of the second half are compared. That is without
 * pages of files: those are counted in full once the other consoles of this run, which map the same ones, have ended.
 */
const levelMebibytes = 3;

/** Takes its memory every few seconds from now on. */
function followMemory(meter) {
	const samples = [];
	const take = () => {
		const pids = tree(meter.pid);
		samples.push({ ms: performance.now() - meter.startedMs, pss: pssMebibytes(pids), own: anonymousMebibytes(pids) });
	};
	take();
	const timer = setInterval(take, samplePeriodMs);
	return {
		samples,
		stop() {
			clearInterval(timer);
			take();
		},
	};
}

function memoryRow(what, samples) {
	const half = samples.slice(Math.floor(samples.length / 2));
	const middle = Math.ceil(half.length / 2);
	const [early, late] = [half.slice(0, middle), half.slice(middle)].map((part) =>
		Math.min(...part.map(({ own }) => own)),
	);
	const last = samples.at(-1);
	return row(what, `${last.pss.toFixed(1)} MiB after ${(last.ms / 60_000).toFixed(1)} minutes`, [
		check('memory', Math.max(...half.map(({ pss }) => pss)), boundMebibytes, { unit: ' MiB', digits: 1 }),
		check('growth of what is not of files over the last half', Math.max(0, late - early), levelMebibytes, {
			unit: ' MiB',
			digits: 1,
		}),
	]);
}

export const manyStage = {
	ids: ['idle', 'memory', 'forks', 'one-shot', 'first-frame', 'keys', 'stretch', 'unseen'],
	needs: { programs: ['perl'] },
	title: ({ count }) => `the rows with ${count(2000)} idle processes`,
	async run(context) {
		const { count, wants, emit, memorySeconds } = context;
		const many = count(2000);
		const idle = await load.idle(many);
		let meter = null;
		let memory = null;
		const part = async (id, what, measure, ...rest) => {
			if (wants(id)) await context.attempt(what, () => measure(context, what, ...rest));
		};
		try {
			await load.untilProcesses(many);
			if (wants('idle')) meter = await measureIdle(context, `CPU on Top, ${many} mostly idle processes`);
			if (wants('memory')) {
				meter ??= open(topCommand, { keep: false });
				memory = followMemory(meter);
			}
			await part(
				'forks',
				`CPU on Top, ${count(200)} short processes forked a second beside ${many} idle ones`,
				measureForks,
				count(200),
			);
			await part('one-shot', `\`top --json --window 0\` at ${many} processes`, measureOneShot);
			await part('first-frame', 'first full frame, header and 30 rows with PIDs', measureFirstFrame);
			await part('keys', `key to changed frame at ${many} processes while scans run, p99`, measureKeys);
			await part(
				'stretch',
				`longest synchronous stretch of the main thread at ${many} processes, CPU time`,
				measureStretch,
			);
			await part('unseen', 'hidden tab, paused, nobody reading: reads a refresh', measureUnseen);
			if (memory === null) return;
			await pause(Math.max(0, meter.startedMs + memorySeconds * 1000 - performance.now()));
			memory.stop();
			if (meter.exited) throw new Error('the console that was left open ended by itself');
			emit(memoryRow(`memory (PSS of the tree) at ${many} processes`, memory.samples));
		} finally {
			memory?.stop();
			await meter?.close();
			await idle.stop();
		}
	},
};
