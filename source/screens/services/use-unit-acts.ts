import { formatCommand } from '../../domain/command.ts';
import type { Operation, ServiceVerb } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import type { UnitRow } from '../../domain/services.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { type Acts, useActs } from '../../hooks/use-acts.ts';
import { askSignal } from '../parts/ask-signal.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { askColumns } from '../parts/use-chosen-columns.ts';
import { unitLogLines } from './unit-log-lines.ts';
import { commandWords, isEnabled, stateText } from './unit-words.ts';
import type { ServicesModel } from './use-services-state.ts';

export type UnitActs = {
	/** Does it to the unit in question; asks first, as every act does. */
	act(verb: ServiceVerb): Promise<void>;
	toggleEnabled(): Promise<void>;
	/** To the main process alone. */
	signal(): Promise<void>;
	chooseAct(): Promise<void>;
	reloadManager(): Promise<void>;
	showLog(): Promise<void>;
	showProcesses(): Promise<void>;
	showSockets(): Promise<void>;
	chooseSort(): Promise<void>;
	chooseColumns(): Promise<void>;
	copy(): Promise<void>;
	showProblems(): void;
};

/** Lines of a log that one key shows. */
const logLines = 200;

/** What can be done with the unit in question. Each freezes its target when it begins. `onActed` asks for fresh details. */
export function useUnitActs(model: ServicesModel, onActed: () => void): UnitActs {
	const console = useConsole();
	const acts = useActs();
	const run = (operation: Operation) => runOperation(console, acts, model, operation, onActed);
	const withTarget = (then: (row: UnitRow) => Promise<void>) => async () => {
		if (model.target !== null) await then(model.target);
	};
	return {
		act: async (verb) => {
			if (model.target !== null) await run(operationOn(model.target, verb));
		},
		toggleEnabled: withTarget((row) => run(operationOn(row, isEnabled(row) ? 'disable' : 'enable'))),
		signal: withTarget((row) => sendSignal(console, row, run)),
		chooseAct: withTarget((row) => askAct(console, model, row, run)),
		reloadManager: () => reloadManager(console, model, run),
		showLog: withTarget((row) => showLog(console, row)),
		showProcesses: withTarget((row) => showProcesses(console, row)),
		showSockets: withTarget((row) => showSockets(console, row)),
		chooseSort: () => askSort(console, model),
		chooseColumns: () =>
			askColumns(
				console,
				model.allColumns,
				model.columns.map(({ id }) => id),
				model.chooseColumns,
			),
		copy: withTarget((row) => askCopy(console, model, row)),
		showProblems: () => showProblems(console, model),
	};
}

type Run = (operation: Operation) => Promise<void>;

function operationOn(row: UnitRow, verb: ServiceVerb): Operation {
	return { type: 'service', verb, unit: row.name, manager: row.manager };
}

async function runOperation(
	{ actions }: ConsoleContextValue,
	acts: Acts,
	model: ServicesModel,
	operation: Operation,
	onActed: () => void,
): Promise<void> {
	const result = await acts.runAct(operation);
	if (result === null) return;
	if (operation.type === 'reload-manager' && result.status === 'succeeded') model.dispatch({ type: 'reloaded' });
	actions.refresh();
	onActed();
}

const verbNotes: Readonly<Record<ServiceVerb, string>> = {
	start: 'and what it needs',
	stop: 'and what cannot run without it',
	restart: 'stop it, then start it',
	reload: 'have it read its configuration again, without a stop',
	enable: 'start it at each boot from now on',
	disable: 'do not start it at boot any more; it goes on running',
	mask: 'let nothing start it, not even other units',
	unmask: 'let it be started again',
	'reset-failed': 'forget that it failed, and how often it was started',
};

/** With runit both are links: what is linked is started, what is not is ended. */
const runitNotes: Readonly<Partial<Record<ServiceVerb, string>>> = {
	enable: 'link it: it is started now, and at each boot',
	disable: 'take its link away: it ends, and is not started at boot',
};

async function askAct({ dialogs }: ConsoleContextValue, model: ServicesModel, row: UnitRow, run: Run): Promise<void> {
	const verbs = model.data?.managers.find(({ name }) => name === row.manager)?.verbs ?? [];
	const notes = row.manager === 'runit' ? { ...verbNotes, ...runitNotes } : verbNotes;
	const choices = verbs.map((verb) => ({ id: verb, label: verb, detail: notes[verb] }));
	const title = sanitise(`${row.name}, ${stateText(row)}`);
	const isUp = row.activeState === 'active';
	const verb = await dialogs.choose(title, choices, isUp ? 'restart' : 'start');
	if (verb !== null) await run(operationOn(row, verb));
}

