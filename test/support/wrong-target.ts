/**
 * Runs in a PID namespace of its own: while a dialog holds a process, that process ends, another one takes its number, and the
 * list is read and sorted anew; then the question is answered. Prints one JSON line with what was signalled.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTop, type TopDocument } from '../../source/documents/top.ts';
import { createOperationLog } from '../../source/services/operation-log/direct-operation-log.ts';
import { createOperations } from '../../source/services/operations/operations.ts';
import { createManagers } from '../../source/services/service-managers/detection.ts';
import { createLocalTransport } from '../../source/services/transports/local-transport.ts';
import { readingAt } from './top-readings.ts';

const wanted = Number(process.argv[2] ?? 100);
const pid = 5000;
/** Now and then the process stays, so that a signal is known to reach the right one. */
const stayEvery = 20;

const directory = mkdtempSync(join(tmpdir(), 'opsdash-target-'));
const transport = createLocalTransport({ stateDirectory: directory });
const log = createOperationLog({ path: join(directory, 'operations.db'), user: '0' });
const actor = { user: 'root', uid: 0, loginUser: null, loginUid: null, sudoUser: null, from: null };
const operations = createOperations({
	transport,
	log,
	managers: createManagers(transport),
	actor,
	settings: { protectedHosts: [], secretPatterns: [] },
	findPorts: async () => [],
	sleep: async () => {},
});

function start(): ChildProcess {
	writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
	return spawn('sleep', ['1000'], { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGKILL');
	await ended;
}

function startTicks(): string {
	return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? '';
}

let document: TopDocument | null = null;
/** The list as the Top tab has it, busiest or newest first in turn. */
async function readList(round: number) {
	const scan = await transport.scanProcesses({ facts: [] });
	if (!scan.ok) throw new Error(scan.error.message);
	document = buildTop(readingAt(performance.now(), scan.value.processes), document);
	const rows = document.data.processes;
	return rows.toSorted((a, b) => (round % 2 === 0 ? b.pid - a.pid : a.pid - b.pid));
}

let taken = 0;
let sameTicks = 0;
let rightSignals = 0;
let refused = 0;
const wrong: string[] = [];

for (let round = 0; taken < wanted && round < wanted * 2; round += 1) {
	const first = start();
	if (first.pid !== pid) {
		await end(first);
		continue;
	}
	const ticks = startTicks();
	const row = (await readList(round)).find((each) => each.pid === pid);
	if (row === undefined) throw new Error('the list lacks the process');
	const { key } = row;
	const plan = await operations.plan({ type: 'signal', pid, startTicks: row.startTicks, key, signal: 'TERM' });
	if (!plan.ok) throw new Error(plan.error.message);
	const stays = round % stayEvery === stayEvery - 1;
	if (!stays) await end(first);
	const second = stays ? null : start();
	if (second !== null && second.pid !== pid) {
		operations.discard(plan.value);
		await end(second);
		continue;
	}
	if (second !== null) {
		taken += 1;
		if (startTicks() === ticks) sameTicks += 1;
	}
	await readList(round + 1);
	const result = await operations.perform(plan.value, { kind: 'yes' });
	if (stays) {
		await once(first, 'exit');
		if (first.signalCode === 'SIGTERM' && result.status === 'succeeded') rightSignals += 1;
	} else if (second !== null) {
		if (result.status === 'refused') refused += 1;
		// A signal that is on its way would have ended it by now: this one comes after it, and is what ends it then.
		await end(second);
		if (second.signalCode !== 'SIGKILL')
			wrong.push(`${round}: ${second.signalCode} reached the one that took the number`);
	}
	await end(first);
}

await transport.close();
await log.close();
rmSync(directory, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ taken, sameTicks, rightSignals, refused, wrong })}\n`);
