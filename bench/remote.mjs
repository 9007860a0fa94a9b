// npm run bench:remote [-- --write] [--small] [--only connect,command,many,agent]: what another host costs, here and there, beside ssh and
// top: against sshd's that it starts itself on loopback addresses, in namespaces of their own, with 2,000 processes. Needs root and
// Debian's openssh-server and iproute2. --write puts the table into README between its two bench:remote markers. Some three minutes.
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createSshTransport } from '../source/services/transports/ssh/ssh-transport.ts';
import { median, timeInTurn } from './measure-command.mjs';
import { whatIsMissing } from './peers.mjs';
import { cpuSeconds, tree } from './process-tree.mjs';
import { cpuOf, openConsole, openRemoteBench, wireBytes } from './rows/remote-bench.mjs';
import { check, printRow, row, tableHead, unmeasured, withOtherRows, writeIntoReadme } from './table.mjs';
import { pause } from './terminal-meter.mjs';

const ids = ['connect', 'command', 'many', 'agent'];
const { values: options } = parseArgs({
	options: {
		small: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		only: { type: 'string', default: ids.join(',') },
		settle: { type: 'string' },
		seconds: { type: 'string' },
	},
});
const { small } = options;
const wanted = new Set(options.only.split(',').map((id) => id.trim()));
const unknown = [...wanted].filter((id) => !ids.includes(id));
if (unknown.length > 0) {
	process.stderr.write(`No part is called ${unknown.join(', ')}. Parts: ${ids.join(', ')}\n`);
	process.exit(2);
}
const processes = small ? 60 : 2000;
const hostCount = small ? 3 : 24;
const runs = small ? 1 : 7;
const seconds = Number(options.seconds ?? (small ? 4 : 40));
/** Sessions that nobody needs any more are closed after a minute. */
const settle = Number(options.settle ?? (small ? 2 : 70));
const fullRows = small ? 20 : 30;

const lines = [];
function emit(one) {
	lines.push(printRow(one));
	process.stderr.write(`${lines.at(-1)}\n`);
}

async function attempt(what, measure) {
	try {
		await measure();
	} catch (error) {
		emit(unmeasured(what, error.message));
	}
}

const ms = (value) => `${value.toFixed(0)} ms`;
const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB/s`;

/** From Enter to the frame: each host once without a connection, then in another console that finds the connections of the first. */
async function measureConnect(bench) {
	const names = bench.names.slice(0, runs);
	const first = await openConsole(bench);
	const second = await openConsole(bench);
	try {
		const cold = [];
		const beside = [];
		for (const name of names) {
			beside.push((await timeInTurn({ top: { command: `${bench.ssh} ${name} top -b -n1` } }, 1)).get('top').wallMs);
			cold.push(await first.goTo(name, fullRows));
		}
		const shared = [];
		for (const name of names) shared.push(await second.goTo(name, fullRows));
		const of = (all, what) => median(all.map((one) => one[what]));
		const top = median(beside);
		emit(
			row(
				`connecting to the first full Top frame, ${processes} processes there`,
				ms(of(cold, 'fullMs')),
				[check('of `ssh HOST top -b -n1`', of(cold, 'fullMs') / top, 1.5)],
				`${ms(top)} for ssh and top; with the names of users ${ms(of(cold, 'namedMs'))}`,
			),
		);
		emit(
			row(
				'the same where the connection is shared already',
				ms(of(shared, 'fullMs')),
				[check('', of(shared, 'fullMs'), 150, { unit: ' ms', digits: 0 })],
				`with the names of users ${ms(of(shared, 'namedMs'))}`,
			),
		);
	} finally {
		await first.close();
		await second.close();
	}
}

/** `true`, by the console's own transport, by ssh over the same socket, and as a process of its own. */
async function measureCommand(bench) {
	const name = bench.names.at(-1);
	const made = bench.client.connectionTo(
		{ destination: name, text: name, user: null, port: null },
		{ keepsTrying: false },
	);
	if (!made.ok) throw new Error(made.error.message);
	const connection = made.value;
	const connected = await connection.connect();
	if (!connected.ok) throw new Error(connected.error.error.message);
	const transport = createSshTransport(connection);
	try {
		const socket = `ssh -F none -S '${connection.socket()}' -o BatchMode=yes ${name} true`;
		const command = { file: 'true', args: [] };
		const inside = [];
		for (let tries = 0; tries < runs * 5; tries++) {
			const startedMs = performance.now();
			const ran = await transport.run(command, { timeoutMs: 10_000 });
			if (!ran.ok) throw new Error(ran.error.message);
			if (tries > 0 || small) inside.push(performance.now() - startedMs);
		}
		const env = () => bench.env;
		const times = await timeInTurn(
			{
				ssh: { command: socket },
				node: { command: `'${process.execPath}' -e 0` },
				run: { command: `${bench.program} run -H ${name} --yes -- true`, env },
			},
			runs,
		);
		const [ssh, node, own] = ['ssh', 'node', 'run'].map((what) => times.get(what).wallMs);
		emit(
			row(
				'a command in the console over the shared connection',
				`${median(inside).toFixed(1)} ms`,
				[check('of `ssh -S SOCKET HOST true`', median(inside) / ssh, 1.5)],
				`${ms(ssh)} for ssh`,
			),
		);
		emit(
			row('`opsdash run`, a process of its own, recorded', ms(own), [
				check('ssh, `node -e 0` and 100 ms', own, ssh + node + 100, { unit: ' ms', digits: 0 }),
			]),
		);
	} finally {
		await transport.close();
		await connection.close();
	}
}

async function measureMany(bench) {
	const [name] = bench.names;
	const one = await openConsole(bench, name);
	const many = await openConsole(bench);
	try {
		for (const each of bench.names.toReversed()) await many.goTo(each, fullRows);
		await pause(settle * 1000);
		const cpu = () => [one, many].map(({ pid }) => cpuSeconds(tree(pid)));
		const before = cpu();
		const wireBefore = await wireBytes(bench, bench.names[1]);
		await pause(seconds * 1000);
		const after = cpu();
		const wireAfter = await wireBytes(bench, bench.names[1]);
		const [alone, all] = after.map((value, index) => (100 * (value - before[index])) / seconds);
		const quiet = (wireAfter.received + wireAfter.sent - wireBefore.received - wireBefore.sent) / seconds;
		emit(
			row(
				`CPU of the console with ${bench.names.length} hosts open, one in front`,
				`${all.toFixed(2)} % of a core`,
				[check('of one host', all / alone, 1.5)],
				`its ssh's included; a host behind sends and gets ${quiet.toFixed(0)} B/s, keepalives`,
			),
		);
	} finally {
		await one.close();
		await many.close();
	}
}

