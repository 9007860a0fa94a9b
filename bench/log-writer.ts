// One console that records acts, in its worker as consoles do: node bench/log-writer.ts PATH NAME COUNT [MS]. An act takes
// MS, and so long it is until the next. Prints what it was told is stored, one line an event, with how long the append took, and
// last the longest that the event loop stood still.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LogEvent } from '../source/services/operation-log/log-event.ts';
import { createWorkerOperationLog } from '../source/services/operation-log/worker-operation-log.ts';

const [, , path = '', name = '', count = '0', actMs = '0'] = process.argv;
const pause = () => (actMs === '0' ? undefined : new Promise((resolve) => setTimeout(resolve, Number(actMs))));
const log = createWorkerOperationLog({ path, user: name, patienceMs: 60_000 });
const delay = monitorEventLoopDelay({ resolution: 5 });
const actor = { user: name, uid: 1000, loginUser: name, loginUid: 1000, sudoUser: null, from: '192.0.2.7' };
const writer = { machine: 'm', bootId: 'b', pidNamespace: 'pid:[1]', pid: process.pid, startTicks: 5 };
const about = {
	actor,
	host: 'web1',
	type: 'service',
	target: 'nginx.service',
	asUser: name,
	before: 'active (running)',
};

async function record(event: LogEvent): Promise<void> {
	const startedMs = performance.now();
	const appended = await log.append(event);
	if (!appended.ok) throw new Error(appended.error.message);
	const tookMs = performance.now() - startedMs;
	process.stdout.write(`${event.kind} ${event.id} ${tookMs.toFixed(3)}\n`);
}

await log.check();
delay.enable();
for (let index = 0; index < Number(count); index++) {
	const id = `${name}-${index}`;
	const time = () => new Date().toISOString();
	await record({
		kind: 'begun',
		id,
		time: time(),
		...about,
		argv: ['systemctl', 'restart', '--', 'nginx.service'],
		writer,
	});
	await pause();
	await record({
		kind: 'ended',
		id,
		time: time(),
		status: 'succeeded',
		message: `nginx.service was restarted for ${id}; it is active (running)`,
		exitCode: 0,
		durationMs: 840,
		after: 'active (running)',
		output: '',
	});
	await pause();
}
process.stdout.write(`stood ${(delay.max / 1e6).toFixed(1)}\n`);
await log.close();
