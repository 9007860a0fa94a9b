// npm run bench:startup [-- --processes 2000] [--runs 7] [--small]: what one-shot commands and the first frame cost beside
// ps, ss, top and a bare Node, in turn on one machine with that many processes. Prints figures, ratios and the bounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countProcesses, idle, untilProcesses } from './load.mjs';
import { median, timeInTurn } from './measure-command.mjs';
import { isInstalled } from './peers.mjs';
import { firstFrame, ownRow } from './terminal-meter.mjs';

const { values: options } = parseArgs({
	options: {
		processes: { type: 'string' },
		runs: { type: 'string' },
		small: { type: 'boolean', default: false },
	},
});
const wanted = Number(options.processes ?? (options.small ? 100 : 2000));
const runs = Number(options.runs ?? (options.small ? 1 : 7));
const console_ = `'${fileURLToPath(new URL('../bin/opsdash', import.meta.url))}'`;
const node = `'${process.execPath}'`;
const directory = mkdtempSync(join(tmpdir(), 'opsdash-startup-'));
let caches = 0;
const emptyCache = () => ({ XDG_CACHE_HOME: join(directory, `cache-${caches++}`) });

const ps = 'ps -eo pid,ppid,user,stat,pcpu,pmem,rss,vsz,time,args';
const commands = {
	'node -e 0': { command: `${node} -e 0` },
	ps: { command: ps },
	...(isInstalled('ss') ? { 'ss -tunap': { command: 'ss -tunap' } } : {}),
	'opsdash --version': { command: `${console_} --version` },
	'opsdash --json': { command: `${console_} --json`, boundMs: 500 },
	'opsdash net --json': { command: `${console_} net --json`, boundMs: 250 },
	'opsdash host --json': { command: `${console_} host --json`, boundMs: 250 },
	'opsdash host --json, no cache': { command: `${console_} host --json`, env: emptyCache, boundMs: 1500 },
	'opsdash top --json --window 0': { command: `${console_} top --json --window 0` },
};

function print(...cells) {
	process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

async function printCommands() {
	// The first run of all fills the caches that later ones find.
	await timeInTurn(commands, 1);
	const times = await timeInTurn(commands, runs);
	const bare = times.get('node -e 0');
	print('command', 'wall ms', 'CPU ms', 'CPU / `node -e 0`', 'bound ms');
	print('---', '---', '---', '---', '---');
	for (const [name, { wallMs, cpuMs }] of times) {
		const bound = commands[name].boundMs;
		const verdict = bound === undefined ? '' : `${bound}: ${wallMs < bound ? 'met' : 'missed'}`;
		print(name, wallMs.toFixed(0), cpuMs.toFixed(0), (cpuMs / bare.cpuMs).toFixed(1), verdict);
	}
	const top = times.get('opsdash top --json --window 0');
	const peers = times.get('ps').wallMs + bare.wallMs;
	const peersCpu = times.get('ps').cpuMs + bare.cpuMs;
	process.stdout.write(
		`\ntop --json --window 0 beside ps and node -e 0 together: ${(top.wallMs / peers).toFixed(2)} of their time, ${(top.cpuMs / peersCpu).toFixed(2)} of their CPU (bound 1.5)\n\n`,
	);
}

async function printFirstFrames() {
	const rows = Math.min(30, wanted);
	const programs = {
		'opsdash, rows with PIDs': { command: `${console_} --tab top`, pattern: ownRow },
		'opsdash, their users too': { command: `${console_} --tab top` },
		...(isInstalled('htop') ? { htop: { command: 'htop' } } : {}),
		...(isInstalled('top') ? { top: { command: 'top' } } : {}),
		...(isInstalled('glances') ? { glances: { command: 'glances' } } : {}),
	};
	const samples = new Map(Object.keys(programs).map((name) => [name, []]));
	for (let run = 0; run < runs; run++) {
		for (const [name, { command, pattern }] of Object.entries(programs)) {
			samples.get(name).push(await firstFrame(command, { firstRows: rows, rowPattern: pattern }));
		}
	}
	print(`first frame with ${rows} rows`, 'ms', 'bound ms');
	print('---', '---', '---');
	for (const [name, times] of samples) {
		const isOwn = name === 'opsdash, rows with PIDs';
		const ms = median(times);
		print(name, ms.toFixed(0), isOwn ? `400: ${ms < 400 ? 'met' : 'missed'}` : '');
	}
}

const load = await idle(wanted);
try {
	await untilProcesses(wanted);
	process.stdout.write(`${countProcesses()} processes, medians of ${runs} runs\n\n`);
	await printCommands();
	await printFirstFrames();
} finally {
	await load.stop();
	rmSync(directory, { recursive: true });
}
process.exit(0);
