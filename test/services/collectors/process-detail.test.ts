import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseIonice } from '../../../source/parsers/ionice.ts';
import { createProcessDetailReader } from '../../../source/services/collectors/process-detail.ts';
import { createFakeTransport, type FakeHost } from '../../support/fake-transport.ts';

const directory = new URL('../../fixtures/procfs-6.18-debian12/pid/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');

function statWith(ticks: number, startTicks = 500): string {
	const fields = Array.from({ length: 49 }, (_, index) =>
		index + 4 === 14 ? ticks : index + 4 === 22 ? startTicks : 0,
	);
	return `7 (app) S ${fields.join(' ')}\n`;
}

const files = {
	'/proc/7/stat': statWith(0),
	'/proc/7/status': read('status'),
	'/proc/7/limits': read('limits'),
	'/proc/7/oom_score': '666\n',
	'/proc/7/oom_score_adj': '-5\n',
	'/proc/7/io': 'read_bytes: 4096\nwrite_bytes: 8192\n',
	'/proc/7/wchan': 'do_sys_poll',
	'/proc/7/environ': 'HOME=/root\0API_TOKEN=abc\0',
	'/proc/7/task/7/stat': statWith(100),
};
const host: FakeHost = {
	alive: { 7: 500 },
	files,
	links: {
		'/proc/7/exe': '/usr/bin/app',
		'/proc/7/cwd': '/srv',
		'/proc/7/fd/0': '/dev/null',
		'/proc/7/fd/10': 'socket:[5]',
		'/proc/7/fd/2': '/var/log/app.log (deleted)',
	},
	commands: { 'ionice -p 7': { stdout: 'best-effort: prio 4\n' } },
};
const identity = { pid: 7, startTicks: 500 };

async function readDetail(changes: FakeHost = {}) {
	const result = await createProcessDetailReader(createFakeTransport({ ...host, ...changes })).read(identity);
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

describe('details of a process', () => {
	test('all of them are read', async () => {
		expect(await readDetail()).toMatchObject({
			executable: '/usr/bin/app',
			workingDirectory: '/srv',
			openFiles: [
				{ fd: 0, target: '/dev/null' },
				{ fd: 2, target: '/var/log/app.log (deleted)' },
				{ fd: 10, target: 'socket:[5]' },
			],
			environment: ['HOME=/root', 'API_TOKEN=***'],
			threads: [{ tid: 7, name: 'app', cpuSeconds: 1, cpuPercent: null }],
			swapBytes: 0,
			oomScore: 666,
			oomScoreAdjust: -5,
			affinity: '0-1',
			ioClass: 'best-effort 4',
			waitChannel: 'do_sys_poll',
			uids: [0, 0, 0, 0],
			ioTotals: { readBytes: 4096, writeBytes: 8192 },
			problems: [],
		});
	});

	test('threads show their CPU use at the second reading', async () => {
		const transport = createFakeTransport(host);
		const reader = createProcessDetailReader(transport);
		await reader.read(identity);
		transport.change({ files: { ...files, '/proc/7/task/7/stat': statWith(200) } });
		const second = await reader.read(identity);
		expect(second.ok && second.value.threads?.[0]?.cpuPercent).toBeGreaterThan(0);
	});

	test('what may not be read is null and says why and what to do', async () => {
		const denied = { code: 'permission', message: 'no' } as const;
		const detail = await readDetail({
			files: { ...files, '/proc/7/environ': denied, '/proc/7/io': denied },
			links: { '/proc/7/exe': denied, '/proc/7/cwd': '/srv' },
			directories: { '/proc/7/fd': denied },
		});
		expect(detail).toMatchObject({ environment: null, ioTotals: null, executable: null, openFiles: null });
		expect(detail.problems.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
			'environment permission',
			'executable permission',
			'ioTotals permission',
			'openFiles permission',
		]);
		expect(detail.problems.every(({ hint }) => hint !== null)).toBe(true);
	});

	test('an environment that never answers costs its own value only', async () => {
		const stuck = { code: 'timeout', message: 'stuck' } as const;
		const detail = await readDetail({ files: { ...files, '/proc/7/environ': stuck } });
		expect(detail).toMatchObject({ environment: null, executable: '/usr/bin/app' });
		expect(detail.problems).toMatchObject([{ field: 'environment', code: 'timeout' }]);
	});

	test('without ionice the class is unknown', async () => {
		const detail = await readDetail({ commands: {} });
		expect(detail.problems).toMatchObject([{ field: 'ioClass', code: 'unavailable' }]);
	});

	test('a process that is gone is not found, whoever has its number', async () => {
		const reader = createProcessDetailReader(createFakeTransport({ ...host, alive: { 7: 501 } }));
		expect(await reader.read(identity)).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('a process that ends while it is read is not found', async () => {
		const transport = createFakeTransport(host);
		const run = transport.run;
		transport.run = async (...args) => {
			transport.change({ alive: {} });
			return run(...args);
		};
		expect(await createProcessDetailReader(transport).read(identity)).toMatchObject({ error: { code: 'not-found' } });
	});
});

test.each([
	['best-effort: prio 4\n', 'best-effort 4'],
	['realtime: prio 0\n', 'realtime 0'],
	['none: prio 0\n', 'none'],
	['idle\n', 'idle'],
	['idle: prio 7\n', 'idle'],
	['', null],
	['ionice: error', null],
])('ionice’s %j is %j', (text, name) => {
	expect(parseIonice(text)).toBe(name);
});
