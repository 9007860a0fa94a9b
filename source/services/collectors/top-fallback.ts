import { readdirSync } from 'node:fs';
import type { ProcessSample } from '../../domain/process.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { type TopReading, ticksPerSecond } from '../../domain/top-reading.ts';

const kibibyte = 1024;
/** On Linux systeminformation starts one `cat` for each process, all in one command line: slow, then longer than the kernel takes. */
const maxProcesses = 1000;

/**
 * What systeminformation tells of this machine where it has no /proc: memory, load and processes as `ps` lists them. It starts
 * programs and takes a second, which is why nothing else uses it for live figures.
 */
export function createTopFallback(countProcesses = countInProc): () => Promise<Result<TopReading>> {
	const keys = new Map<string, number>();
	return async () => {
		const count = await countProcesses();
		if (count > maxProcesses) {
			return fail(
				'unavailable',
				`There is no /proc where it was looked for, and ${count} processes are too many to list otherwise.`,
				'Name where it is mounted with --procfs DIR.',
			);
		}
		try {
			return succeed(await readOnce(keys));
		} catch (error) {
			return fail(
				'unavailable',
				`This machine has no /proc, and its processes could not be listed otherwise (${String(error)}).`,
				'Name where it is mounted with --procfs DIR.',
			);
		}
	};
}

/** How many processes the machine's own /proc names, whatever --procfs says; none where it has no /proc. */
async function countInProc(): Promise<number> {
	try {
		return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
	} catch {
		return 0;
	}
}

async function readOnce(keys: Map<string, number>): Promise<TopReading> {
	// The package is CommonJS: bundled, its functions stand in the default export alone.
	const { default: information } = await import('systeminformation');
	const [memory, processes] = await Promise.all([information.mem(), information.processes()]);
	const monotonicMs = performance.now();
	const { uptime } = information.time();
	const nowMs = Date.now();
	const samples = processes.list.map((one) => sampleOf(one, keyOf(keys, `${one.pid} ${one.started}`), nowMs, uptime));
	return {
		monotonicMs,
		stat: null,
		memory: {
			totalBytes: memory.total,
			freeBytes: memory.free,
			availableBytes: memory.available,
			buffersBytes: memory.buffers,
			cachedBytes: memory.cached,
			reclaimableBytes: null,
			swapTotalBytes: memory.swaptotal,
			swapFreeBytes: memory.swapfree,
		},
		load: null,
		pressure: { cpu: null, memory: null, io: null },
		disks: null,
		network: null,
		uptimeSeconds: uptime,
		scan: { monotonicMs, processes: samples, malformed: 0, hidden: 0 },
		cgroupRoot: '',
		users: new Map(),
		problems: [
			{
				field: 'cpu',
				code: 'unavailable',
				message: 'This machine has no /proc: CPU shares, disks, network and pressure are unknown.',
				hint: 'Name where /proc is mounted with --procfs DIR.',
			},
		],
	};
}

function keyOf(keys: Map<string, number>, identity: string): number {
	const known = keys.get(identity) ?? keys.size + 1;
	keys.set(identity, known);
	return known;
}

export type Listed = Awaited<ReturnType<typeof import('systeminformation')['processes']>>['list'][number];

const states: Readonly<Record<string, string>> = { running: 'R', stopped: 'T', zombie: 'Z', dead: 'X', paging: 'D' };

/** What `ps` does not tell as exactly as /proc is unknown: CPU time, threads, owner, cgroup. */
export function sampleOf(one: Listed, key: number, nowMs: number, uptimeSeconds: number): ProcessSample {
	const startedMs = Date.parse(one.started);
	const ageSeconds = Number.isNaN(startedMs) ? uptimeSeconds : (nowMs - startedMs) / 1000;
	return {
		key,
		pid: one.pid,
		ppid: one.parentPid,
		name: one.name,
		state: states[one.state] ?? 'S',
		priority: one.priority,
		nice: one.nice,
		threads: null,
		userTicks: null,
		systemTicks: null,
		startTicks: Math.max(0, Math.round((uptimeSeconds - ageSeconds) * ticksPerSecond)),
		virtualBytes: one.memVsz * kibibyte,
		residentBytes: one.memRss * kibibyte,
		sharedBytes: null,
		processor: 0,
		sessionId: 0,
		tty: 0,
		isKernelThread: false,
		uid: null,
		args: one.command === '' ? null : [one.command, ...one.params.split(' ').filter((word) => word !== '')],
		cgroup: null,
		readBytes: null,
		writeBytes: null,
	};
}
