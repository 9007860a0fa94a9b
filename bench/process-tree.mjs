// The kernel's own accounting of a process and of everything below it: CPU (children that were reaped included), memory,
// system calls that read, open descriptors.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on

function readText(path) {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		return '';
	}
}

function statFields(pid) {
	const text = readText(`/proc/${pid}/stat`);
	return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** PIDs of a process and of everything below it. */
export function tree(root) {
	const children = new Map();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const parent = Number(statFields(name)[1]);
		children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
	}
	const found = [];
	const todo = [root];
	for (let pid = todo.pop(); pid !== undefined; pid = todo.pop()) {
		found.push(pid);
		todo.push(...(children.get(pid) ?? []));
	}
	return found;
}

/** CPU seconds of these processes so far, and of their children that ended. */
export function cpuSeconds(pids) {
	let ticks = 0;
	for (const pid of pids) {
		for (const field of statFields(pid).slice(11, 15)) ticks += Number(field) || 0;
	}
	return ticks / ticksPerSecond;
}

/** Proportional set size of these processes in MiB. */
export function pssMebibytes(pids) {
	return sumOfRollups(pids, /^Pss:\s+(\d+)/m);
}

/** The part of it that no file is behind: pages of files count less for one process while others map them too. */
export function anonymousMebibytes(pids) {
	return sumOfRollups(pids, /^Pss_Anon:\s+(\d+)/m);
}

function sumOfRollups(pids, pattern) {
	let kibibytes = 0;
	for (const pid of pids) kibibytes += Number(pattern.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
	return kibibytes / 1024;
}

/** System calls that read (read, pread, readv) of one process so far. */
export function readCalls(pid) {
	return Number(/^syscr: (\d+)/m.exec(readText(`/proc/${pid}/io`))?.[1] ?? Number.NaN);
}

/** Open descriptors of one process. */
export function descriptorCount(pid) {
	try {
		return readdirSync(`/proc/${pid}/fd`).length;
	} catch {
		return Number.NaN;
	}
}
