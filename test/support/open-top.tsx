/** The Top tab in a console without services, and a process's details as a web server has them. */

import type { Reading } from '../../source/domain/reading.ts';
import type { ProcessDetail, TopData } from '../../source/domain/top.ts';
import { TopScreen } from '../../source/screens/top/top-screen.tsx';
import type { View } from '../../source/store/console-store.ts';
import {
	createFakeConsole,
	type FakeConsole,
	type FakeConsoleOptions,
	type RenderedView,
	renderAt,
} from './render-at.tsx';
import { sampleProcess, sampleTop } from './sample-top.ts';

export type OpenedTop = {
	readonly fake: FakeConsole;
	readonly view: RenderedView;
	/** Lines without blanks at their ends. */
	lines(): readonly string[];
	/** The row with the cursor; empty where there is none. */
	selected(): string;
	/** Another reading arrives, and is drawn. */
	refresh(next: TopData, takenAtMs?: number): Promise<void>;
};

const ready = (data: TopData, takenAtMs: number): Reading<View<TopData>> => ({
	state: 'ready',
	value: { data, problems: [] },
	takenAtMs,
});

/** Unmount its view when the test ends. */
export function openTopScreen(
	columns: number,
	rows: number,
	options: FakeConsoleOptions = {},
	data: TopData = sampleTop(),
): OpenedTop {
	const fake = createFakeConsole({ ...options, readings: { top: ready(data, 0), ...options.readings } });
	const view = renderAt(
		columns,
		rows,
		<fake.Provider>
			<TopScreen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	const lines = () => view.lines().map((line) => line.trimEnd());
	return {
		fake,
		view,
		lines,
		selected: () => lines().find((line) => /^ ?[›>]/.test(line)) ?? '',
		async refresh(next, takenAtMs = 1) {
			fake.store.setState((all) => ({ readings: { ...all.readings, top: ready(next, takenAtMs) } }));
			await fake.press();
		},
	};
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
