import { formatCommand } from '../../domain/command.ts';
import type { Operation, ServiceVerb } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import type { ServiceManagerName, UnitRow } from '../../domain/services.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { askSignal } from '../parts/ask-signal.ts';
import { askCopy, pivotTo, rowText } from '../parts/row-acts.ts';
import { unitLogLines } from './unit-log-lines.ts';
import { commandWords, stateText } from './unit-words.ts';
import type { ServicesModel } from './use-services-state.ts';

/** Has an operation weighed, confirmed and performed. */
type Run = (operation: Operation) => Promise<void>;

export function operationOn(row: UnitRow, verb: ServiceVerb): Operation {
	return { type: 'service', verb, unit: row.name, manager: row.manager };
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

/** Every verb that the unit's manager has. */
export async function askVerb(
	{ dialogs }: ConsoleContextValue,
	model: ServicesModel,
	row: UnitRow,
	run: Run,
): Promise<void> {
	const verbs = model.data?.managers.find(({ name }) => name === row.manager)?.verbs ?? [];
	const notes = row.manager === 'runit' ? { ...verbNotes, ...runitNotes } : verbNotes;
	const choices = verbs.map((verb) => ({ id: verb, label: verb, detail: notes[verb] }));
	const title = sanitise(`${row.name}, ${stateText(row)}`);
	const isUp = row.activeState === 'active';
	const verb = await dialogs.choose(title, choices, isUp ? 'restart' : 'start');
	if (verb !== null) await run(operationOn(row, verb));
}

/** To the main process alone. */
export async function sendSignal({ dialogs }: ConsoleContextValue, row: UnitRow, run: Run): Promise<void> {
	const pid = row.mainPid;
	if (pid === null) return;
	const signal = await askSignal(dialogs, sanitise(`${pid}, main process of ${row.name}`));
	if (signal !== null) await run({ type: 'signal', pid, startTicks: null, key: null, signal });
}

export async function reloadManager(
	{ toast }: ConsoleContextValue,
	manager: ServiceManagerName,
	run: Run,
): Promise<void> {
	const readsEachTime = manager === 'sysv' || manager === 'openrc' || manager === 'runit';
	if (!readsEachTime) await run({ type: 'reload-manager', manager });
	else toast('info', `${manager} reads its files at each act; there is nothing to reload.`);
}

/** Lines of a log that one key shows. */
const logLines = 200;

export async function showLog({ actions, dialogs, toast, theme }: ConsoleContextValue, row: UnitRow): Promise<void> {
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

export async function showProcesses(console: ConsoleContextValue, row: UnitRow): Promise<void> {
	const pids = await findPids(console, row);
	const label = `processes of ${row.name}`;
	if (pids === null) console.toast('info', sanitise(`No process of ${row.name} is known.`));
	else pivotTo(console, { tab: 'top', pids, label });
}

export async function showSockets(console: ConsoleContextValue, row: UnitRow): Promise<void> {
	const pids = await findPids(console, row);
	const label = `sockets of ${row.name}`;
	if (pids === null) console.toast('info', sanitise(`No process of ${row.name} is known, so no socket is.`));
	else pivotTo(console, { tab: 'network', filter: '', pids, label });
}

export async function copyUnit(console: ConsoleContextValue, { columns }: ServicesModel, row: UnitRow): Promise<void> {
	const commandFor = (verb: string) => {
		const [file = '', ...args] = commandWords(row, verb);
		return formatCommand({ file, args });
	};
	const status = commandFor('status');
	const restart = commandFor('restart');
	await askCopy(console, sanitise(`Copy of ${row.name}`), [
		{ id: 'name', label: 'The name', text: row.name },
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs', text: rowText(columns.shown, row) },
		{ id: 'status', label: 'A command for its state', detail: status, text: status },
		{ id: 'restart', label: 'A command that restarts it', detail: restart, text: restart },
	]);
}
