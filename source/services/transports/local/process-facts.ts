import type { ProcessFact, ProcessSample } from '../../../domain/process.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import { parsePidIo } from '../../../parsers/pid-io.ts';
import { parseSharedPages } from '../../../parsers/pid-statm.ts';
import { errnoOf } from './os-error.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessFiles } from './process-files.ts';

/** A program may write over its arguments without becoming another one: they are read anew after so many scans, if it ran. */
const argsScans = 5;
/** A process may be moved to another cgroup without running: one in so many is looked at each scan. */
const cgroupRotation = 16;
/** Cgroup texts are the same for many processes. */
const mostTexts = 4096;
const factBytes = 16 * 1024;

export type FactChanges = Partial<Pick<ProcessSample, 'uid' | 'cgroup' | 'sharedBytes' | 'readBytes' | 'writeBytes'>>;
export type FactWish = {
	readonly facts: ReadonlySet<ProcessFact>;
	readonly visible: ReadonlySet<number>;
	/** Good enough as they were read before. */
	readonly kept: ReadonlySet<ProcessFact>;
};

/** Reads facts that answer at once, each only when the process ran since they were read, or may be another program. */
export type FactReader = {
	/** Changes to the sample, null when nothing had to be read. */
	read(entry: ProcessEntry, wish: FactWish, scan: number): FactChanges | null;
	/** All that are wanted of a process of which nothing is known yet. */
	readAll(pid: number, wanted: ReadonlySet<ProcessFact>): FactChanges;
};

/** Whether its arguments have to be read. */
export function needsArgs(entry: ProcessEntry, wish: FactWish, scan: number): boolean {
	const { facts, sample } = entry;
	const isWanted = wish.facts.has('args') || wish.visible.has(entry.key);
	// Kernel threads and zombies have none.
	if (!isWanted || sample.isKernelThread || sample.args?.length === 0 || facts.isReadingArgs) return false;
	if (facts.args < 0) return true;
	return !wish.kept.has('args') && facts.args < entry.ranScan && scan - facts.args >= argsScans;
}

export function createFactReader(files: ProcessFiles, procfs: string, pageBytes: number): FactReader {
	const bytes = Buffer.alloc(factBytes);
	const cgroups = new Map<string, string | null>();
	let lastCgroup: Buffer = Buffer.alloc(0);
	let lastPath: string | null = null;

	return {
		read(entry, wish, scan) {
			const isVisible = wish.visible.has(entry.key);
			const { facts } = entry;
			const wants = (fact: Exclude<ProcessFact, 'args'>) =>
				(isVisible || wish.facts.has(fact)) && (facts[fact] < 0 || !wish.kept.has(fact));
			const changes: { -readonly [Key in keyof FactChanges]: FactChanges[Key] } = {};
			let hasRead = false;
			if (wants('uid') && facts.uid < entry.ranScan) {
				const uid = files.ownerOf(`${procfs}/${entry.pid}`);
				// Another user's: what was refused before may be allowed now.
				if (uid !== entry.sample.uid) facts.isIoDenied = false;
				changes.uid = uid;
				facts.uid = scan;
				hasRead = true;
			}

			if (wants('cgroup') && (facts.cgroup < 0 || (facts.cgroup < scan && (entry.key + scan) % cgroupRotation === 0))) {
				changes.cgroup = readCgroup(entry.pid);
				facts.cgroup = scan;
				hasRead = true;
			}

			if (wants('shared') && !entry.sample.isKernelThread && facts.shared < entry.ranScan) {
				changes.sharedBytes = readShared(entry.pid);
				facts.shared = scan;
				hasRead = true;
			}

			if (wants('io') && !facts.isIoDenied && facts.io < entry.ranScan) {
				const io = readIo(entry.pid, () => {
					facts.isIoDenied = true;
				});
				changes.readBytes = io?.readBytes ?? null;
				changes.writeBytes = io?.writeBytes ?? null;
				facts.io = scan;
				hasRead = true;
			}

			return hasRead ? changes : null;
		},
		readAll(pid, wanted) {
			const io = wanted.has('io') ? readIo(pid) : null;
			return {
				uid: wanted.has('uid') ? files.ownerOf(`${procfs}/${pid}`) : null,
				cgroup: wanted.has('cgroup') ? readCgroup(pid) : null,
				sharedBytes: wanted.has('shared') ? readShared(pid) : null,
				readBytes: io?.readBytes ?? null,
				writeBytes: io?.writeBytes ?? null,
			};
		},
	};

	function readShared(pid: number): number | null {
		const length = readBytes(pid, 'statm');
		const pages = length === null ? null : parseSharedPages(bytes, length);
		return pages === null ? null : pages * pageBytes;
	}

	/** Neighbours in the table are often of one cgroup: the same bytes need no parser. */
	function readCgroup(pid: number): string | null {
		const length = readBytes(pid, 'cgroup');
		if (length === null) return null;
		if (length === lastCgroup.length && bytes.compare(lastCgroup, 0, length, 0, length) === 0) return lastPath;
		const text = bytes.toString('utf8', 0, length);
		if (!cgroups.has(text)) {
			if (cgroups.size >= mostTexts) cgroups.clear();
			cgroups.set(text, parsePidCgroup(text));
		}

		lastCgroup = Buffer.from(bytes.subarray(0, length));
		lastPath = cgroups.get(text) ?? null;
		return lastPath;
	}

	function readIo(pid: number, onDenied?: () => void) {
		const length = readBytes(pid, 'io', onDenied);
		return length === null ? null : parsePidIo(bytes.toString('latin1', 0, length));
	}

	/** Fills `bytes`; null where it could not be read: the process ended, or this user may not. */
	function readBytes(pid: number, name: string, onDenied?: () => void): number | null {
		let descriptor = -1;
		try {
			descriptor = files.open(`${procfs}/${pid}/${name}`);
			return files.read(descriptor, bytes);
		} catch (error) {
			if (/^(?:EACCES|EPERM|ENOENT)$/.test(errnoOf(error))) onDenied?.();
			return null;
		} finally {
			if (descriptor >= 0) files.close(descriptor);
		}
	}
}

/** The sample with the changes in it; the same object when they say nothing new. */
export function applyChanges(sample: ProcessSample, changes: Partial<ProcessSample>): ProcessSample {
	for (const key of Object.keys(changes) as Array<keyof ProcessSample>) {
		if (changes[key] !== sample[key]) return { ...sample, ...changes };
	}

	return sample;
}

/** The arguments as they were when they are the same still. */
export function keepSameArgs(before: readonly string[] | null, args: readonly string[]): readonly string[] {
	const isSame = before?.length === args.length && args.every((arg, index) => arg === before[index]);
	return isSame && before !== null ? before : args;
}
