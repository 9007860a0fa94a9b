/**
 * Runs in a PID namespace of its own: processes get the same number again and again, and each scan is asked who has it.
 * Prints one JSON line: rounds, how often the number really was taken again, and what was wrong.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { buildTop, type TopDocument } from '../../source/documents/top.ts';
import { createProcessScanner } from '../../source/services/transports/local/process-scanner.ts';
import { readingAt } from './top-readings.ts';

const rounds = Number(process.argv[2] ?? 100);
const pid = 5000;
const programs = [
	['sleep', '1000'],
	['tail', '-f', '/dev/null'],
] as const;

const scanner = createProcessScanner({
	procfs: '/proc',
	readSlowFiles: async (paths) => paths.map((path) => ({ ok: true, value: readFileSync(path, 'utf8') })),
});

function start(round: number): ChildProcess {
	const [file, ...args] = programs[round % programs.length] ?? ['sleep', '1000'];
	writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
	return spawn(file, args, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
	const ended = once(child, 'exit');
	child.kill('SIGKILL');
	await ended;
}

let taken = 0;
let sameStart = 0;
let before: { readonly key: number; readonly startTicks: number } | null = null;
let document: TopDocument | null = null;
const wrong: string[] = [];

for (let round = 0; round < rounds; round += 1) {
	const child = start(round);
	if (child.pid === pid) {
		const [name, ...args] = programs[round % programs.length] ?? [];
		const result = await scanner.scan({ facts: round % 3 === 0 ? [] : ['uid', 'args', 'cgroup'] });
		if (!result.ok) throw new Error(result.error.message);
		document = buildTop(readingAt(performance.now(), result.value.processes), document);
		const sample = result.value.processes.find((one) => one.pid === pid);
		const row = document.data.processes.find((one) => one.pid === pid);
		if (sample?.name !== name || row?.name !== name) wrong.push(`${round}: ${sample?.name} is not ${name}`);
		const line = [name, ...args].join(' ');
		if (row?.command != null && row.command !== line) wrong.push(`${round}: ${row.command} is not ${line}`);
		if (before !== null) {
			taken += 1;
			if (sample?.startTicks === before.startTicks) sameStart += 1;
			if (sample?.key === before.key) wrong.push(`${round}: it has the key of the one before`);
			if (scanner.isScanned(before.key, pid) !== false) wrong.push(`${round}: the one before is said to be there`);
		}

		before = sample === undefined ? null : { key: sample.key, startTicks: sample.startTicks };
	}

	await end(child);
}

scanner.close();
process.stdout.write(`${JSON.stringify({ rounds, taken, sameStart, wrong })}\n`);
