import type { Command } from '../../../domain/command.ts';
import type { ServiceVerb } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { type OpenrcDependencies, type OpenrcScript, parseDeptree } from '../../../parsers/openrc.ts';
import type { Transport } from '../../transports/transport.ts';
import { hasEntry } from '../find-processes.ts';
import type { LogSource, ServiceManager, ServiceManagerKind, UnitState } from '../service-manager.ts';
import { unitStateOfReading } from '../unit-readings.ts';
import { findSystemLog, findUsualLogFiles } from '../usual-log-files.ts';
import { createOpenrcReadings, type OpenrcUnit, scriptDirectory, stateDirectory } from './openrc-readings.ts';

/** OpenRC: `rc-status`, `rc-service`, `rc-update`. There where it brought the host up: it keeps its runlevel under /run then. */
export const openrcKind: ServiceManagerKind = {
	name: 'openrc',
	async detect(transport) {
		return succeed((await hasEntry(transport, stateDirectory, 'softlevel')) ? [createOpenrc(transport)] : []);
	},
};

const verbs: readonly ServiceVerb[] = ['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'reset-failed'];

export function createOpenrc(transport: Transport): ServiceManager {
	const readings = createOpenrcReadings(transport);
	const info = { name: 'openrc', version: null, state: null, verbs } as const;

	async function find(unit: string, signal?: AbortSignal): Promise<Result<OpenrcUnit>> {
		const read = await readings.read(unit, signal);
		if (!read.ok) return read;
		const [found] = read.value.units;
		return found === undefined ? fail('not-found', `There is no script ${scriptDirectory}/${unit}`) : succeed(found);
	}

	return {
		name: 'openrc',
		verbs,
		async list({ signal } = {}) {
			const read = await readings.read(null, signal);
			if (!read.ok) return read;
			const { units, problems } = read.value;
			return succeed({ info, units: units.map(({ reading }) => reading), problems });
		},
		async countFailed(signal) {
			const read = await readings.read(null, signal);
			if (!read.ok) return read;
			return succeed(read.value.units.filter(({ reading }) => reading.activeState === 'failed').length);
		},
		async show(unit, signal) {
			const found = await find(unit, signal);
			return found.ok ? succeed(unitStateOfReading(found.value.reading)) : found;
		},
		async commandFor(verb, unit) {
			const found = await find(unit.name);
			return found.ok ? commandFor(verb, unit, found.value) : found;
		},
		async weigh(_verb, unit, signal) {
			const [all, dependencies] = await Promise.all([readings.read(null, signal), readDependencies(transport)]);
			const units = all.ok ? all.value.units : [];
			const up = new Set(
				units.filter(({ reading }) => reading.activeState === 'active').map(({ reading }) => reading.name),
			);
			const dependents = needing(unit.name, dependencies).filter((name) => up.has(name));
			const own = units.find(({ reading }) => reading.name === unit.name);
			return { dependents: dependents.toSorted(), triggers: [], pids: own?.pids ?? null };
		},
		async describe(unit, signal) {
			const [found, dependencies] = await Promise.all([find(unit, signal), readDependencies(transport)]);
			if (!found.ok) return found;
			const { reading, script, pids } = found.value;
			return succeed({
				properties: [
					{ name: 'Script', value: `${scriptDirectory}/${reading.name}` },
					...(script.pidFile === null ? [] : [{ name: 'PIDFile', value: script.pidFile }]),
					...(found.value.runlevels === null ? [] : [{ name: 'Runlevels', value: found.value.runlevels.join(' ') }]),
					...(script.extraVerbs.size === 0 ? [] : [{ name: 'Verbs', value: [...script.extraVerbs].join(' ') }]),
					...dependencyProperties(dependencies.get(reading.name)),
				],
				paths: [
					`${scriptDirectory}/${reading.name}`,
					...((await hasEntry(transport, '/etc/conf.d', reading.name)) ? [`/etc/conf.d/${reading.name}`] : []),
				],
				reading,
				needsReload: false,
				pids,
			});
		},
		async logSources(unit) {
			const found = await find(unit);
			return found.ok ? findLogs(transport, unit, found.value.script) : [];
		},
		reloadCommand: null,
	};
}

function commandFor(
	verb: ServiceVerb,
	{ name, activeState }: UnitState,
	{ script, runlevels }: OpenrcUnit,
): Result<Command> {
	const rcService = (action: string) => succeed({ file: 'rc-service', args: [name, action] });
	switch (verb) {
		case 'start':
		case 'stop':
		case 'restart':
			return rcService(verb);
		case 'reload':
			if (script.extraVerbs.has('reload')) return rcService('reload');
			return fail('refused', `The script of ${name} has no reload`, 'Restart it instead.');
		case 'enable':
			return succeed({ file: 'rc-update', args: ['add', name, 'default'] });
		case 'disable':
			if (runlevels?.length === 0) return fail('refused', `${name} is in no runlevel, so it is disabled already`);
			// By name: `--all` ends with status 1 for each runlevel that it is not in.
			return succeed({ file: 'rc-update', args: ['del', name, ...(runlevels ?? ['default'])] });
		case 'reset-failed':
			// For a service that runs, zap would make OpenRC forget that it does.
			if (activeState === 'failed') return rcService('zap');
			return fail('refused', `${name} has not failed, so there is nothing to reset`, 'Restart it instead.');
		case 'mask':
		case 'unmask':
			return fail('refused', `OpenRC has no ${verb}`, 'Stop and disable it instead; what needs it can still start it.');
	}
}

async function readDependencies(transport: Transport): Promise<OpenrcDependencies> {
	const [text] = await transport.readFiles([`${stateDirectory}/deptree`], { maxBytes: 4 * 1024 * 1024 });
	return text?.ok ? parseDeptree(text.value) : new Map();
}

/** Services that OpenRC stops before this one, directly or through others. */
function needing(name: string, dependencies: OpenrcDependencies): readonly string[] {
	const found = new Set<string>();
	const waiting = [name];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const other of dependencies.get(next)?.get('needsme') ?? []) {
			if (other === name || found.has(other)) continue;
			found.add(other);
			waiting.push(other);
		}
	}
	return [...found];
}