async function sendSignal({ dialogs }: ConsoleContextValue, row: UnitRow, run: Run): Promise<void> {
	const pid = row.mainPid;
	if (pid === null) return;
	const signal = await askSignal(dialogs, sanitise(`${pid}, main process of ${row.name}`));
	if (signal !== null) await run({ type: 'signal', pid, startTicks: null, key: null, signal });
}

async function reloadManager({ toast }: ConsoleContextValue, model: ServicesModel, run: Run): Promise<void> {
	const manager = model.target?.manager ?? 'systemd';
	const readsEachTime = manager === 'sysv' || manager === 'openrc' || manager === 'runit';
	if (!readsEachTime) await run({ type: 'reload-manager', manager });
	else toast('info', `${manager} reads its files at each act; there is nothing to reload.`);
}

async function showLog({ actions, dialogs, toast, theme }: ConsoleContextValue, row: UnitRow): Promise<void> {
	const log = await actions.readUnitLog(row.manager, row.name, logLines);
	if (log.ok) {
		await dialogs.showText(`Log of ${row.name}`, unitLogLines(log.value, theme.symbols), { startAtEnd: true });
	} else {
		toast('bad', sanitise(sentenceOf(log.error)));
	}
}

/** Every process of a unit, else its main one; null where nobody knows any. */
async function findPids({ actions }: ConsoleContextValue, row: UnitRow): Promise<readonly number[] | null> {
	const detail = await actions.readUnit(row.manager, row.name);
	const pids = detail.ok ? detail.value.pids : null;
	if (pids !== null && pids.length > 0) return pids;
	return row.mainPid === null ? null : [row.mainPid];
}

async function showProcesses(console: ConsoleContextValue, row: UnitRow): Promise<void> {
	const pids = await findPids(console, row);
	const label = `processes of ${row.name}`;
	if (pids === null) console.toast('info', sanitise(`No process of ${row.name} is known.`));
	else console.store.setState({ tab: 'top', pivot: { tab: 'top', pids, label } });
}

async function showSockets(console: ConsoleContextValue, row: UnitRow): Promise<void> {
	const pids = await findPids(console, row);
	const label = `sockets of ${row.name}`;
	if (pids === null) console.toast('info', sanitise(`No process of ${row.name} is known, so no socket is.`));
	else console.store.setState({ tab: 'network', pivot: { tab: 'network', filter: '', pids, label } });
}

const byNeed = 'need';

async function askSort({ dialogs }: ConsoleContextValue, model: ServicesModel): Promise<void> {
	const sortable = model.allColumns.filter((column) => column.sortValue !== undefined);
	const choices = [
		{ id: byNeed, label: 'Need', detail: 'failed first, then what runs, then other services, then other kinds' },
		...sortable.map(({ id, title, description }) => ({ id, label: title, detail: description })),
	];
	const id = await dialogs.choose('Sort by', choices, model.state.sort?.column ?? byNeed);
	if (id !== null) sortBy(model, id);
}

/** The first time a column sorts its own way; asked again it turns round. */
export function sortBy({ state, dispatch, allColumns }: ServicesModel, id: string): void {
	const column = allColumns.find((each) => each.id === id);
	if (column === undefined) dispatch({ type: 'sort-by', sort: null });
	else if (state.sort?.column === id) dispatch({ type: 'invert' });
	else dispatch({ type: 'sort-by', sort: { column: id, descending: column.descendsFirst === true } });
}

async function askCopy(
	{ dialogs, terminal, toast }: ConsoleContextValue,
	model: ServicesModel,
	row: UnitRow,
): Promise<void> {
	const commandOf = (verb: string) => {
		const [file = '', ...args] = commandWords(row, verb);
		return formatCommand({ file, args });
	};
	const texts = {
		name: row.name,
		row: model.columns.map((column) => column.text(row).trim()).join('\t'),
		status: commandOf('status'),
		restart: commandOf('restart'),
	};
	const what = await dialogs.choose(sanitise(`Copy of ${row.name}`), [
		{ id: 'name', label: 'The name' },
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs' },
		{ id: 'status', label: 'A command for its state', detail: texts.status },
		{ id: 'restart', label: 'A command that restarts it', detail: texts.restart },
	]);
	if (what === null) return;
	const isSent = terminal.copy(texts[what]) === 'sent';
	toast(
		isSent ? 'info' : 'warn',
		isSent ? 'Sent to the terminal’s clipboard.' : 'That is too long for the terminal’s clipboard.',
	);
}

function showProblems({ dialogs, toast }: ConsoleContextValue, { reading }: ServicesModel): void {
	const problems = reading.state === 'ready' || reading.state === 'stale' ? reading.value.problems : [];
	if (problems.length === 0) toast('info', 'Everything that was asked for could be read.');
	else void dialogs.showText('What could not be read', problemLines(problems));
}
