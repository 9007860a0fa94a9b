import type { Command } from '../../domain/command.ts';
import { type ServiceVerb, serviceVerbs } from '../../domain/operation.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { isTemplate, withoutServiceType, withUnitType } from '../../domain/unit-name.ts';
import { parsePropertyNames, parseUnitProperties } from '../../parsers/systemd-show.ts';
import type { Transport } from '../transports/transport.ts';
import { readControlGroupPids } from './control-group.ts';
import { readCommand } from './read-command.ts';
import type {
	LinkPlace,
	LogSource,
	ServiceManager,
	ServiceManagerKind,
	UnitDescription,
	UnitState,
	UnitWeight,
} from './service-manager.ts';
import {
	createSystemctl,
	dependentProperties,
	describeProperties,
	readingOf,
	type Systemctl,
	stateProperties,
	unitStateOf,
} from './systemctl.ts';
import { createSystemdJobs } from './systemd-jobs.ts';
import { createSystemdLister } from './systemd-list.ts';
import { findUsualLogFiles } from './usual-log-files.ts';

/** systemd of the machine: its directory under /run is there exactly when it was booted (sd_booted(3)). */
export const systemdKind: ServiceManagerKind = {
	name: 'systemd',
	async detect(transport) {
		// It is not asked: where it hangs it is there all the same, and its list says that it gives no answer.
		const booted = await transport.listDirectory('/run/systemd/system');
		return succeed(booted.ok ? [createSystemd(transport, createSystemctl(transport, 'systemd'))] : []);
	},
};

/** systemd of the user that reads: there where a bus of that user answers (it lies in /run/user/UID). */
export const systemdUserKind: ServiceManagerKind = {
	name: 'systemd-user',
	async detect(transport, signal) {
		// Nobody is logged in with a bus: no need to ask for one.
		const sessions = await transport.listDirectory('/run/user');
		if (!sessions.ok || sessions.value.length === 0) return succeed([]);
		const systemctl = createSystemctl(transport, 'systemd-user');
		const about = await systemctl.readManager(signal);
		// Without a session there is no bus; that is the usual case and no problem.
		if (!about.ok && about.error.code === 'timeout') return about;
		return succeed(about.ok ? [createSystemd(transport, systemctl)] : []);
	},
};

function createSystemd(transport: Transport, systemctl: Systemctl): ServiceManager {
	const lister = createSystemdLister(systemctl, serviceVerbs);

	async function show(unit: string, signal?: AbortSignal): Promise<Result<UnitState>> {
		const name = withUnitType(unit);
		if (isTemplate(name)) {
			return fail(
				'refused',
				`${name} is a template, not a unit`,
				`Name an instance, such as ${name.replace('@.', '@1.')}`,
			);
		}
		const properties = await systemctl.show([name], stateProperties, signal);
		if (!properties.ok) return properties;
		const [first] = properties.value;
		if (first === undefined) return fail('malformed', `systemctl show printed nothing about ${name}`);
		const state = unitStateOf(first, name);
		return state.loadState === 'not-found' ? fail('not-found', `There is no unit ${name}`) : succeed(state);
	}

	return {
		name: systemctl.scope,
		verbs: serviceVerbs,
		list: lister.list,
		async countFailed(signal) {
			const about = await systemctl.readManager(signal);
			if (!about.ok) return about;
			return about.value.failedUnits === null
				? fail('unavailable', 'systemd did not say how many units failed')
				: succeed(about.value.failedUnits);
		},
		show,
		async commandFor(verb, unit) {
			return commandFor(systemctl, verb, unit);
		},
		weigh: (_verb, unit, signal) => weigh(transport, systemctl, unit, signal),
		async describe(unit, signal) {
			const name = withUnitType(unit);
			const properties = await systemctl.show([name], describeProperties, signal);
			if (!properties.ok) return properties;
			const [first] = properties.value;
			if (first === undefined || first.get('LoadState') === 'not-found') {
				return fail('not-found', `There is no unit ${name}`);
			}
			return succeed(await describe(transport, systemctl, first, name));
		},
		logSources: (unit, lines) => findLogSources(transport, systemctl, withUnitType(unit), lines),
		reloadCommand: systemctl.command('daemon-reload'),
		...(systemctl.scope === 'systemd-user' ? { linkPlaces: () => userLinkPlaces(systemctl) } : {}),
		jobs: createSystemdJobs(systemctl),
	};
}

