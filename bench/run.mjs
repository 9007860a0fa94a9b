// npm run bench [-- --small] [--only NAME]: this console beside its peers, each in turn in a pseudo-terminal of the same size, on the same
// load, in one run; prints a table of figures with ratios and writes it into README between its two bench markers.
// Peers are Debian packages: procps htop btop atop glances. A peer that is not there is named and left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as load from './load.mjs';
import { measure } from './terminal-meter.mjs';

const { values: options } = parseArgs({
	options: {
		small: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		only: { type: 'string', default: '' },
		settle: { type: 'string' },
		seconds: { type: 'string' },
	},
});
const scale = options.small ? 0.05 : 1;
const settle = Number(options.settle ?? (options.small ? 3 : 60));
const seconds = Number(options.seconds ?? (options.small ? 3 : 60));
const console_ = fileURLToPath(new URL('../bin/opsdash', import.meta.url));
const top = `'${console_}' --tab top --interval 2`;
const many = Math.round(2000 * scale);

const peers = {
	top: 'top -d 2',
	htop: 'htop -d 20',
	// Two seconds are what it does by itself; older ones have no flag for it.
	btop: 'btop --utf-force',
	atop: 'atop 2',
	glances: 'glances -t 2',
};

/** Each scenario: its load, and the programs measured beside each other on it. The first is this console. */
const scenarios = [
	{
		name: `Top, ${many} mostly idle processes`,
		start: async () => [await load.idle(many), await load.spinner('opsdash-spin')],
		programs: { opsdash: top, ...peers },
	},
	{
		name: `Top, ${Math.round(200 * scale)} of them busy`,
		start: async () => [await load.idle(many), await load.busy(Math.round(200 * scale))],
		programs: { opsdash: top, top: peers.top },
	},
	{
		name: 'Top, the machine as it is',
		start: async () => [],
		programs: { opsdash: top, top: peers.top, btop: peers.btop },
	},
	{
		name: `Top, ${many} processes and ${Math.round(200 * scale)} forked a second`,
		start: async () => [await load.idle(many), await load.forks(Math.round(200 * scale))],
		programs: { opsdash: top, top: peers.top },
	},
	{
		name: `Network, ${Math.round(5000 * scale)} sockets of ${Math.round(1000 * scale)} processes`,
		start: async () => [await load.sockets(Math.round(1000 * scale), 5)],
		programs: {
			opsdash: `'${console_}' --tab network --interval 2`,
			'ss -tunap': `sh -c 'while ss -tunap; do sleep 2; done'`,
		},
	},
];

function isThere(command) {
	return (
		spawnSync('sh', ['-c', `command -v ${command.split(' ')[0]}`]).status === 0 ||
		command.startsWith("'") ||
		command.startsWith('sh ')
	);
}

function row(name, figures, own) {
	const fixed = (value, digits = 1) => (value === null ? '–' : value.toFixed(digits));
	const ratio = own === null || figures.cpuPercent === 0 ? '–' : (own.cpuPercent / figures.cpuPercent).toFixed(2);
	return `| ${name} | ${fixed(figures.cpuPercent, 2)} | ${ratio} | ${fixed(figures.pssMebibytes)} | ${fixed(figures.bytesPerSecond, 0)} | ${fixed(figures.firstFrameMs, 0)} |`;
}

async function runScenario({ name, start, programs }) {
	const lines = [
		`**${name}**`,
		'',
		'| program | CPU % of a core | opsdash / it | PSS MiB | bytes/s | first 30 rows ms |',
		'| --- | --- | --- | --- | --- | --- |',
	];
	const stops = await start();
	let own = null;
	try {
		for (const [program, command] of Object.entries(programs)) {
			if (!isThere(command)) {
				process.stderr.write(`${program} is not installed: left out\n`);
				continue;
			}
			const figures = await measure(command, { settle, seconds });
			if (figures.ended) {
				if (own === null) throw new Error(`${program} ended early`);
				process.stderr.write(`${program} ended by itself: left out\n`);
				continue;
			}
			lines.push(row(program, figures, own === null ? figures : own));
			own ??= figures;
			process.stderr.write(`${lines.at(-1)}\n`);
		}
	} finally {
		for (const stop of stops) await stop();
	}
	return [...lines, ''];
}

const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
const report = [
	`Measured ${new Date().toISOString().slice(0, 10)} by \`npm run bench\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Linux ${kernel}, Node ${process.versions.node}; 200x50, 2 s, from second ${settle} for ${seconds} s.`,
	'',
];
for (const scenario of scenarios) {
	if (scenario.name.toLowerCase().includes(options.only.toLowerCase())) report.push(...(await runScenario(scenario)));
}
process.stdout.write(`${report.join('\n')}\n`);
if (options.write) {
	const path = fileURLToPath(new URL('../README.md', import.meta.url));
	const text = readFileSync(path, 'utf8');
	writeFileSync(path, text.replace(/(<!-- bench -->)[\s\S]*?(<!-- \/bench -->)/, `$1\n${report.join('\n')}\n$2`));
}
