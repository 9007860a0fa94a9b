import type { Begun, Ended, Refused } from '../../../source/services/operation-log/log-event.ts';

const actor = { user: 'ada', uid: 1000, loginUser: 'ada', loginUid: 1000, sudoUser: null, from: '192.0.2.7' };
const writer = { machine: 'm', bootId: 'b', pidNamespace: 'pid:[1]', pid: 4, startTicks: 5 };

/** Events of one operation for tests; what is given replaces what stands here. */
export function begun(id: string, more: Partial<Begun> = {}): Begun {
	return {
		kind: 'begun',
		id,
		time: '2026-11-21T08:30:00.000Z',
		actor,
		writer,
		host: 'web1',
		type: 'service',
		target: 'nginx.service',
		argv: ['systemctl', 'restart', '--', 'nginx.service'],
		asUser: 'ada',
		before: 'active (running)',
		...more,
	};
}

export function ended(id: string, more: Partial<Ended> = {}): Ended {
	return {
		kind: 'ended',
		id,
		time: '2026-11-21T08:30:01.000Z',
		status: 'succeeded',
		message: 'nginx.service was restarted; it is active (running)',
		exitCode: 0,
		durationMs: 840,
		after: 'active (running)',
		output: '',
		...more,
	};
}

export function refused(id: string, more: Partial<Refused> = {}): Refused {
	const { kind: _, writer: __, ...subject } = begun(id);
	return { ...subject, kind: 'refused', message: 'nginx.service is masked', before: null, ...more };
}
