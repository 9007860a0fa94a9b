import type { ProcMount } from '../../source/services/transports/local/proc-mount.ts';
import type { ProcessFiles } from '../../source/services/transports/local/process-files.ts';

export type FakeProcess = {
	name?: string;
	state?: string;
	ppid?: number;
	threads?: number;
	ticks?: number;
	startTicks?: number;
	nice?: number;
	pages?: number;
	startCode?: number;
	flags?: number;
	uid?: number;
	args?: readonly string[];
	/** Nanoseconds of the main thread. */
	runTime?: number;
	cgroup?: string;
	readBytes?: number;
	/** Files whose opening is refused, with the errno. */
	refused?: Record<string, string>;
};

type Descriptor = { readonly process: object; readonly read: () => string | null };

function errno(code: string): Error {
	return Object.assign(new Error(code), { code });
}

/** A /proc in memory with the kernel's manners: a descriptor of a process fails with ESRCH once that process is gone. */
export function createFakeProcesses(initial: Record<number, FakeProcess>) {
	const processes = new Map<number, FakeProcess>(Object.entries(initial).map(([pid, one]) => [Number(pid), one]));
	const descriptors = new Map<number, Descriptor>();
	const calls = { open: 0, read: 0, close: 0, list: 0, owner: 0 };
	let next = 3;
	let lastPid = Math.max(0, ...processes.keys());
	let mostOpen = Number.POSITIVE_INFINITY;

	const files: ProcessFiles = {
		open(path) {
			calls.open += 1;
			if (descriptors.size >= mostOpen) throw errno('EMFILE');
			next += 1;
			descriptors.set(next, openFile(path));
			return next;
		},
		read(descriptor, bytes) {
			calls.read += 1;
			const text = descriptors.get(descriptor)?.read();
			if (text === undefined) throw errno('EBADF');
			if (text === null) throw errno('ESRCH');
			return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).write(text);
		},
		close(descriptor) {
			calls.close += 1;
			if (!descriptors.delete(descriptor)) throw errno('EBADF');
		},
		list() {
			calls.list += 1;
			return ['self', 'stat', ...[...processes.keys()].map(String)];
		},
		ownerOf(path) {
			calls.owner += 1;
			const one = processes.get(pidOf(path));
			return one === undefined ? null : (one.uid ?? 0);
		},
	};

	function openFile(path: string): Descriptor {
		if (path === '/proc/loadavg') {
			return { process: files, read: () => `0.00 0.00 0.00 1/${processes.size} ${lastPid}\n` };
		}

		const pid = pidOf(path);
		const name = path.split('/').at(-1) ?? '';
		const one = processes.get(pid);
		const refused = one?.refused?.[name];
		if (refused !== undefined) throw errno(refused);
		if (one === undefined) throw errno('ENOENT');
		return { process: one, read: () => (processes.get(pid) === one ? textOf(pid, one, name) : null) };
	}

	return {
		files,
		calls,
		/** As on a real /proc of one's own; tests override parts. */
		mount: {
			isReal: true,
			tellsLastPid: true,
			hasRunTimes: true,
			pageBytes: 4096,
			ownLimits: 'Max open files  9000  9000  files\n',
			inspectedTicks: null,
		} satisfies ProcMount,
		get: (pid: number) => processes.get(pid) as FakeProcess,
		/** Changes in place: the same process. */
		change(pid: number, changes: FakeProcess) {
			Object.assign(processes.get(pid) ?? {}, changes);
		},
		/** A process that starts, whoever had its number before. */
		fork(pid: number, one: FakeProcess) {
			processes.set(pid, one);
			lastPid = pid;
		},
		end(pid: number) {
			processes.delete(pid);
		},
		limit(most: number) {
			mostOpen = most;
		},
		openCount: () => descriptors.size,
		/** Calls since the last time it was asked. */
		takeCalls() {
			const taken = { ...calls };
			Object.assign(calls, { open: 0, read: 0, close: 0, list: 0, owner: 0 });
			return taken;
		},
	};
}

function pidOf(path: string): number {
	return Number(path.split('/')[2]);
}

function textOf(pid: number, one: FakeProcess, name: string): string {
	switch (name) {
		case 'stat':
			return statOf(pid, one);
		case 'schedstat':
			return `${one.runTime ?? 1000} 5 1\n`;
		case 'cgroup':
			return `0::${one.cgroup ?? '/'}\n`;
		case 'io':
			return `read_bytes: ${one.readBytes ?? 0}\nwrite_bytes: 0\n`;
		case 'statm':
			return '100 50 7 1 0 20 0\n';
		default:
			return '';
	}
}

function statOf(pid: number, one: FakeProcess): string {
	const fields: number[] = Array.from({ length: 52 }, () => 0);
	fields[4] = one.ppid ?? 1;
	fields[9] = one.flags ?? 0x400000;
	fields[14] = one.ticks ?? 0;
	fields[18] = 20;
	fields[19] = one.nice ?? 0;
	fields[20] = one.threads ?? 1;
	fields[22] = one.startTicks ?? pid;
	fields[23] = 1_000_000;
	fields[24] = one.pages ?? 10;
	fields[26] = one.startCode ?? 1;
	return `${pid} (${one.name ?? `p${pid}`}) ${one.state ?? 'S'} ${fields.slice(4).join(' ')}\n`;
}
