import type { Command } from '../../domain/command.ts';
import type { ServiceVerb } from '../../domain/operation.ts';
import type { Problem } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { UnitReading } from '../../domain/services.ts';
import type { InitScript } from '../../parsers/sysv.ts';
import type { Transport } from '../transports/transport.ts';
import { readProcessFigures } from './process-figures.ts';
import type { ListOptions, ServiceManager, ServiceManagerKind } from './service-manager.ts';
import {
	enabledOf,
	listScripts,
	readEnabled,
	readProcesses,
	readScripts,
	readStates,
	readStatus,
	runningState,
	type SysvStates,
	scriptDirectory,
	stateOfScript,
	unknownState,
} from './sysv-readings.ts';
import { blankReading, unitStateOfReading } from './unit-readings.ts';
import { findSystemLog, findUsualLogFiles } from './usual-log-files.ts';

/** How links of runlevels are changed: Debian's tool, or that of older Red Hat systems. */
type Enabler = { readonly file: string; argsFor(verb: 'enable' | 'disable', name: string): readonly string[] };

const enablers: readonly Enabler[] = [
	{ file: 'update-rc.d', argsFor: (verb, name) => [name, verb] },
	{ file: 'chkconfig', argsFor: (verb, name) => [name, verb === 'enable' ? 'on' : 'off'] },
];

/** SysV init scripts and the `service` command. There where /etc/init.d holds scripts. */
export const sysvKind: ServiceManagerKind = {
	name: 'sysv',
	async detect(transport, signal) {
		const names = await listScripts(transport);
		if (!names.ok || names.value.length === 0) return succeed([]);
		return succeed([createSysv(transport, await findEnabler(transport, signal))]);
	},
};

async function findEnabler(transport: Transport, signal?: AbortSignal): Promise<Enabler | null> {
	for (const directory of ['/usr/sbin', '/sbin']) {
		const names = await transport.listDirectory(directory);
		const found = names.ok ? enablers.find(({ file }) => names.value.includes(file)) : undefined;
		if (found !== undefined) return found;
		if (signal?.aborted) return null;
	}
	return null;
}

/** Each script is a program of its own that may take its time. */
const unasked: Problem = {
	field: 'units[].activeState',
	code: 'pending',
	message: 'Init scripts were not asked for their state: only those whose PID file names a process are known to run',
	hint: 'The services view asks them.',
};

