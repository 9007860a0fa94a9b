import type { Command } from '../../../domain/command.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { groupByNice, type Link, type UndoRecord } from '../../../domain/undo.ts';
import type { ServiceManager, UnitState } from '../../service-managers/service-manager.ts';
import type { OperationContext } from '../plans/planned-act.ts';
import { readStat } from '../plans/process-target.ts';
import { isUp } from '../plans/service/unit-effects.ts';
import { isReached, settle } from '../plans/service/unit-state.ts';
import { lookAtFiles } from './marker-files.ts';

/** What an undo would run, one after the other; or why it cannot be done any more. */
export type UndoSteps = { readonly commands: readonly Command[]; readonly effects: readonly string[] };

export async function findUndoSteps(
	context: OperationContext,
	undo: UndoRecord,
	isRoot: boolean,
): Promise<Result<UndoSteps>> {
	switch (undo.kind) {
		case 'units':
			return unitSteps(context, undo);
		case 'links':
			return linkSteps(context, undo);
		case 'files':
			return fileSteps(context, undo);
		case 'nice':
			return niceSteps(context, undo, isRoot);
	}
}

function moved(what: string): { readonly ok: false; readonly error: OpsError } {
	return fail('refused', `This cannot be undone any more: ${what}`, 'Do by hand what you want now.');
}

async function findManager(context: OperationContext, name: string): Promise<Result<ServiceManager>> {
	const { managers } = await context.managers.find();
	const manager = managers.find((each) => each.name === name);
	return manager === undefined
		? fail('unavailable', `${name} was not found on ${context.transport.host}`)
		: succeed(manager);
}

async function unitSteps(
	context: OperationContext,
	{ manager: name, verb, units }: Extract<UndoRecord, { readonly kind: 'units' }>,
): Promise<Result<UndoSteps>> {
	const manager = await findManager(context, name);
	if (!manager.ok) return manager;
	const commands: Command[] = [];
	for (const unit of units) {
		const state = await manager.value.show(unit);
		if (!state.ok) return moved(`${unit} is not there any more`);
		if (isUp(state.value) !== (verb === 'stop')) return moved(`${unit} is ${describe(state.value)} now`);
		const command = await manager.value.commandFor(verb, state.value);
		if (!command.ok) return command;
		commands.push(command.value);
	}
	const what = verb === 'start' ? 'Starts again' : 'Stops';
	return succeed({ commands, effects: [`${what} ${units.join(', ')}.`] });
}

/** A unit that is not as it was after an undo, whatever its manager said of the commands; null where all are, or nobody can tell. */
export async function findMissed(context: OperationContext, undo: UndoRecord): Promise<string | null> {
	if (undo.kind !== 'units') return null;
	const manager = await findManager(context, undo.manager);
	if (!manager.ok) return null;
	const { name } = manager.value;
	const act = {
		verb: undo.verb,
		manager: manager.value,
		before: null,
		isReported: true,
		limitMs: context.unitTimeoutMs,
	};
	const states = await Promise.all(undo.units.map((unit) => settle({ ...act, unit }, context.sleep)));
	for (const [index, state] of states.entries()) {
		if (!state.ok || isReached(undo.verb, name, null, state.value) !== false) continue;
		return `${undo.units[index]} is ${describe(state.value)}`;
	}
	return null;
}

function describe({ activeState, subState }: UnitState): string {
	return activeState === null || subState === null || subState === activeState
		? (activeState ?? 'in an unknown state')
		: `${activeState} (${subState})`;
}

