// npm run bench:log [-- --writers 8] [--acts 1000] [--operations 1000000] [--small] [--keep FILE] [--write]: what the operation log costs.
// First so many consoles record acts as fast as they can, each killed with SIGKILL at random moments and started again until all
// acts are in: none may be lost or torn. Then how long an append takes while all of them act, one act in 50 ms each. Last a log
// of that many operations, made first (--keep FILE uses one that is there): how long lists, searches, the badge and a check take. All of
// it takes four minutes on an idle machine. --write puts the figures into docs/decisions/0003-operation-log.md
// between its two bench markers.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOperationLog } from '../source/services/operation-log/direct-operation-log.ts';
import { createWorkerOperationLog } from '../source/services/operation-log/worker-operation-log.ts';

const { values: options } = parseArgs({
	options: {
		writers: { type: 'string', default: '8' },
		acts: { type: 'string' },
		operations: { type: 'string' },
		kills: { type: 'string', default: '3' },
		small: { type: 'boolean', default: false },
		/** A log that is there already, or to be kept for the next run. */
		keep: { type: 'string' },
		write: { type: 'boolean', default: false },
	},
});
const acts = Number(options.acts ?? (options.small ? 50 : 1000));
const operations = Number(options.operations ?? (options.small ? 2000 : 1_000_000));
const writers = Number(options.writers);
const directory = mkdtempSync(join(tmpdir(), 'opsdash-log-'));
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const failures = [];
const rows = [];

/** Says a figure, and notes it where it is over its bound. */
function tell(name, value, unit, bound) {
	const isOver = bound !== undefined && value > bound;
	if (isOver) failures.push(name);
	const limit = bound === undefined ? '' : `   bound ${bound} ${unit}${isOver ? '   OVER' : ''}`;
	const figure = Number.isInteger(value) ? String(value) : value.toFixed(2);
	const kept = bound === undefined ? '' : `${bound} ${unit}`.trim();
	rows.push(`| ${name} | ${`${figure} ${unit}`.trim()} | ${kept}${isOver ? ', missed' : ''} |`);
	console.log(`${name.padEnd(52)} ${value.toFixed(2).padStart(10)} ${unit}${limit}`);
}