function createSysv(transport: Transport, enabler: Enabler | null): ServiceManager {
	const verbs: readonly ServiceVerb[] = [
		'start',
		'stop',
		'restart',
		'reload',
		...(enabler === null ? [] : (['enable', 'disable'] as const)),
	];
	const info = { name: 'sysv', version: null, state: null, verbs } as const;

	async function list({ signal, covered = () => false, withUnitFiles = true }: ListOptions = {}) {
		const scriptNames = await listScripts(transport);
		if (!scriptNames.ok) return scriptNames;
		const names = scriptNames.value.filter((name) => !covered(name));
		if (names.length === 0) return succeed({ info, units: [], problems: [] });
		const [states, scripts, enabled] = await Promise.all([
			withUnitFiles
				? readStates(transport, names, names.length === scriptNames.value.length, signal)
				: succeed<SysvStates>(new Map()),
			readScripts(transport, names),
			readEnabled(transport),
		]);
		if (!states.ok) return states;
		const processes = await readProcesses(transport, scripts);
		const units = names.map((name): UnitReading => {
			const process = processes.get(name);
			const isRunning = !withUnitFiles && process !== undefined && process.figures !== null;
			const said = isRunning ? runningState : (states.value.get(name) ?? unknownState);
			return {
				...blankReading('sysv', name),
				...stateOfScript(said, process),
				description: scripts.get(name)?.description ?? null,
				enabled: enabledOf(enabled, name),
			};
		});
		return succeed({ info, units, problems: withUnitFiles ? [] : [unasked] });
	}

	async function read(unit: string, signal?: AbortSignal) {
		const name = unit.replace(/\.service$/, '');
		const names = await listScripts(transport);
		if (!names.ok) return names;
		if (!names.value.includes(name)) return fail('not-found', `There is no init script ${scriptDirectory}/${name}`);
		const said = await readStatus(transport, name, signal);
		const [scripts, enabled] = await Promise.all([readScripts(transport, [name]), readEnabled(transport)]);
		const process = (await readProcesses(transport, scripts)).get(name);
		const script = scripts.get(name) ?? null;
		const reading: UnitReading = {
			...blankReading('sysv', name),
			...stateOfScript(said, process),
			description: script?.description ?? null,
			enabled: enabledOf(enabled, name),
		};
		return succeed({ reading, script, pids: reading.mainPid === null ? null : (process?.figures?.pids ?? null) });
	}

	return {
		name: 'sysv',
		verbs,
		list,
		async countFailed() {
			return fail('unavailable', 'SysV init does not keep what failed');
		},
		async show(unit, signal) {
			const found = await read(unit, signal);
			return found.ok ? succeed(unitStateOfReading(found.value.reading)) : found;
		},
		async commandFor(verb, unit) {
			const scripts = await readScripts(transport, [unit.name]);
			return commandFor(verb, unit.name, enabler, scripts.get(unit.name) ?? null);
		},
		async weigh(_verb, unit) {
			const figures = await readProcessFigures(transport, unit.mainPid === null ? [] : [unit.mainPid]);
			return { dependents: [], triggers: [], pids: figures.get(unit.mainPid ?? 0)?.pids ?? null };
		},
		async describe(unit, signal) {
			const found = await read(unit, signal);
			if (!found.ok) return found;
			const { reading, script, pids } = found.value;
			const path = `${scriptDirectory}/${reading.name}`;
			return succeed({
				properties: [
					{ name: 'Script', value: path },
					...(script === null ? [] : [{ name: 'Verbs', value: [...script.verbs].join(' ') }]),
					...(script?.pidFiles ?? []).map((value) => ({ name: 'PIDFile', value })),
				],
				paths: [path],
				reading,
				needsReload: false,
				pids,
			});
		},
		async logSources(unit) {
			const name = unit.replace(/\.service$/, '');
			const [paths, shared, scripts] = await Promise.all([
				findUsualLogFiles(transport, name),
				findSystemLog(transport),
				readScripts(transport, [name]),
			]);
			return [
				...paths.map((path) => ({ kind: 'file', path, isCertain: false }) as const),
				...(shared === null
					? []
					: [{ kind: 'shared', path: shared, programs: programsOf(name, scripts.get(name)) } as const]),
			];
		},
		reloadCommand: null,
	};
}

/** Names by which a daemon may sign its lines: that of its script (`ssh`), with a d, and those of its PID files (`sshd.pid`). */
function programsOf(name: string, script: InitScript | undefined): ReadonlySet<string> {
	const pidFiles = (script?.pidFiles ?? []).map((path) => path.slice(path.lastIndexOf('/') + 1).replace(/\.pid$/, ''));
	return new Set([name, `${name}d`, ...pidFiles]);
}

function commandFor(
	verb: ServiceVerb,
	name: string,
	enabler: Enabler | null,
	script: InitScript | null,
): Result<Command> {
	switch (verb) {
		case 'start':
		case 'stop':
		case 'restart':
		case 'reload': {
			// A script whose labels were not understood gets the benefit of the doubt.
			const isLacking = script?.verbs.has('start') === true && !script.verbs.has(verb);
			if (isLacking)
				return fail(
					'refused',
					`The init script of ${name} has no ${verb}`,
					`It has: ${[...(script?.verbs ?? [])].join(' ')}`,
				);
			return succeed({ file: 'service', args: [name, verb] });
		}
		case 'enable':
		case 'disable':
			return enabler === null
				? fail('unavailable', `Neither update-rc.d nor chkconfig is here to ${verb} ${name}`)
				: succeed({ file: enabler.file, args: enabler.argsFor(verb, name) });
		case 'mask':
		case 'unmask':
		case 'reset-failed':
			return fail('refused', `SysV init has no ${verb}`, verb === 'mask' ? 'Stop and disable it instead.' : undefined);
	}
}
