import { expect, test } from 'vitest';
import { buildHistory } from '../../source/documents/history.ts';
import { historyDataSchema } from '../../source/documents/history-schema.ts';
import { buildServices } from '../../source/documents/services.ts';
import { servicesDataSchema } from '../../source/documents/services-schema.ts';
import type { HistoryEntry } from '../../source/domain/history.ts';
import type { PortReading, ServicesReading, UnitReading } from '../../source/domain/services.ts';

function unit(name: string, more: Partial<UnitReading> = {}): UnitReading {
	return {
		manager: 'systemd',
		name,
		description: null,
		loadState: 'loaded',
		activeState: 'active',
		subState: 'running',
		enabled: 'enabled',
		mainPid: null,
		memoryBytes: null,
		cpuSeconds: null,
		restarts: null,
		since: null,
		controlGroup: `/system.slice/${name}`,
		...more,
	};
}

function listening(port: number, owners: PortReading['owners'], more: Partial<PortReading> = {}): PortReading {
	return { protocol: 'tcp', address: '0.0.0.0', port, owners, ...more };
}

function reading(units: readonly UnitReading[], ports: readonly PortReading[] | null = []): ServicesReading {
	const managers = [{ name: 'systemd', version: '252', state: 'running', verbs: ['start', 'stop'] }] as const;
	return { managers, units, ports, problems: [] };
}

test('what failed or crashes again and again comes first, the rest by name', () => {
	const { data } = buildServices(
		reading([
			unit('b.service'),
			unit('z.service', { activeState: 'failed', subState: 'failed' }),
			unit('a.service'),
			unit('y.service', { activeState: 'activating', subState: 'auto-restart' }),
		]),
	);
	expect(data.units.map(({ name }) => name)).toEqual(['y.service', 'z.service', 'a.service', 'b.service']);
});

test('a unit that crashes again and again is in trouble between two crashes too', () => {
	const nowMs = Date.parse('2026-11-21T10:00:20.000Z');
	const since = '2026-11-21T10:00:00.000Z';
	const units = [
		unit('a.service'),
		unit('loops.service', { restarts: 700, since }),
		unit('once.service', { restarts: 1, since }),
	];
	const { data } = buildServices(reading(units), null, nowMs);
	expect(data.units.map(({ name, isCrashing }) => [name, isCrashing])).toEqual([
		['loops.service', true],
		['a.service', false],
		['once.service', false],
	]);
});

test('what systemd holds for a socket unit is a port of that unit, not of systemd', () => {
	const port = { protocol: 'tcp', address: '127.0.0.1', port: 22 };
	const { data } = buildServices(
		reading(
			[unit('init.scope', { controlGroup: '/init.scope' }), unit('ssh.socket', { listens: [port] })],
			[listening(22, [{ pid: 1, cgroup: '/init.scope' }], { address: '127.0.0.1' })],
		),
	);
	expect(data.units.map(({ name, ports }) => [name, ports])).toEqual([
		['init.scope', []],
		['ssh.socket', [port]],
	]);
	expect(servicesDataSchema.parse(data)).toBeDefined();
});

test('ports go to the innermost unit of the process that listens', () => {
	const { data } = buildServices(
		reading(
			[
				unit('nginx.service'),
				unit('user@1000.service', { controlGroup: '/user.slice/user-1000.slice/user@1000.service' }),
				unit('app.service', {
					manager: 'systemd-user',
					controlGroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/app.service',
				}),
				unit('system.slice', { controlGroup: '/system.slice' }),
				unit('cron', { manager: 'sysv', controlGroup: null, mainPid: 77 }),
			],
			[
				listening(443, [{ pid: 5, cgroup: '/system.slice/nginx.service' }]),
				listening(80, [
					{ pid: 5, cgroup: '/system.slice/nginx.service' },
					{ pid: 6, cgroup: '/system.slice/nginx.service/worker' },
				]),
				listening(80, [{ pid: 5, cgroup: '/system.slice/nginx.service' }]),
				listening(8080, [{ pid: 9, cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/app.service' }]),
				listening(99, [{ pid: 10, cgroup: '/system.slice' }]),
				listening(25, [{ pid: 77, cgroup: '/' }]),
				listening(53, []),
			],
		),
	);
	const ports = Object.fromEntries(data.units.map(({ name, ports }) => [name, ports.map(({ port }) => port)]));
	expect(ports).toEqual({
		'nginx.service': [80, 443],
		'user@1000.service': [],
		'app.service': [8080],
		'system.slice': [],
		cron: [25],
	});
});

test('rows in which nothing changed are the same objects at the next refresh', () => {
	const ports = [listening(80, [{ pid: 5, cgroup: '/system.slice/a.service' }])];
	const first = buildServices(reading([unit('a.service'), unit('b.service', { cpuSeconds: 1 })], ports)).data;
	const second = buildServices(reading([unit('a.service'), unit('b.service', { cpuSeconds: 2 })], ports), first).data;
	expect(second.units[0]).toBe(first.units[0]);
	expect(second.units[1]).not.toBe(first.units[1]);
});

test('the services document is as its schema says, with nothing left over', () => {
	const { data } = buildServices(
		reading([unit('a.service', { since: '2026-11-21T08:38:42.000Z' }), unit('b.service')], null),
	);
	const units = data.units.map(({ key: _, ...row }) => row);
	expect(servicesDataSchema.parse({ ...data, units })).toEqual({ ...data, units });
});

test('the history document is as its schema says, and tells what could not be read', () => {
	const entry: HistoryEntry = {
		id: 'a',
		time: '2026-11-21T08:30:00.000Z',
		actor: { user: 'ada', loginUser: null, sudoUser: null, from: null, signInName: null },
		host: 'web1',
		type: 'service',
		target: 'nginx.service',
		argv: ['systemctl'],
		status: 'open',
		exitCode: null,
		durationMs: null,
		before: null,
		after: null,
		output: '',
		verdict: null,
		held: null,
		journal: [],
		operation: null,
		undo: null,
		seen: false,
		events: [{ seq: 1, kind: 'begun', time: '2026-11-21T08:30:00.000Z', hash: 'a'.repeat(64) }],
	};
	const view = buildHistory({ entries: [entry], malformed: 2, gaps: [] });
	expect(historyDataSchema.parse(view.data)).toEqual(view.data);
	expect(view.problems).toMatchObject([{ code: 'incomplete', message: expect.stringContaining('2 events') }]);
	expect(buildHistory({ entries: [], malformed: 0, gaps: [] }).problems).toEqual([]);
});