async function measureAgent(bench) {
	const [looked, beside] = bench.names;
	const console_ = await openConsole(bench, looked);
	const top = spawn('sh', ['-c', `exec ${bench.ssh} ${beside} 'exec top -b -d 2' >/dev/null`], { stdio: 'ignore' });
	try {
		await pause(settle * 1000);
		const cpu = () => [looked, beside].map((name) => cpuOf(bench, name));
		const before = cpu();
		const wireBefore = await wireBytes(bench, looked);
		await pause(seconds * 1000);
		const after = cpu();
		const wireAfter = await wireBytes(bench, looked);
		const [agent, peer] = after.map((value, index) => (100 * (value - before[index])) / seconds);
		const received = (wireAfter.received - wireBefore.received) / seconds;
		const sent = (wireAfter.sent - wireBefore.sent) / seconds;
		emit(
			row(
				`CPU of the agent on the host, Top of ${processes} processes`,
				`${agent.toFixed(2)} % of a core`,
				[check('of `top -b`', agent / peer, 1.2)],
				'once a minute it looks for service managers as well',
			),
		);
		emit(
			row(
				'bytes on the wire meanwhile',
				kilobytes(received),
				[check('', received / 1000, 40, { unit: ' kB/s', digits: 1 })],
				`${kilobytes(sent)} to the host; encrypted and with all headers of ssh`,
			),
		);
	} finally {
		top.kill();
		await console_.close();
	}
}

const parts = [
	['connect', 'connecting', measureConnect],
	['command', 'a command over the shared connection', measureCommand],
	['many', `${hostCount} hosts open`, measureMany],
	['agent', 'the agent on the host', measureAgent],
];

async function measureAll() {
	const lacks = whatIsMissing({ root: true, programs: ['sshd', 'ss', 'unshare'] });
	if (lacks !== null) return emit(unmeasured('another host', lacks));
	const bench = await openRemoteBench(hostCount, processes);
	try {
		for (const [id, what, measure] of parts) if (wanted.has(id)) await attempt(what, () => measure(bench));
	} finally {
		await bench.close();
	}
}

await measureAll();
const report = [
	`Measured ${new Date().toISOString().slice(0, 10)} by \`npm run bench:remote\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), where the hosts ran as well: 200x50, 2 s.`,
	'',
	...tableHead,
	...lines,
].join('\n');
process.stdout.write(`${report}\n`);
if (options.write) {
	writeIntoReadme('bench:remote', wanted.size < ids.length ? withOtherRows('bench:remote', report) : report);
}
process.exit(0);