const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Runs one writer; killed after so many lines. Answers its lines. */
function write(path, name, count, { killAfter = Number.POSITIVE_INFINITY, actMs = 0 } = {}) {
	const child = spawn(process.execPath, [script('log-writer.ts'), path, name, String(count), String(actMs)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let text = '';
	let lines = 0;
	child.stdout.on('data', (chunk) => {
		text += chunk;
		lines += chunk.toString().split('\n').length - 1;
		if (lines >= killAfter) child.kill('SIGKILL');
	});
	return new Promise((resolve) => child.once('close', () => resolve(text.split('\n').slice(0, -1))));
}

/** A writer that is killed again and again at random moments, until its acts are done by a last one. */
async function writeAndDie(path, name) {
	const told = [];
	let left = acts;
	for (let kill = 0; kill < Number(options.kills) && left > 2; kill++) {
		const killAfter = 1 + Math.floor(Math.random() * left);
		const lines = await write(path, `${name}${kill}`, left, { killAfter });
		told.push(...lines);
		left -= Math.ceil(lines.length / 2);
	}
	told.push(...(await write(path, `${name}z`, Math.max(left, 1))));
	return told;
}

async function measureWriters() {
	const path = join(directory, 'operations.db');
	const names = Array.from({ length: writers }, (_, index) => `w${index}`);
	const told = (await Promise.all(names.map((name) => writeAndDie(path, name)))).flat().map((line) => line.split(' '));
	const log = createOperationLog({ path, user: '0' });
	const kept = new Set();
	for (let olderThan; ; ) {
		const page = await log.query({ limit: 5000, ...(olderThan === undefined ? {} : { olderThan }) });
		for (const { id, events } of page.value.entries) for (const { kind } of events) kept.add(`${kind} ${id}`);
		olderThan = page.value.entries.at(-1)?.id;
		if (olderThan === undefined) break;
	}
	const events = told.filter(([kind]) => kind !== 'stood');
	const lost = events.filter(([kind, id]) => !kept.has(`${kind} ${id}`)).length;
	const verified = await log.verify();
	await log.close();
	console.log(
		`${writers} consoles at once, ${acts} acts each, killed ${options.kills} times each: ${events.length} events told`,
	);
	tell(`${writers} consoles killed: events lost, of ${events.length}`, lost, '', 0);
	tell(`${writers} consoles killed: chains torn`, verified.ok && verified.value.isIntact ? 0 : 1, '', 0);
}

/** What each append costs while all consoles act. */
async function measureAppends() {
	const path = join(directory, 'calm', 'operations.db');
	const runs = Array.from({ length: writers }, (_, index) => write(path, `w${index}`, acts, { actMs: 25 }));
	const told = (await Promise.all(runs)).flat().map((line) => line.split(' '));
	const times = told.filter(([kind]) => kind !== 'stood').map(([, , ms]) => Number(ms));
	times.sort((a, b) => a - b);
	console.log(`\n${writers} consoles at once, an act in 50 ms each: ${times.length} events`);
	tell(`${writers} consoles, an act in 50 ms each: append, median`, percentile(times, 0.5), 'ms');
	tell('the same, p99', percentile(times, 0.99), 'ms', 5);
	tell('the same, longest', times.at(-1) ?? 0, 'ms');
	const stood = told.filter(([kind]) => kind === 'stood').map(([, ms]) => Number(ms));
	tell('the same, event loop stood still, longest', Math.max(...stood), 'ms', 50);
}

async function time(work) {
	const startedMs = performance.now();
	const answer = await work();
	return { answer, ms: performance.now() - startedMs };
}

function fill(path) {
	const filler = spawn(process.execPath, [script('log-fill.ts'), path, String(operations)], { stdio: 'inherit' });
	return new Promise((resolve) => filler.once('close', resolve));
}

async function measureMany() {
	const path = options.keep ?? join(directory, 'many', 'operations.db');
	if (!existsSync(path)) {
		const { ms } = await time(() => fill(path));
		console.log(`\nfilled in ${(ms / 1000).toFixed(0)} s`);
	}
	const log = createWorkerOperationLog({ path, user: '1000' });
	await log.badge();
	console.log(`\n${operations} operations, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
	const questions = {
		'list, newest 500': {},
		'list, not seen': { unreadOnly: true },
		'list, one host': { host: 'web17' },
		'list, failed': { status: 'failed' },
		'list, last day': { since: new Date(Date.UTC(2024, 0, 1) + (operations - 1440) * 60_000).toISOString() },
		'list, last hour of one host': {
			host: 'web17',
			since: new Date(Date.UTC(2024, 0, 1) + (operations - 60) * 60_000).toISOString(),
		},
		'list, the first day': { until: new Date(Date.UTC(2024, 0, 2)).toISOString() },
		'list, a type that nobody used': { type: 'renice' },
	};
	for (const [name, query] of Object.entries(questions)) {
		const runs = [];
		for (let run = 0; run < 5; run++) runs.push((await time(() => log.query({ limit: 500, ...query }))).ms);
		tell(name, Math.max(...runs), 'ms', 100);
	}
	for (const text of [
		'nginx',
		'nothing-like-it',
		'status 3',
		'redis grace web17',
		'haproxy@',
		'st',
		'zq',
		'postgresql did not restart',
		`(${operations - 50})`,
	]) {
		const runs = [];
		let found = 0;
		for (let run = 0; run < 5; run++) {
			const { answer, ms } = await time(() => log.query({ limit: 500, text }));
			found = answer.value.entries.length;
			runs.push(ms);
		}
		tell(`search "${text}" (${found})`, Math.max(...runs), 'ms', 300);
	}
	tell(
		'search "nginx" where it failed',
		(await time(() => log.query({ text: 'nginx', status: 'failed' }))).ms,
		'ms',
		300,
	);
	tell('badge', (await time(() => log.badge())).ms, 'ms', 100);
	let steps = 0;
	const { answer, ms } = await time(() => log.verify({}, () => steps++));
	if (!answer.value.isIntact) throw new Error(answer.value.broken.message);
	tell(`verify, ${answer.value.events} events, ${steps} steps told`, ms / 1000, 's', 10);
	await log.close();
}

function writeIntoDecision() {
	const path = fileURLToPath(new URL('../docs/decisions/0003-operation-log.md', import.meta.url));
	const head = `Measured ${new Date().toISOString().slice(0, 10)} by \`npm run bench:log\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Linux ${release()}, Node ${process.versions.node}: ${writers} consoles with ${acts} acts each, each killed ${options.kills} times; then a log of ${operations} operations.`;
	const text = [head, '', '| what | measured | bound |', '| --- | --- | --- |', ...rows].join('\n');
	const decision = readFileSync(path, 'utf8');
	writeFileSync(
		path,
		decision.replace(/(<!-- bench -->)[\s\S]*?(<!-- \/bench -->)/, (_, from, to) => `${from}\n${text}\n\n${to}`),
	);
}

try {
	await measureWriters();
	await measureAppends();
	await measureMany();
} finally {
	rmSync(directory, { recursive: true, force: true });
}
if (options.write) writeIntoDecision();
console.log(failures.length === 0 ? '\nwithin every bound' : `\nover: ${failures.join(', ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;
