import type { HistoryEntry } from '../../source/domain/history.ts';
import { localIso } from './local-time.ts';

const hash = (seq: number) => seq.toString(16).padStart(2, '0').repeat(32);

/** A restart that went well; give what matters to the test. */
export function sampleEntry(id: string, overrides: Partial<HistoryEntry> = {}): HistoryEntry {
	return {
		id,
		time: localIso('2026-11-21T08:12:04.120'),
		actor: { user: 'root', loginUser: 'alice', sudoUser: 'alice', from: '10.0.0.17', signInName: null },
		host: 'web1',
		type: 'service',
		target: 'nginx.service',
		argv: ['systemctl', '--no-pager', '--no-ask-password', 'restart', '--', 'nginx.service'],
		status: 'succeeded',
		exitCode: 0,
		durationMs: 412,
		before: 'active (running)',
		after: 'active (running)',
		output: 'Restarted nginx.service',
		verdict: null,
		held: null,
		journal: [],
		operation: { type: 'service', verb: 'restart', unit: 'nginx.service', manager: 'systemd' },
		seen: true,
		events: [
			{ seq: 11, kind: 'begun', time: localIso('2026-11-21T08:12:04.120'), hash: hash(11) },
			{ seq: 12, kind: 'ended', time: localIso('2026-11-21T08:12:04.532'), hash: hash(12) },
		],
		...overrides,
	};
}

/** A morning's acts, newest first. */
export function sampleHistory(): readonly HistoryEntry[] {
	return [
		sampleEntry('m1-open', {
			time: localIso('2026-11-21T08:40:00.000'),
			type: 'run',
			target: 'apt-get',
			argv: ['apt-get', 'update'],
			status: 'open',
			exitCode: null,
			durationMs: null,
			before: null,
			after: null,
			output: '',
			seen: false,
		}),
		sampleEntry('m2-failed', {
			time: localIso('2026-11-21T08:31:12.000'),
			target: 'mysql.service',
			argv: ['systemctl', 'start', '--', 'mysql.service'],
			status: 'failed',
			exitCode: 1,
			durationMs: 2310,
			before: 'failed',
			after: 'failed',
			output: 'mysql.service did not start\nJob for mysql.service failed because the control process exited.',
			seen: false,
		}),
		sampleEntry('m3-refused', {
			time: localIso('2026-11-21T08:30:40.000'),
			actor: { user: 'bob', loginUser: 'bob', sudoUser: null, from: null, signInName: null },
			type: 'signal',
			target: '1 systemd',
			argv: ['kill', '-KILL', '1'],
			status: 'refused',
			exitCode: null,
			durationMs: null,
			output: 'The init process cannot be killed.',
			seen: false,
			events: [{ seq: 9, kind: 'refused', time: localIso('2026-11-21T08:30:40.000'), hash: hash(9) }],
		}),
		sampleEntry('m4-restart'),
		sampleEntry('m5-renice', {
			time: localIso('2026-11-20T17:02:00.000'),
			type: 'renice',
			target: '2114 mysqld',
			argv: ['renice', '-n', '5', '-p', '2114'],
			before: 'nice 0',
			after: 'nice 5',
			durationMs: 8,
			output: '',
		}),
	];
}
