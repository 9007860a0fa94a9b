import type { ServicesData, UnitDetail, UnitLog, UnitRow } from '../../source/domain/services.ts';
import { localIso } from './local-time.ts';

const MiB = 1024 * 1024;

/** A running systemd service; give what matters to the test. */
export function sampleUnit(name: string, overrides: Partial<UnitRow> = {}): UnitRow {
	const manager = overrides.manager ?? 'systemd';
	return {
		key: `${manager}/${name}`,
		manager,
		name,
		description: null,
		loadState: 'loaded',
		activeState: 'active',
		subState: 'running',
		enabled: 'enabled',
		mainPid: null,
		memoryBytes: null,
		cpuSeconds: null,
		restarts: 0,
		since: localIso('2026-11-09T08:00:00.000'),
		ports: [],
		isCrashing: false,
		needsReload: false,
		...overrides,
	};
}

const stopped = { activeState: 'inactive', subState: 'dead', since: null } as const;
const port = (protocol: string, number: number, address = '0.0.0.0') => ({ protocol, address, port: number });

/** The units of a small web server whose database failed, in the order of the document. */
export function sampleServices(overrides: Partial<ServicesData> = {}): ServicesData {
	return {
		managers: [
			{
				name: 'systemd',
				version: '252.39-1~deb12u2',
				state: 'degraded',
				verbs: ['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'mask', 'unmask', 'reset-failed'],
			},
		],
		units: [
			sampleUnit('mysql.service', {
				description: 'MySQL Community Server',
				activeState: 'failed',
				subState: 'failed',
				restarts: 5,
				since: localIso('2026-11-21T08:12:04.000'),
			}),
			sampleUnit('backup.service', {
				description: 'Nightly backup to the vault',
				activeState: 'activating',
				subState: 'auto-restart',
				enabled: 'static',
				restarts: 12,
			}),
			sampleUnit('-.mount', { description: 'Root Mount', subState: 'mounted', enabled: 'generated', restarts: null }),
			sampleUnit('apt-daily.service', { description: 'Daily apt download', ...stopped, enabled: 'static' }),
			sampleUnit('apt-daily.timer', { description: 'Daily apt download', subState: 'waiting', restarts: null }),
			sampleUnit('cron.service', {
				description: 'Regular background program processing daemon',
				mainPid: 412,
				memoryBytes: 1.4 * MiB,
				cpuSeconds: 12.34,
			}),
			sampleUnit('getty@tty1.service', { description: 'Getty on tty1', mainPid: 455, memoryBytes: 250 * 1024 }),
			sampleUnit('nginx.service', {
				description: 'A high performance web server and a reverse proxy server',
				mainPid: 1790,
				memoryBytes: 38 * MiB,
				cpuSeconds: 192.4,
				ports: [port('tcp', 80), port('tcp', 443), port('tcp6', 80, '::'), port('tcp6', 443, '::')],
			}),
			sampleUnit('nscd.service', {
				description: 'Name Service Cache Daemon',
				...stopped,
				loadState: 'masked',
				enabled: 'masked',
			}),
			sampleUnit('ssh.service', {
				description: 'OpenBSD Secure Shell server',
				mainPid: 618,
				memoryBytes: 7.2 * MiB,
				cpuSeconds: 3.1,
				ports: [port('tcp', 22)],
			}),
			sampleUnit('systemd-resolved.service', {
				description: 'Network Name Resolution',
				mainPid: 388,
				memoryBytes: 12.8 * MiB,
				cpuSeconds: 88.02,
				ports: [port('tcp', 53, '127.0.0.53'), port('udp', 53, '127.0.0.53'), port('udp', 5355)],
			}),
		],
		...overrides,
	};
}

/** Details of the failed database as systemd 252 tells them. */
export function sampleUnitDetail(row: UnitRow, overrides: Partial<UnitDetail> = {}): UnitDetail {
	return {
		row,
		properties: [
			{ name: 'Id', value: row.name },
			{ name: 'Type', value: 'notify' },
			{ name: 'User', value: 'mysql' },
			{
				name: 'ExecStart',
				value:
					'{ path=/usr/sbin/mysqld ; argv[]=/usr/sbin/mysqld --defaults-file=/etc/my.cnf ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }',
			},
			{ name: 'Restart', value: 'on-failure' },
			{ name: 'Result', value: 'exit-code' },
			{ name: 'ExecMainStatus', value: '203' },
			{ name: 'Requires', value: 'sysinit.target system.slice' },
			{ name: 'FragmentPath', value: `/lib/systemd/system/${row.name}` },
			{ name: 'InvocationID', value: '0123456789abcdef' },
		],
		pids: [],
		file: {
			path: `/lib/systemd/system/${row.name}`,
			text: '# Installed by the package\n[Unit]\nDescription=MySQL Community Server\n\n[Service]\nType=notify\n',
		},
		needsReload: false,
		problems: [],
		...overrides,
	};
}

export function sampleUnitLog(overrides: Partial<UnitLog> = {}): UnitLog {
	return {
		source: 'journal',
		lines: [
			{ time: localIso('2026-11-21T08:12:03.000'), priority: 6, source: 'systemd', text: 'Starting mysql.service' },
			{
				time: localIso('2026-11-21T08:12:04.000'),
				priority: 3,
				source: 'systemd',
				text: 'mysql.service: Failed at step EXEC spawning /usr/sbin/mysqld: No such file or directory',
			},
		],
		problems: [],
		...overrides,
	};
}
