// What it takes to get a first answer: the first full frame in a terminal, and one command's output.
import { median, timeInTurn } from '../measure-command.mjs';
import { isInstalled, opsdash } from '../peers.mjs';
import { check, row } from '../table.mjs';
import { firstFrame, ownRow } from '../terminal-meter.mjs';

const boundMs = 350;

export async function measureFirstFrame({ emit, runs, count }, what) {
	const firstRows = Math.min(30, count(2000));
	const programs = {
		opsdash: { command: `${opsdash} --tab top`, rowPattern: ownRow },
		...Object.fromEntries(['htop', 'glances'].filter(isInstalled).map((name) => [name, { command: name }])),
	};
	const samples = new Map(Object.keys(programs).map((name) => [name, []]));
	for (let run = 0; run < runs; run++) {
		for (const [name, { command, rowPattern }] of Object.entries(programs)) {
			samples.get(name).push(await firstFrame(command, { firstRows, ...(rowPattern ? { rowPattern } : {}) }));
		}
	}
	const ms = Object.fromEntries(Array.from(samples, ([name, all]) => [name, median(all)]));
	const beside = Object.entries({ glances: 0.5, htop: 2 })
		.filter(([name]) => Number.isFinite(ms[name]))
		.map(([name, bound]) => check(`of ${name}’s ${ms[name].toFixed(0)} ms`, ms.opsdash / ms[name], bound));
	emit(
		row(what, `${ms.opsdash.toFixed(0)} ms, median of ${runs}`, [
			check('time', ms.opsdash, boundMs, { unit: ' ms', digits: 0 }),
			...beside,
		]),
	);
}

/** The whole process, as the shell's `time` sees it. */
export async function measureOneShot({ emit, runs }, what) {
	const commands = {
		own: { command: `${opsdash} top --json --window 0` },
		ps: { command: 'ps -eo pid,ppid,user,stat,pcpu,pmem,rss,vsz,time,args' },
		node: { command: `'${process.execPath}' -e 0` },
	};
	// The first run of all fills the caches that later ones find.
	await timeInTurn(commands, 1);
	const times = await timeInTurn(commands, Math.max(runs, runs > 1 ? 11 : 1));
	const [own, ps, node] = ['own', 'ps', 'node'].map((name) => times.get(name));
	emit(
		row(what, `${own.wallMs.toFixed(0)} ms, ${own.cpuMs.toFixed(0)} ms CPU`, [
			check(
				`of ps and a bare node -e 0, ${(ps.wallMs + node.wallMs).toFixed(0)} ms, by the clock`,
				own.wallMs / (ps.wallMs + node.wallMs),
				1.5,
			),
			check(`of their ${(ps.cpuMs + node.cpuMs).toFixed(0)} ms CPU`, own.cpuMs / (ps.cpuMs + node.cpuMs), 1.5),
		]),
	);
}
