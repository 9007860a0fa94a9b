import type { Operation } from '../../domain/operation.ts';
import { withAncestors } from '../../domain/process-tree.ts';
import type { ProcessRow } from '../../domain/top.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { type Acts, useActs } from '../../hooks/use-acts.ts';
import { askSignal } from '../parts/ask-signal.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { askColumns } from '../parts/use-chosen-columns.ts';
import { commandText } from './top-columns.ts';
import { isKernelThread, userOf } from './top-list.ts';
import type { TopModel } from './use-top-state.ts';

export type TopActs = {
	signal(): Promise<void>;
	renice(): Promise<void>;
	chooseSort(): Promise<void>;
	chooseColumns(): Promise<void>;
	chooseUser(): Promise<void>;
	copy(): Promise<void>;
	showSockets(): void;
	showUnit(): void;
	toggleFollow(): void;
	showGaps(): void;
};

/** What can be done with the processes of the list. Each freezes its target when it begins. */
export function useTopActs(model: TopModel): TopActs {
	const console = useConsole();
	const { runActs } = useActs();
	return {
		signal: () => sendSignal(console, model, runActs),
		renice: () => askNice(console, model, runActs),
		chooseSort: () => askSort(console, model),
		chooseColumns: () =>
			askColumns(
				console,
				model.allColumns,
				model.columns.map((column) => column.id),
				model.chooseColumns,
			),
		chooseUser: () => askUser(console, model),
		copy: () => askCopy(console, model),
		showSockets: () => showSockets(console, model),
		showUnit: () => showUnit(console, model),
		toggleFollow: () => toggleFollow(console, model),
		showGaps: () => showGaps(console, model),
	};
}

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

async function sendSignal(console: ConsoleContextValue, model: TopModel, runActs: Acts['runActs']): Promise<void> {
	const targets = targetsOf(model);
	if (targets.length === 0) return;
	const signal = await askSignal(console.dialogs, nameOf(targets));
	if (signal === null) return;
	const results = await runActs(targets.map((row): Operation => ({ type: 'signal', ...identityOf(row), signal })));
	if (results.length > 0) model.list.dispatch({ type: 'clear-tags' });
}

function identityOf(row: ProcessRow) {
	return { pid: row.pid, startTicks: row.startTicks, key: row.key };
}

async function askNice(console: ConsoleContextValue, model: TopModel, runActs: Acts['runActs']): Promise<void> {
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
	await runActs(targets.map((row): Operation => ({ type: 'renice', ...identityOf(row), nice })));
}

function parseNice(text: string): number | null {
	const nice = /^\s*[+-]?\d{1,2}\s*$/.test(text) ? Number(text) : Number.NaN;
	return nice >= -20 && nice <= 19 ? nice : null;
}

async function askSort({ dialogs }: ConsoleContextValue, model: TopModel): Promise<void> {
	const sortable = model.allColumns.filter((column) => column.sortValue !== undefined);
	const choices = sortable.map((column) => ({ id: column.id, label: column.title.trim(), detail: column.description }));
	const id = await dialogs.choose('Sort by', choices, model.state.sort.column);
	const column = sortable.find((each) => each.id === id);
	if (column !== undefined) sortBy(model, column.id);
}

/** Sorts by a column in its own direction: the largest figures, the first names. */
export function sortBy(model: TopModel, id: string): void {
	const column = model.allColumns.find((each) => each.id === id);
	if (column?.sortValue === undefined) return;
	model.dispatch({ type: 'sort-by', column: id, descendsFirst: column.descendsFirst === true });
}

/** A click on a head sorts by it; the next click turns the order round. */
export function sortByHead(model: TopModel, id: string): void {
	if (model.state.sort.column === id && !model.state.isTree) model.dispatch({ type: 'invert' });
	else sortBy(model, id);
}

/** Owners of rows that were never on screen are read first: the choice comes with the next refresh. */
async function askUser(console: ConsoleContextValue, model: TopModel): Promise<void> {
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
	const processesOf = (reading: TopModel['reading']) =>
		reading.state === 'ready' || reading.state === 'stale' ? reading.value.data.processes : [];
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

async function askCopy({ dialogs, terminal, toast }: ConsoleContextValue, model: TopModel): Promise<void> {
	const [process] = targetsOf(model);
	if (process === undefined) return;
	const row = model.columns.map((column) => column.text({ process, branch: '' }).trim()).join('\t');
	const texts = {
		pid: `${process.pid}`,
		command: commandText(process, 'full'),
		row,
		kill: `kill -TERM ${process.pid}`,
	};
	const what = await dialogs.choose(`Copy of ${process.pid} ${process.name}`, [
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs' },
		{ id: 'pid', label: 'The PID', detail: texts.pid },
		{ id: 'command', label: 'The command line' },
		{ id: 'kill', label: 'A command that ends it', detail: texts.kill },
	]);
	if (what === null) return;
	const isSent = terminal.copy(texts[what]) === 'sent';
	toast(
		isSent ? 'info' : 'warn',
		isSent ? 'Sent to the terminal’s clipboard.' : 'That is too long for the terminal’s clipboard.',
	);
}

function showSockets({ store }: ConsoleContextValue, model: TopModel): void {
	const targets = targetsOf(model);
	if (targets.length === 0) return;
	const label = `sockets of ${nameOf(targets)}`;
	store.setState({ tab: 'network', pivot: { tab: 'network', filter: '', pids: targets.map((row) => row.pid), label } });
}

function showUnit({ store, toast }: ConsoleContextValue, model: TopModel): void {
	const [row] = targetsOf(model);
	if (row === undefined) return;
	if (row.unit !== null) {
		store.setState({ tab: 'services', pivot: { tab: 'services', unit: row.unit } });
		return;
	}
	const label = `${row.pid} ${row.name}`;
	if (isKernelThread(row)) {
		toast('info', `${label} is a thread of the kernel and belongs to no unit.`);
		return;
	}
	// Init scripts put their processes in no control group: their pid files tell which ones are theirs.
	const pids = [...withAncestors([row], model.data?.processes ?? [])];
	store.setState({ tab: 'services', pivot: { tab: 'services', pids, label, askedAtMs: Date.now() } });
}

function toggleFollow({ toast }: ConsoleContextValue, model: TopModel): void {
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

function showGaps({ dialogs, toast }: ConsoleContextValue, { reading }: TopModel): void {
	const problems = reading.state === 'ready' || reading.state === 'stale' ? reading.value.problems : [];
	if (problems.length === 0) toast('info', 'Everything could be read.');
	else void dialogs.showText('What could not be read', problemLines(problems));
}
