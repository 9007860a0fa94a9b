import type { ManagerInfo, UnitRow } from '../../domain/services.ts';
import { isTemplate } from '../../domain/unit-name.ts';
import type { StyleName, Symbols } from '../../theme.ts';

/** What a unit's state amounts to, whichever manager tells it. */
export type UnitCondition = 'failed' | 'changing' | 'active' | 'inactive' | 'unknown';

export function conditionOf({ activeState, isCrashing }: Pick<UnitRow, 'activeState' | 'isCrashing'>): UnitCondition {
	if (isCrashing) return 'changing';
	switch (activeState) {
		case null:
			return 'unknown';
		case 'failed':
			return 'failed';
		case 'active':
			return 'active';
		case 'inactive':
			return 'inactive';
		default:
			return 'changing';
	}
}

export const conditionStyles: Readonly<Record<UnitCondition, StyleName>> = {
	failed: 'bad',
	changing: 'warn',
	active: 'good',
	inactive: 'dim',
	unknown: 'dim',
};

export function conditionSign(condition: UnitCondition, symbols: Symbols): string {
	switch (condition) {
		case 'failed':
			return symbols.failed;
		case 'changing':
			return symbols.warning;
		case 'active':
			return symbols.live;
		case 'inactive':
			return symbols.stale;
		case 'unknown':
			return symbols.unknown;
	}
}

/** The one word that tells most: `running`, `exited`, `failed`, `auto-restart`, `masked`. */
export function stateWord(row: UnitRow): string {
	switch (conditionOf(row)) {
		case 'failed':
			return 'failed';
		case 'unknown':
			return isTemplate(row.name) ? 'template' : 'unknown';
		case 'changing':
			return row.isCrashing && row.activeState === 'active'
				? 'crashing'
				: (row.subState ?? row.activeState ?? 'changing');
		case 'active':
			return row.subState ?? row.activeState ?? 'active';
		case 'inactive':
			return row.loadState === null || row.loadState === 'loaded' ? 'inactive' : row.loadState;
	}
}

/** `active (running)`, with what is wrong with its file when that is so. */
export function stateText({ activeState, subState, loadState }: UnitRow): string {
	const state =
		subState === null || subState === activeState
			? (activeState ?? 'unknown')
			: `${activeState ?? 'unknown'} (${subState})`;
	return loadState === null || loadState === 'loaded' ? state : `${state}, ${loadState}`;
}

/** `service`, `socket`, `timer` …; what has no such ending is a service. */
export function unitKind({ manager, name }: Pick<UnitRow, 'manager' | 'name'>): string {
	const isSystemd = manager === 'systemd' || manager === 'systemd-user';
	const dot = name.lastIndexOf('.');
	return isSystemd && dot >= 0 ? name.slice(dot + 1) : 'service';
}

export function isEnabled({ enabled }: Pick<UnitRow, 'enabled'>): boolean {
	return enabled === 'enabled' || enabled === 'enabled-runtime';
}

/** Listening ports once each: `tcp/80,443 udp/53`. Empty when there are none. */
export function portsText(ports: UnitRow['ports']): string {
	const byProtocol = new Map<string, Set<number>>();
	for (const { protocol, port } of ports) {
		const name = protocol.replace(/6$/, '');
		byProtocol.set(name, (byProtocol.get(name) ?? new Set()).add(port));
	}
	return [...byProtocol]
		.map(([protocol, numbers]) => `${protocol}/${[...numbers].toSorted((left, right) => left - right).join(',')}`)
		.join(' ');
}

/** `systemd 252`, the number that features go by. */
export function managerText({ name, version }: ManagerInfo): string {
	const number = version === null ? undefined : /\d+/.exec(version)?.[0];
	return number === undefined ? name : `${name} ${number}`;
}

/** A command that does something with a unit, as a person would type it, program first. */
export function commandWords(row: Pick<UnitRow, 'manager' | 'name'>, verb: string): readonly string[] {
	const { manager } = row;
	switch (manager) {
		case 'systemd':
			return ['systemctl', verb, row.name];
		case 'systemd-user':
			return ['systemctl', '--user', verb, row.name];
		case 'sysv':
			return ['service', row.name, verb];
		case 'openrc':
			return ['rc-service', row.name, verb];
		case 'runit':
			return ['sv', verb, row.name];
		case 'supervisord':
			return ['supervisorctl', verb, row.name];
		default:
			// One of several: where its configuration lies is not in a row.
			return ['opsdash', 'service', verb, row.name, '--manager', manager];
	}
}
