import { unitOf } from '../../../domain/cgroup.ts';
import type { ProcessFacts } from '../../../domain/lockout.ts';
import type { ProcessIdentity } from '../../../domain/process.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import { createPidStat, parsePidStat } from '../../../parsers/pid-stat.ts';
import type { HeldProcess, Transport } from '../../transports/transport.ts';
import type { OperationContext } from './planned-act.ts';

export type StatFacts = {
	readonly name: string;
	readonly state: string;
	readonly ppid: number;
	readonly nice: number;
	readonly threads: number;
	readonly startTicks: number;
};

/** The facts of one stat line; null where it is none. */
export function readStatFacts(text: string): StatFacts | null {
	const bytes = Buffer.from(text, 'utf8');
	const stat = createPidStat();
	if (!parsePidStat(bytes, bytes.length, stat)) return null;
	return {
		name: bytes.toString('utf8', stat.nameStart, stat.nameEnd),
		state: String.fromCharCode(stat.state),
		ppid: stat.ppid,
		nice: stat.nice,
		threads: stat.threads,
		startTicks: stat.startTicks,
	};
}

/** The process as it is now; `not-found` when it is gone. */
export async function readStat(transport: Transport, pid: number): Promise<Result<StatFacts>> {
	const [text] = await transport.readFiles([`/proc/${pid}/stat`]);
	if (text === undefined || !text.ok) return { ok: false, error: goneOr(pid, text?.ok === false ? text.error : null) };
	const facts = readStatFacts(text.value);
	return facts === null ? fail('malformed', `/proc/${pid}/stat could not be understood`) : succeed(facts);
}

function goneOr(pid: number, error: OpsError | null): OpsError {
	return error === null || error.code === 'not-found'
		? { code: 'not-found', message: `There is no process ${pid}`, hint: 'It has ended, or the number is wrong.' }
		: error;
}

export type ProcessTarget = {
	readonly held: HeldProcess;
	readonly stat: StatFacts;
	readonly facts: ProcessFacts;
	/** `2114 mysqld` */
	readonly label: string;
};

type Asked = { readonly pid: number; readonly startTicks: number | null; readonly key: number | null };

/** Takes hold of the process that was asked for, and learns what it is. */
export async function holdTarget(context: OperationContext, asked: Asked): Promise<Result<ProcessTarget>> {
	const { transport } = context;
	if (!Number.isSafeInteger(asked.pid) || asked.pid < 1) {
		return fail(
			'refused',
			`${asked.pid} is not the number of a process`,
			'Process numbers are 1 and up; groups are not taken.',
		);
	}
	const stat = await readStat(transport, asked.pid);
	if (!stat.ok) return stat;
	const { startTicks } = stat.value;
	if (asked.startTicks !== null && asked.startTicks !== startTicks) {
		return fail(
			'not-found',
			`Process ${asked.pid} is gone: another one has that number now`,
			'Nothing was sent; look it up again.',
		);
	}
	const identity: ProcessIdentity = { pid: asked.pid, startTicks, ...(asked.key === null ? {} : { key: asked.key }) };
	const held = await transport.holdProcess(identity);
	if (!held.ok) return held;
	const facts = await readFacts(context, asked.pid, stat.value.name);
	return succeed({ held: held.value, stat: stat.value, facts, label: `${asked.pid} ${stat.value.name}` });
}

async function readFacts(context: OperationContext, pid: number, name: string): Promise<ProcessFacts> {
	const [cgroup] = await context.transport.readFiles([`/proc/${pid}/cgroup`]);
	const path = cgroup?.ok ? parsePidCgroup(cgroup.value) : null;
	const ancestors = await context.ownAncestors();
	return { pid, name, unit: path === null ? null : unitOf(path), isOwnAncestor: ancestors.has(pid) };
}

/** `process 2114 mysqld is running` in the words of ps: for the record. */
export function describeProcess(stat: StatFacts): string {
	const words: Readonly<Record<string, string>> = {
		R: 'running',
		S: 'sleeping',
		D: 'waiting for a device (D)',
		T: 'stopped',
		t: 'stopped by a debugger',
		Z: 'zombie',
		I: 'idle',
	};
	return words[stat.state] ?? stat.state;
}

/** A zombie with one thread has ended, whether or not its parent collected it. */
export function hasEnded(stat: StatFacts): boolean {
	return stat.state === 'X' || (stat.state === 'Z' && stat.threads <= 1);
}

/** Processes that are named by their program; the rest of a large group is known by number. */
const maxNamed = 12;

/** `2114 nginx` of each process, in the order given; of one that has ended meanwhile the number alone. */
export async function nameProcesses(transport: Transport, pids: readonly number[]): Promise<readonly string[]> {
	const texts = await transport.readFiles(pids.slice(0, maxNamed).map((pid) => `/proc/${pid}/stat`));
	return pids.map((pid, index) => {
		const text = texts[index];
		const stat = text?.ok ? readStatFacts(text.value) : null;
		return stat === null ? `${pid}` : `${pid} ${stat.name}`;
	});
}

/** A group of processes of which more are not looked at. */
const maxLookedAt = 1000;

/** Those processes that wait in the kernel where no signal reaches them (state D). */
export async function listStuck(transport: Transport, pids: readonly number[] | null): Promise<readonly string[]> {
	const asked = (pids ?? []).slice(0, maxLookedAt);
	const texts = await transport.readFiles(asked.map((pid) => `/proc/${pid}/stat`));
	return texts.flatMap((text, index) => {
		const stat = text.ok ? readStatFacts(text.value) : null;
		return stat?.state === 'D' ? [`${asked[index]} ${stat.name}`] : [];
	});
}

/** The same in words, for the end of a sentence. */
export function stuckText(stuck: readonly string[]): string {
	if (stuck.length === 0) return '';
	const names = stuck.slice(0, 4).join(', ');
	const [more, waits] = [
		stuck.length > 4 ? ` and ${stuck.length - 4} more` : '',
		stuck.length === 1 ? 'waits' : 'wait',
	];
	return `; no signal reaches ${names}${more}, which ${waits} for a device or a network file system (D)`;
}