async function linkSteps(
	context: OperationContext,
	{ manager: name, removed, added }: Extract<UndoRecord, { readonly kind: 'links' }>,
): Promise<Result<UndoSteps>> {
	const manager = await findManager(context, name);
	if (!manager.ok) return manager;
	const now = await context.transport.readLinks([...removed, ...added].map(({ path }) => path));
	for (const [index, link] of [...removed, ...added].entries()) {
		const found = now[index];
		const isRemoved = index < removed.length;
		const isAsLeft = isRemoved
			? isReplaced(link, added) || (found !== undefined && !found.ok && found.error.code === 'not-found')
			: found?.ok === true && found.value === link.target;
		if (!isAsLeft) return moved(`${link.path} was changed since`);
	}
	const missing = await findMissing(context, removed);
	const commands: Command[] = [
		...(missing.length === 0 ? [] : [{ file: 'mkdir', args: ['-p', '--', ...missing] }]),
		...added.map(({ path }) => ({ file: 'rm', args: ['--', path] })),
		...removed.map(({ path, target }) => ({ file: 'ln', args: ['-s', '--', target, path] })),
		...(manager.value.reloadCommand === null ? [] : [manager.value.reloadCommand]),
	];
	const effects = [
		...removed.map(({ path, target }) => `Makes the link ${path} to ${target} again.`),
		...added.map(({ path }) => `Removes the link ${path}.`),
	];
	return succeed({ commands, effects });
}

/** Directories that went with their last link. */
async function findMissing({ transport }: OperationContext, links: readonly Link[]): Promise<readonly string[]> {
	const parents = [...new Set(links.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))];
	const listed = await Promise.all(parents.map((parent) => transport.listDirectory(parent)));
	return parents.filter((_, index) => listed[index]?.ok !== true);
}

/** The act put another link in its place. */
function isReplaced({ path }: Link, added: readonly Link[]): boolean {
	return added.some((link) => link.path === path);
}

async function fileSteps(
	{ transport }: OperationContext,
	{ removed, added }: Extract<UndoRecord, { readonly kind: 'files' }>,
): Promise<Result<UndoSteps>> {
	const now = await lookAtFiles(transport, [...removed, ...added]);
	const changed = [
		...removed.filter((path) => now.get(path) !== 'absent'),
		...added.filter((path) => now.get(path) !== 'empty'),
	];
	if (changed[0] !== undefined) return moved(`${changed[0]} was changed since`);
	return succeed({
		commands: [
			...added.map((path) => ({ file: 'rm', args: ['--', path] })),
			...removed.map((path) => ({ file: 'touch', args: ['--', path] })),
		],
		effects: [
			...removed.map((path) => `Makes the file ${path} again.`),
			...added.map((path) => `Removes the file ${path}.`),
		],
	});
}

async function niceSteps(
	{ transport }: OperationContext,
	{ pid, startTicks, bootId, nice, threads }: Extract<UndoRecord, { readonly kind: 'nice' }>,
	isRoot: boolean,
): Promise<Result<UndoSteps>> {
	if (!isRoot && threads.some((thread) => thread.nice < nice)) {
		return fail('permission', 'This cannot be undone by this user: only root may lower a nice value', 'Use sudo.');
	}
	const [boot] = await transport.readFiles(['/proc/sys/kernel/random/boot_id']);
	const isSameBoot = bootId === null || (boot?.ok === true && boot.value.trim() === bootId);
	const stat = await readStat(transport, pid);
	if (!isSameBoot || !stat.ok || stat.value.startTicks !== startTicks) return moved(`process ${pid} has ended`);
	if (stat.value.nice !== nice) return moved(`the nice value of process ${pid} is ${stat.value.nice} now`);
	const tasks = await transport.listDirectory(`/proc/${pid}/task`);
	const left = threads.filter(({ thread }) => tasks.ok && tasks.value.includes(String(thread)));
	if (left.length === 0) return moved(`the threads of process ${pid} have ended`);
	const commands = [...groupByNice(left)].map(
		([value, numbers]): Command => ({ file: 'renice', args: [String(value), '-p', ...numbers.map(String)] }),
	);
	const values = [...new Set(left.map((thread) => thread.nice))].join(', ');
	return succeed({ commands, effects: [`Gives ${left.length} threads of process ${pid} nice ${values} again.`] });
}
