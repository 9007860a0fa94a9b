import type { Command } from '../../domain/command.ts';
import { type Result, succeed } from '../../domain/result.ts';
import type { UnitReading } from '../../domain/services.ts';
import {
	parseListens,
	parsePropertyNumber,
	parsePropertyTime,
	parseUnitProperties,
	type UnitProperties,
} from '../../parsers/systemd-show.ts';
import type { Transport } from '../transports/transport.ts';
import { readCommand } from './read-command.ts';
import type { UnitState } from './service-manager.ts';

/** Properties that the list shows. */
export const listProperties = [
	'Id',
	'Names',
	'Description',
	'LoadState',
	'ActiveState',
	'SubState',
	'UnitFileState',
	'MainPID',
	'MemoryCurrent',
	'CPUUsageNSec',
	'NRestarts',
	'StateChangeTimestamp',
	'ControlGroup',
	'Listen',
	'NeedDaemonReload',
] as const;

/** Properties that an act looks at before and after. */
export const stateProperties = [
	'Id',
	'LoadState',
	'ActiveState',
	'SubState',
	'UnitFileState',
	'MainPID',
	'NRestarts',
	'InvocationID',
	'ControlGroup',
	'NeedDaemonReload',
	'Result',
	'ReloadResult',
] as const;

export const dependentProperties = [
	'Id',
	'ActiveState',
	'RequiredBy',
	'RequisiteOf',
	'BoundBy',
	'ConsistsOf',
	'TriggeredBy',
] as const;

/** Properties of the detail, in systemd's own words. */
export const describeProperties = [
	...listProperties,
	'InvocationID',
	'NeedDaemonReload',
	'LoadError',
	'Result',
	'Type',
	'User',
	'Restart',
	'ExecStart',
	'ExecReload',
	'ExecMainStatus',
	'StatusText',
	'ActiveEnterTimestamp',
	'InactiveEnterTimestamp',
	'TasksCurrent',
	'Slice',
	'Requires',
	'Wants',
	'After',
	'RequiredBy',
	'WantedBy',
	'BoundBy',
	'ConsistsOf',
	'TriggeredBy',
	'Triggers',
	'PartOf',
	'Conflicts',
	'Before',
	'FragmentPath',
	'SourcePath',
	'DropInPaths',
] as const;

export type ManagerFacts = {
	readonly version: string | null;
	/** The number that features go by. */
	readonly major: number | null;
	readonly state: string | null;
	readonly failedUnits: number | null;
};

/** The one place that knows how systemctl is called. */
export type Systemctl = {
	readonly scope: 'systemd' | 'systemd-user';
	readonly transport: Transport;
	command(...args: readonly string[]): Command;
	show(
		units: readonly string[],
		properties: readonly string[],
		signal?: AbortSignal,
	): Promise<Result<readonly UnitProperties[]>>;
	readManager(signal?: AbortSignal): Promise<Result<ManagerFacts>>;
};

export function createSystemctl(transport: Transport, scope: 'systemd' | 'systemd-user'): Systemctl {
	const flags = [...(scope === 'systemd-user' ? ['--user'] : []), '--no-pager', '--no-ask-password'];
	const command = (...args: readonly string[]): Command => ({ file: 'systemctl', args: [...flags, ...args] });
	// Times are printed in the zone of whoever asks; `--timestamp=utc` is younger than many systems (248).
	const inUtc = ({ file, args }: Command): Command => ({ file: 'env', args: ['TZ=UTC', file, ...args] });
	return {
		scope,
		transport,
		command,
		async show(units, properties, signal) {
			const asked = command('show', '--all', `--property=${properties.join(',')}`, '--', ...units);
			const text = await readCommand(transport, inUtc(asked), signal);
			return text.ok ? succeed(parseUnitProperties(text.value, new Set(properties))) : text;
		},
		async readManager(signal) {
			const names = ['Version', 'SystemState', 'NFailedUnits'];
			const text = await readCommand(transport, command('show', `--property=${names.join(',')}`), signal);
			if (!text.ok) return text;
			const [facts] = parseUnitProperties(text.value, new Set(names));
			return succeed(managerFactsOf(facts ?? new Map()));
		},
	};
}

function managerFactsOf(properties: UnitProperties): ManagerFacts {
	const text = properties.get('Version') ?? '';
	// `252.39-1~deb12u2`, `v255`, and `systemd 219` in old ones.
	const number = /(\d+)/.exec(text)?.[1];
	return {
		version: text === '' ? null : text,
		major: number === undefined ? null : Number(number),
		state: properties.get('SystemState') || null,
		failedUnits: parsePropertyNumber(properties.get('NFailedUnits')),
	};
}

function positive(value: number | null): number | null {
	return value === 0 ? null : value;
}

export function unitStateOf(properties: UnitProperties, fallbackName: string): UnitState {
	return {
		name: properties.get('Id') || fallbackName,
		loadState: properties.get('LoadState') || null,
		activeState: properties.get('ActiveState') || null,
		subState: properties.get('SubState') || null,
		enabled: properties.get('UnitFileState') || null,
		mainPid: positive(parsePropertyNumber(properties.get('MainPID'))),
		restarts: parsePropertyNumber(properties.get('NRestarts')),
		invocationId: properties.get('InvocationID') || null,
		controlGroup: properties.get('ControlGroup') || null,
		needsReload: properties.get('NeedDaemonReload') === 'yes',
		result: properties.get('Result') || null,
		reloadResult: properties.get('ReloadResult') || null,
	};
}

export function readingOf(manager: 'systemd' | 'systemd-user', properties: UnitProperties, name: string): UnitReading {
	const state = unitStateOf(properties, name);
	const nanoseconds = parsePropertyNumber(properties.get('CPUUsageNSec'));
	return {
		manager,
		name: state.name,
		description: properties.get('Description') || null,
		loadState: state.loadState,
		activeState: state.activeState,
		subState: state.subState,
		enabled: state.enabled,
		mainPid: state.mainPid,
		memoryBytes: parsePropertyNumber(properties.get('MemoryCurrent')),
		cpuSeconds: nanoseconds === null ? null : nanoseconds / 1e9,
		restarts: state.restarts,
		since: parsePropertyTime(properties.get('StateChangeTimestamp')),
		controlGroup: state.controlGroup,
		needsReload: state.needsReload,
		...(state.activeState === 'active' ? { listens: parseListens(properties.get('Listen')) } : {}),
	};
}