/** Homes lie anywhere; systemd says where it looks, and links of one user stand in what is no package's and not everybody's. */
async function userLinkPlaces(systemctl: Systemctl): Promise<readonly LinkPlace[]> {
	const text = await readCommand(systemctl.transport, systemctl.command('show', '--property=UnitPath'));
	const [properties] = text.ok ? parseUnitProperties(text.value, new Set(['UnitPath'])) : [];
	const roots = parsePropertyNames(properties?.get('UnitPath'));
	return roots
		.filter((root) => root.endsWith('/systemd/user') && !/^\/(?:usr|lib|etc)\//.test(root))
		.map((root) => ({ root, below: /\.(?:wants|requires|upholds)$/ }));
}

function commandFor(systemctl: Systemctl, verb: ServiceVerb, unit: UnitState): Result<Command> {
	const isMasked = unit.loadState === 'masked' || unit.enabled === 'masked' || unit.enabled === 'masked-runtime';
	if (isMasked && ['start', 'restart', 'reload', 'enable'].includes(verb)) {
		return fail(
			'refused',
			`${unit.name} is masked: nothing can ${verb} it`,
			`Unmask it first: opsdash service unmask ${unit.name}`,
		);
	}
	if (unit.loadState === 'bad-setting' || unit.loadState === 'error') {
		const isHarmless = ['stop', 'disable', 'mask', 'unmask', 'reset-failed'].includes(verb);
		if (!isHarmless)
			return fail('refused', `The unit file of ${unit.name} has errors (${unit.loadState})`, 'Look at its log.');
	}
	if ((verb === 'enable' || verb === 'disable') && unit.enabled === 'transient') {
		return fail('refused', `${unit.name} is transient: it has no file, so there is nothing to ${verb}`);
	}
	return succeed(systemctl.command(verb, '--', unit.name));
}

/** Rounds of asking for what requires what; longer chains are cut. */
const maxDepth = 5;
const maxDependents = 200;

async function weigh(
	transport: Transport,
	systemctl: Systemctl,
	unit: UnitState,
	signal?: AbortSignal,
): Promise<UnitWeight> {
	const dependents = new Set<string>();
	const triggers = new Set<string>();
	let asked: readonly string[] = [unit.name];
	for (let depth = 0; depth < maxDepth && asked.length > 0 && dependents.size < maxDependents; depth++) {
		const answer = await systemctl.show(asked, dependentProperties, signal);
		if (!answer.ok) break;
		const next = new Set<string>();
		for (const properties of answer.value) {
			const isUp = !['inactive', 'failed'].includes(properties.get('ActiveState') ?? '');
			if (depth > 0 && !isUp) continue;
			if (depth > 0) dependents.add(properties.get('Id') ?? '');
			else for (const name of parsePropertyNames(properties.get('TriggeredBy'))) triggers.add(name);
			for (const key of ['RequiredBy', 'RequisiteOf', 'BoundBy', 'ConsistsOf']) {
				for (const name of parsePropertyNames(properties.get(key))) next.add(name);
			}
		}
		asked = [...next].filter((name) => name !== unit.name && !dependents.has(name)).slice(0, maxDependents);
	}
	const active = await keepActive(systemctl, [...triggers], signal);
	return {
		dependents: [...dependents].filter((name) => name !== '').toSorted(),
		triggers: active,
		pids: await readControlGroupPids(transport, unit.controlGroup),
	};
}

async function keepActive(systemctl: Systemctl, names: readonly string[], signal?: AbortSignal): Promise<string[]> {
	if (names.length === 0) return [];
	const answer = await systemctl.show(names, ['Id', 'ActiveState'], signal);
	if (!answer.ok) return [...names];
	return answer.value
		.filter((properties) => properties.get('ActiveState') === 'active')
		.map((properties) => properties.get('Id') ?? '');
}

async function describe(
	transport: Transport,
	systemctl: Systemctl,
	properties: ReadonlyMap<string, string>,
	name: string,
): Promise<UnitDescription> {
	const state = unitStateOf(properties, name);
	const fragment = properties.get('FragmentPath') || properties.get('SourcePath') || '';
	return {
		properties: [...properties].filter(([, value]) => value !== '').map(([key, value]) => ({ name: key, value })),
		paths: [fragment, ...parsePropertyNames(properties.get('DropInPaths'))].filter((path) => path.startsWith('/')),
		reading: readingOf(systemctl.scope, properties, name),
		needsReload: state.needsReload,
		pids: await readControlGroupPids(transport, state.controlGroup),
	};
}

async function findLogSources(
	transport: Transport,
	systemctl: Systemctl,
	name: string,
	lines: number,
): Promise<readonly LogSource[]> {
	const unitFlags = systemctl.scope === 'systemd-user' ? ['--user', '-u', name] : ['-u', name];
	const journal: LogSource = {
		kind: 'journal',
		command: { file: 'journalctl', args: [...unitFlags, '-n', String(lines), '-o', 'json', '--no-pager'] },
	};
	const written = await findWrittenFiles(transport, systemctl, name);
	const usual = name.endsWith('.service') ? await findUsualLogFiles(transport, withoutServiceType(name)) : [];
	return [
		journal,
		...written.map((path): LogSource => ({ kind: 'file', path, isCertain: true })),
		...usual
			.filter((path) => !written.includes(path))
			.map((path): LogSource => ({ kind: 'file', path, isCertain: false })),
	];
}

/** `show` prints only `append` without the path, so the unit's own text is read for it. */
async function findWrittenFiles(transport: Transport, systemctl: Systemctl, name: string): Promise<readonly string[]> {
	const text = await readCommand(transport, systemctl.command('cat', '--', name));
	if (!text.ok) return [];
	const matches = text.value.matchAll(/^\s*Standard(?:Output|Error)\s*=\s*(?:append|file|truncate):(\/[^\s%]+)\s*$/gm);
	return [...new Set([...matches].map(([, path = '']) => path))];
}