/** OpenRC's kinds of dependency by the words that the detail groups them by. */
const dependencyNames: Readonly<Record<string, string>> = {
	ineed: 'Requires',
	needsme: 'RequiredBy',
	iwant: 'Wants',
	wantsme: 'WantedBy',
	iuse: 'Uses',
	usesme: 'UsedBy',
	iafter: 'After',
	ibefore: 'Before',
	iprovide: 'Provides',
};

function dependencyProperties(kinds: ReadonlyMap<string, readonly string[]> | undefined) {
	return [...(kinds ?? [])].flatMap(([kind, names]) => {
		const name = dependencyNames[kind];
		return name === undefined ? [] : [{ name, value: [...names].join(' ') }];
	});
}

/** OpenRC's own log of what scripts printed, where it is kept (`rc_logger`). */
const ownLog = '/var/log/rc.log';

async function findLogs(transport: Transport, name: string, script: OpenrcScript): Promise<readonly LogSource[]> {
	const [usual, shared, hasOwn] = await Promise.all([
		findUsualLogFiles(transport, name),
		findSystemLog(transport),
		hasEntry(transport, '/var/log', 'rc.log'),
	]);
	const programs = new Set([name, ...(script.program === null ? [] : [script.program])]);
	const file = (path: string, isCertain: boolean): LogSource => ({ kind: 'file', path, isCertain });
	return [
		...script.logFiles.map((path) => file(path, true)),
		...usual.filter((path) => !script.logFiles.includes(path)).map((path) => file(path, false)),
		...(shared === null ? [] : [{ kind: 'shared', path: shared, programs } as const]),
		...(hasOwn ? [{ kind: 'mentions', path: ownLog, word: name } as const] : []),
	];
}
