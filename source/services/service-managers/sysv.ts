import type { Command } from '../../domain/command.ts';
import type { ServiceVerb } from '../../domain/operation.ts';
import type { Problem } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { UnitReading } from '../../domain/services.ts';
import type { InitScript } from '../../parsers/sysv.ts';
import type { Transport } from '../transports/transport.ts';
import type { ListOptions, ServiceManager, ServiceManagerKind, UnitState } from './service-manager.ts';
import {
	enabledOf,
	listScripts,
	readEnabled,
	readPids,
	readScripts,
	readStates,
	readStatus,
	runningState,
	type SysvStates,
	scriptDirectory,
	unknownState,
} from './sysv-readings.ts';
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
		if (!names.ok || names.value.length === 0) return succeed(null);
		return succeed(createSysv(transport, await findEnabler(transport, signal)));
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
		const pids = await readPids(transport, scripts);
		const units = names.map((name): UnitReading => {
			const script = scripts.get(name);
			const hasPid = !withUnitFiles && pids.has(name);
			const state = hasPid ? runningState : (states.value.get(name) ?? unknownState);
			return {
				...blankReading(name),
				...state,
				description: script?.description ?? null,
				enabled: enabledOf(enabled, name),
				mainPid: state.activeState === 'active' ? (pids.get(name) ?? null) : null,
			};
		});
		return succeed({ info, units, problems: withUnitFiles ? [] : [unasked] });
	}

	async function show(unit: string, signal?: AbortSignal): Promise<Result<UnitState>> {
		const name = unit.replace(/\.service$/, '');
		const names = await listScripts(transport);
		if (!names.ok) return names;
		if (!names.value.includes(name)) return fail('not-found', `There is no init script ${scriptDirectory}/${name}`);
		const state = await readStatus(transport, name, signal);
		const [scripts, enabled] = await Promise.all([readScripts(transport, [name]), readEnabled(transport)]);
		const pids = state.activeState === 'active' ? await readPids(transport, scripts) : new Map<string, number>();
		return succeed({
			name,
			loadState: 'loaded',
			activeState: state.activeState,
			subState: state.subState,
			enabled: enabledOf(enabled, name),
			mainPid: pids.get(name) ?? null,
			restarts: null,
			invocationId: null,
			controlGroup: null,
			needsReload: false,
		});
	}

	return {
		name: 'sysv',
		verbs,
		list,
		async countFailed() {
			return fail('unavailable', 'SysV init does not keep what failed');
		},
		show,
		async commandFor(verb, unit) {
			const scripts = await readScripts(transport, [unit.name]);
			return commandFor(verb, unit.name, enabler, scripts.get(unit.name) ?? null);
		},
		async weigh(_verb, unit) {
			return { dependents: [], triggers: [], pids: unit.mainPid === null ? null : [unit.mainPid] };
		},
		async describe(unit, signal) {
			const state = await show(unit, signal);
			if (!state.ok) return state;
			const { name } = state.value;
			const script = (await readScripts(transport, [name])).get(name);
			const { loadState, activeState, subState, enabled, mainPid } = state.value;
			return succeed({
				properties: [
					{ name: 'Script', value: `${scriptDirectory}/${name}` },
					...(script === undefined ? [] : [{ name: 'Verbs', value: [...script.verbs].join(' ') }]),
					...(script?.pidFiles ?? []).map((path) => ({ name: 'PIDFile', value: path })),
				],
				paths: [`${scriptDirectory}/${name}`],
				reading: {
					...blankReading(name),
					loadState,
					activeState,
					subState,
					enabled,
					mainPid,
					description: script?.description ?? null,
				},
				needsReload: false,
				pids: mainPid === null ? null : [mainPid],
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

function blankReading(name: string): UnitReading {
	return {
		manager: 'sysv',
		name,
		description: null,
		loadState: 'loaded',
		activeState: null,
		subState: null,
		enabled: null,
		mainPid: null,
		memoryBytes: null,
		cpuSeconds: null,
		restarts: null,
		since: null,
		controlGroup: null,
	};
}
