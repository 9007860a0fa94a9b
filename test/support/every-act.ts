import { type ActName, actTable } from '../../source/domain/act-table.ts';
import type { Operation, ServiceVerb } from '../../source/domain/operation.ts';

function service(verb: ServiceVerb, unit: string): Operation {
	return { type: 'service', verb, unit, manager: null };
}

function signal(name: string): Operation {
	return { type: 'signal', pid: 7, startTicks: null, key: null, signal: name };
}

/** Acts on a host as a whole; all others are operations. */
export type HostActName = 'shell' | 'become';
export type OperationActName = Exclude<ActName, HostActName>;

/** An operation of every line of the table, all on `unit` or process 7. A line without one does not compile. */
export function everyOperation(unit: string): Readonly<Record<OperationActName, Operation>> {
	return {
		'service start': service('start', unit),
		'service enable': service('enable', unit),
		'service reload': service('reload', unit),
		'service reset-failed': service('reset-failed', unit),
		'service stop': service('stop', unit),
		'service restart': service('restart', unit),
		'service disable': service('disable', unit),
		'service mask': service('mask', unit),
		'service unmask': service('unmask', unit),
		'reload-manager': { type: 'reload-manager', manager: 'systemd' },
		'cancel-job': { type: 'cancel-job', unit, manager: null },
		'signal HUP': signal('SIGHUP'),
		'signal CONT': signal('18'),
		'signal CHLD': signal('CLD'),
		'signal URG': signal('urg'),
		'signal WINCH': signal('WINCH'),
		signal: signal('TERM'),
		renice: { type: 'renice', pid: 7, startTicks: null, key: null, nice: 5 },
		run: { type: 'run', command: { file: 'uptime', args: [] }, timeoutMs: 1000 },
		undo: { type: 'undo', of: 'x' },
		'copy get': { type: 'copy', direction: 'get', from: '/a', to: '/b' },
		'copy put': { type: 'copy', direction: 'put', from: '/a', to: '/b' },
	};
}

export function everyAct(): readonly ActName[] {
	return Object.keys(actTable) as ActName[];
}

export function eachOperation(unit: string): ReadonlyArray<readonly [OperationActName, Operation]> {
	return Object.entries(everyOperation(unit)) as Array<[OperationActName, Operation]>;
}
