import { formatCpuTime, formatLocalTime, formatSize } from '../domain/format.ts';
import { findNearest } from '../domain/nearest.ts';
import { type ServiceVerb, serviceVerbs } from '../domain/operation.ts';
import { type Result, succeed } from '../domain/result.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import type { ServiceManagerName, UnitDetail } from '../domain/services.ts';
import { readUnitDetail } from '../services/collectors/unit-detail.ts';
import { findUnit as findManagedUnit } from '../services/service-managers/find-unit.ts';
import { act } from './act.ts';
import { type CommandContext, type RunCommand, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { documentOf } from './reporters/json.ts';
import { formatPairs } from './reporters/table.ts';
import { reportProblems } from './view-command.ts';
import { allWords, refuseUsage, statusOfUnit } from './words.ts';

function isServiceVerb(word: string): word is ServiceVerb {
	return (serviceVerbs as readonly string[]).includes(word);
}

/** `opsdash service VERB UNIT` and `opsdash service reload-manager` */
export const run: RunCommand = async (context) => {
	const [verb, unit, ...more] = allWords(context);
	const { manager } = context.invocation.flags;
	if (verb === undefined) return refuseUsage(context, 'service needs a verb and a unit');
	if (verb === 'reload-manager' && unit !== undefined) {
		return refuseUsage(context, `service reload-manager takes no unit, and "${unit}" is one`);
	}
	if (verb === 'reload-manager') return act(context, [{ type: 'reload-manager', manager: manager ?? 'systemd' }]);
	if (!isServiceVerb(verb) && verb !== 'status' && verb !== 'cancel-job') {
		const [near] = findNearest(verb, [...serviceVerbs, 'status', 'cancel-job', 'reload-manager']);
		return refuseUsage(context, `service knows no verb "${verb}"${near ? `; did you mean ${near}?` : ''}`);
	}
	if (unit === undefined) return refuseUsage(context, `service ${verb} needs a unit`);
	if (more.length > 0) return refuseUsage(context, `service ${verb} takes one unit, and "${more[0]}" is one too many`);
	// An odd name is refused by whoever plans the act, so that it is recorded.
	return statusOfUnit(unit, await carryOut(context, verb, unit, manager ?? null));
};

function carryOut(
	context: CommandContext,
	verb: ServiceVerb | 'status' | 'cancel-job',
	unit: string,
	manager: string | null,
): Promise<ExitStatus> {
	switch (verb) {
		case 'status':
			return showStatus(context, unit);
		case 'cancel-job':
			return act(context, [{ type: 'cancel-job', unit, manager }]);
		default:
			return act(context, [{ type: 'service', verb, unit, manager }]);
	}
}

/** Which manager knows a unit, and by which name. */
export async function findUnit(
	{ services, invocation, signal }: CommandContext,
	unit: string,
): Promise<Result<{ readonly manager: ServiceManagerName; readonly name: string }>> {
	const place = { managers: await services.managers(), transport: services.transport() };
	const found = await findManagedUnit(place, unit, invocation.flags.manager ?? null, signal);
	return found.ok ? succeed({ manager: found.value.manager.name, name: found.value.state.name }) : found;
}

async function showStatus(context: CommandContext, unit: string): Promise<ExitStatus> {
	const found = await findUnit(context, unit);
	if (!found.ok) return reportFailure(context, 'unit', found.error);
	const { settings } = await context.services.settings();
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	const managers = await context.services.managers();
	const detail = await readUnitDetail(
		context.services.transport(),
		managers,
		found.value.manager,
		found.value.name,
		secrets,
	);
	if (!detail.ok) return reportFailure(context, 'unit', detail.error);
	const { problems, ...data } = detail.value;
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('unit', await takeStamp(context), data, problems));
		return exitStatus.done;
	}
	await context.output.write(formatPairs(pairs(detail.value), context.output));
	reportProblems(context, problems);
	return exitStatus.done;
}

/** `active (running)`, `failed`; where the unit is not plainly loaded, that too. */
function stateText({ activeState, subState, loadState }: UnitDetail['row']): string | null {
	if (activeState === null) return null;
	const state = subState === null || subState === activeState ? activeState : `${activeState} (${subState})`;
	return loadState === null || loadState === 'loaded' ? state : `${loadState}, ${state}`;
}

function pairs({ row, pids, file, needsReload }: UnitDetail): ReadonlyArray<readonly [string, string | null]> {
	return [
		['Unit', row.name],
		['Manager', row.manager],
		['Description', row.description],
		['State', stateText(row)],
		['Since', row.since === null ? null : formatLocalTime(row.since)],
		['Enabled', row.enabled],
		['Main PID', row.mainPid === null ? null : String(row.mainPid)],
		['Processes', pids === null ? null : pids.join(' ')],
		['Memory', row.memoryBytes === null ? null : formatSize(row.memoryBytes)],
		['CPU time', row.cpuSeconds === null ? null : formatCpuTime(row.cpuSeconds)],
		['Restarts', row.restarts === null ? null : String(row.restarts)],
		[
			'Ports',
			row.ports
				.map(({ protocol, address, port }) => `${protocol} ${address.includes(':') ? `[${address}]` : address}:${port}`)
				.join(', '),
		],
		['File', file?.path ?? null],
		...(needsReload ? [['Note', 'its file changed on disk: opsdash service reload-manager'] as const] : []),
	];
}
