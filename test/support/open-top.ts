/** The Top tab in a console without services, and a process's details as a web server has them. */

import type { ProcessDetail, TopData } from '../../source/domain/top.ts';
import { type OpenedScreen, openScreen } from './open-screen.tsx';
import type { FakeConsoleOptions } from './render-at.tsx';
import { sampleProcess, sampleTop } from './sample-top.ts';

export function openTop(
	columns: number,
	rows: number,
	options: FakeConsoleOptions = {},
	data: TopData = sampleTop(),
): OpenedScreen<'top'> {
	return openScreen('top', [columns, rows], data, options);
}

export function sampleProcessDetail(pid: number): ProcessDetail {
	return {
		row: sampleProcess(pid, { name: 'mysqld', command: '/usr/sbin/mysqld' }),
		executable: '/usr/sbin/mysqld',
		workingDirectory: '/var/lib/mysql',
		openFiles: [
			{ fd: 3, target: '/var/lib/mysql/ibdata1' },
			{ fd: 4, target: 'socket:[4711]' },
		],
		environment: null,
		limits: [{ name: 'Max open files', soft: '1024', hard: '4096', units: 'files' }],
		threads: [{ tid: pid, name: 'mysqld', state: 'S', nice: 0, priority: 20, cpuPercent: 1.2, cpuSeconds: 12 }],
		swapBytes: 0,
		oomScore: 12,
		oomScoreAdjust: 0,
		affinity: '0-3',
		ioClass: 'best-effort 4',
		waitChannel: 'poll_schedule_timeout',
		uids: [110, 110, 110, 110],
		ioTotals: { readBytes: 5_000_000, writeBytes: 0 },
		problems: [
			{
				field: 'environment',
				code: 'permission',
				message: 'The environment may be read by its owner only.',
				hint: 'Run as root.',
			},
		],
	};
}
