import type { Operation } from '../../domain/operation.ts';
import { withAncestors } from '../../domain/process-tree.ts';
import { lastValueOf } from '../../domain/reading.ts';
import type { ProcessRow } from '../../domain/top.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { runMany } from '../../hooks/run-acts.ts';
import { askSignal } from '../parts/ask-signal.ts';
import { askCopy, pivotTo, rowText } from '../parts/row-acts.ts';
import { commandText } from './top-columns.ts';
import { isKernelThread, userOf } from './top-list.ts';
import type { TopModel } from './use-top-state.ts';

/** The process whose details have the keys, and no other should it have ended; else those tagged, else the one selected. */
function targetsOf({ state, data, list }: TopModel): readonly ProcessRow[] {
	if (state.detailOf === null || state.focus === 'list') return list.targetRows.map((listed) => listed.process);
	const { key } = state.detailOf;
	return data?.processes.filter((process) => process.key === key) ?? [];
}

/** `2114 mysqld`, or how many are tagged. */
function nameOf(targets: readonly ProcessRow[]): string {
	const [first] = targets;
	if (first === undefined) return 'no process';
	return targets.length === 1 ? `${first.pid} ${first.name}` : `${targets.length} processes`;
}

export async function sendSignal(console: ConsoleContextValue, model: TopModel): Promise<void> {
	const targets = targetsOf(model);
	if (targets.length === 0) return;
	const signal = await askSignal(console.dialogs, nameOf(targets));
	if (signal === null) return;
	const operations = targets.map((row): Operation => ({ type: 'signal', ...identityOf(row), signal }));
	const results = await runMany(console, operations);
	if (results.length > 0) model.list.dispatch({ type: 'clear-tags' });
}

export function identityOf({ pid, startTicks, key }: ProcessRow) {
	return { pid, startTicks, key };
}

export async function askNice(console: ConsoleContextValue, model: TopModel): Promise<void> {
	const targets = targetsOf(model);
	const [first] = targets;
	if (first === undefined) return;
	const text = await console.dialogs.prompt({
		title: `Nice value of ${nameOf(targets)}`,
		label: 'From -20 (first) to 19 (last)',
		initial: `${first.nice}`,
		validate: (typed) => (parseNice(typed) === null ? 'A nice value is a whole number from -20 to 19.' : null),
	});
	const nice = text === null ? null : parseNice(text);
	if (nice === null) return;
	const operations = targets.map((row): Operation => ({ type: 'renice', ...identityOf(row), nice }));
	await runMany(console, operations);
}

function parseNice(text: string): number | null {
	const nice = /^\s*[+-]?\d{1,2}\s*$/.test(text) ? Number(text) : Number.NaN;
	return nice >= -20 && nice <= 19 ? nice : null;
}

/** Owners of rows that were never on screen are read first: the choice comes with the next refresh. */
export async function askUser(console: ConsoleContextValue, model: TopModel): Promise<void> {
	const { dialogs, store } = console;
	if (store.getState().readings.top.state !== 'ready') return;
	model.dispatch({ type: 'need-users', isNeeded: true });
	const processes = await processesWithOwners(console);
	const choices = [...countUsers(processes)]
		.sort(([, left], [, right]) => right - left)
		.map(([user, count]) => ({ id: user, label: user, detail: count === 1 ? '1 process' : `${count} processes` }));
	const selected = model.list.selectedRow;
	const initial = model.state.user ?? (selected === null ? everyone.id : userOf(selected.process));
	const user = await dialogs.choose('Processes of', [everyone, ...choices], initial);
	model.dispatch({ type: 'need-users', isNeeded: false });
	if (user !== null) model.dispatch({ type: 'show-user', user: user === everyone.id ? null : user });
}

const everyone = { id: '*', label: 'everyone' };

function countUsers(processes: readonly ProcessRow[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const process of processes) {
		const user = userOf(process);
		if (user !== '') counts.set(user, (counts.get(user) ?? 0) + 1);
	}
	return counts;
}

/** The processes of the reading in front, or of the next that has all owners; the second next has those that may be read. */
function processesWithOwners({ store, actions }: ConsoleContextValue): Promise<readonly ProcessRow[]> {
	const processesOf = (reading: TopModel['reading']) => lastValueOf(reading)?.data.processes ?? [];
	const isComplete = (reading: TopModel['reading']) => processesOf(reading).every((process) => process.uid !== null);
	let seen = store.getState().readings.top;
	if (isComplete(seen)) return Promise.resolve(processesOf(seen));
	return new Promise((resolve) => {
		let readingsLeft = 2;
		const stop = store.subscribe(({ readings, tab }) => {
			if (readings.top === seen && tab === 'top') return;
			seen = readings.top;
			readingsLeft -= 1;
			if (readingsLeft > 0 && tab === 'top' && !isComplete(seen)) {
				actions.refresh();
				return;
			}
			stop();
			resolve(processesOf(seen));
		});
		actions.refresh();
	});
}

export async function copyProcess(console: ConsoleContextValue, model: TopModel): Promise<void> {
	const [process] = targetsOf(model);
	if (process === undefined) return;
	const kill = `kill -TERM ${process.pid}`;
	const row = rowText(model.columns.shown, { process, branch: '' });
	await askCopy(console, `Copy of ${process.pid} ${process.name}`, [
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs', text: row },
		{ id: 'pid', label: 'The PID', detail: `${process.pid}`, text: `${process.pid}` },
		{ id: 'command', label: 'The command line', text: commandText(process, 'full') },
		{ id: 'kill', label: 'A command that ends it', detail: kill, text: kill },
	]);
}

export function showSockets(console: ConsoleContextValue, model: TopModel): void {
	const targets = targetsOf(model);
	if (targets.length === 0) return;
	const label = `sockets of ${nameOf(targets)}`;
	pivotTo(console, { tab: 'network', filter: '', pids: targets.map((row) => row.pid), label });
}

export function showUnit(console: ConsoleContextValue, model: TopModel): void {
	const [row] = targetsOf(model);
	if (row === undefined) return;
	if (row.unit !== null) {
		pivotTo(console, { tab: 'services', unit: row.unit });
		return;
	}
	const label = `${row.pid} ${row.name}`;
	if (isKernelThread(row)) {
		console.toast('info', `${label} is a thread of the kernel and belongs to no unit.`);
		return;
	}
	// Init scripts put their processes in no control group: their pid files tell which ones are theirs.
	const pids = [...withAncestors([row], model.data?.processes ?? [])];
	pivotTo(console, { tab: 'services', pids, label, askedAtMs: Date.now() });
}

export function toggleFollow({ toast }: ConsoleContextValue, model: TopModel): void {
	const [process] = targetsOf(model);
	if (process === undefined) return;
	const { key, pid, name } = process;
	if (model.state.followed?.key === key) {
		model.dispatch({ type: 'follow', followed: null });
		toast('info', `No longer following ${pid} ${name}.`);
		return;
	}
	model.dispatch({ type: 'follow', followed: { key, label: `${pid} ${name}` } });
	model.list.dispatch({ type: 'select-key', key });
}
