import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../../source/domain/reading.ts';
import { fail, succeed } from '../../../source/domain/result.ts';
import type { ProcessDetail, TopData } from '../../../source/domain/top.ts';
import { TopScreen } from '../../../source/screens/top/top-screen.tsx';
import type { View } from '../../../source/store/console-store.ts';
import {
	createFakeConsole,
	type FakeConsoleOptions,
	fakePlan,
	keyPress,
	type RenderedView,
	renderAt,
} from '../../support/render-at.tsx';
import { sampleProcess, sampleTop } from '../../support/sample-top.ts';

const ready = (data: TopData, takenAtMs = 0): Reading<View<TopData>> => ({
	state: 'ready',
	value: { data, problems: [] },
	takenAtMs,
});

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

function open(columns: number, rows: number, options: FakeConsoleOptions = {}, data = sampleTop()) {
	const fake = createFakeConsole({ ...options, readings: { top: ready(data), ...options.readings } });
	view = renderAt(
		columns,
		rows,
		<fake.Provider>
			<TopScreen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	const lines = () => view?.lines().map((line) => line.trimEnd()) ?? [];
	return {
		fake,
		lines,
		selected: () => lines().find((line) => /^ ?[›>]/.test(line)) ?? '',
		async refresh(next: TopData, takenAtMs = 1) {
			fake.store.setState((all) => ({ readings: { ...all.readings, top: ready(next, takenAtMs) } }));
			await fake.press();
		},
	};
}

const detailOf = (pid: number): ProcessDetail => ({
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
});

describe('the Top tab', () => {
	for (const [columns, rows] of [
		[300, 96],
		[120, 36],
		[80, 20],
		[40, 11],
		[20, 4],
	] as const) {
		it(`fills ${columns}x${rows} and no more, details open or not`, async () => {
			const { fake, lines } = open(columns, rows, { actions: { readProcess: async () => succeed(detailOf(2114)) } });
			for (const key of [[], ['Enter'], ['Esc', 'C', 't']]) {
				await fake.press(...key);
				expect(lines()).toHaveLength(rows);
				expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(columns);
			}
		});
	}

	it('shows the figures and the processes that use the most CPU first', async () => {
		const { fake, lines, selected } = open(120, 36);
		await fake.press();
		expect(lines()[1]).toContain('18.3%  us 14.2  sy  4.1');
		expect(lines()[5]).toContain('CPU%▾');
		expect(selected()).toContain('2114 mysql');
		expect(lines().find((line) => line.includes('rsync'))).toContain('D!');
		expect(lines()[4]).toMatch(/1 of 220$/);
	});

	it('keeps the key columns and one line of figures at 40x15', async () => {
		const { fake, lines } = open(40, 11);
		await fake.press();
		expect(lines()[0]).toBe(' cpu 18.3  mem 48.0  1 stuck in D');
		expect(lines()[3]).toBe('›    2114  812M  S   12.4 /usr/sbin/mys…');
	});

	it('draws with ASCII alone where the locale asks for it', async () => {
		const { fake, lines } = open(120, 36, { theme: { isAscii: true } });
		await fake.press('t');
		expect(lines().join('')).toMatch(/^[ -~]*$/);
	});

	it('has no escape sequence but attributes where there are no colours', async () => {
		const { fake } = open(120, 36);
		await fake.press();
		expect(view?.painted()).not.toMatch(/\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[;m]/);
	});

	it('prints nothing of a hostile name that a terminal would obey', async () => {
		const evil = sampleProcess(6666, {
			command: 'a\u001B]52;c;AAAA\u0007\u009B2J\u202Eb\nc',
			cpuPercent: 99,
			name: '\u001B[2J',
		});
		const { fake } = open(120, 36, {}, sampleTop(20, { processes: [evil] }));
		await fake.press();
		expect(view?.frame()).toContain('a^[]52;c;AAAA^G<U+009B>2J<U+202E>b c');
		expect(view?.painted().replaceAll(/\u001B\[[\d;]*m/g, '')).not.toMatch(
			/[\0-\u0009\u000B-\u001F\u007F-\u009F\u202E]/,
		);
	});
});

describe('states', () => {
	it('says that it is reading, before the first figures', async () => {
		const { fake, lines } = open(80, 20, { readings: { top: { state: 'waiting' } } });
		await fake.press();
		expect(lines().join('\n')).toContain('Reading processes …');
	});

	it('says why there are no figures and what to try', async () => {
		const error = { code: 'unavailable', message: 'There is no /proc here.', hint: 'Mount it.' } as const;
		const { fake, lines } = open(80, 20, { readings: { top: { state: 'failed', error } } });
		await fake.press();
		expect(lines().join('\n')).toContain('There is no /proc here. Mount it.');
	});

	it('keeps the last figures when a poll failed, and says so', async () => {
		const error = { code: 'timeout', message: 'No answer within 2 s.' } as const;
		const top = { state: 'stale', value: { data: sampleTop(), problems: [] }, takenAtMs: 0, error } as const;
		const { fake, lines } = open(80, 20, { readings: { top } });
		await fake.press();
		expect(lines()[4]).toContain('No answer within 2 s.');
		expect(lines().join('\n')).toContain('mysqld');
	});

	it('tells the gaps of a reading on demand', async () => {
		const problems = [
			{ field: 'processes[].readBytesPerSecond', code: 'permission', message: 'Not yours.', hint: null },
		] as const;
		const top = { state: 'ready', value: { data: sampleTop(), problems }, takenAtMs: 0 } as const;
		const { fake, lines } = open(80, 20, { readings: { top } });
		await fake.press();
		expect(lines()[4]).toContain('1 gap (!)');
		await fake.press('!');
		expect(fake.questions[0]).toMatchObject({
			name: 'showText',
			args: ['What could not be read', [expect.stringContaining('Not yours.')]],
		});
	});
});

describe('the list', () => {
	it('keeps hold of a process while rows change places under the cursor', async () => {
		const { fake, selected, refresh } = open(120, 36);
		await fake.press('Down');
		expect(selected()).toContain('1790 www-data');
		const busy = sampleTop().processes.map((row) => (row.pid === 3301 ? { ...row, cpuPercent: 80 } : row));
		await refresh(sampleTop(220, { processes: busy }));
		expect(selected()).toContain('1790 www-data');
	});

	it('says so when the selected process ends', async () => {
		const { fake, lines, selected, refresh } = open(120, 36);
		await fake.press('Down');
		await refresh(sampleTop(220, { processes: sampleTop().processes.filter((row) => row.pid !== 1790) }));
		expect(selected()).toContain('3301');
		expect(lines()[4]).toContain('the selected process is gone');
	});

	it('sorts as top does, and turns round', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('M', 'M');
		expect(lines()[5]).toContain('MEM%▾');
		await fake.press('T');
		expect(lines()[6]).toContain('2114 mysql');
		await fake.press('N');
		expect(lines()[6]).toMatch(/^ . +1 root/);
		await fake.press('I');
		expect(lines()[5]).toContain('PID▾');
	});

	it('filters by anything that stands in a row, and clears with Esc', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('/');
		await fake.type('nginx !master');
		await fake.press('Enter');
		expect(lines()[4]).toMatch(/\/nginx !master .* 1 of 1$/);
		await fake.press('Esc');
		expect(lines()[4]).toMatch(/1 of 220$/);
	});

	it('shows one user, and everyone again', async () => {
		const { fake, lines } = open(120, 36, { answers: { choose: ['www-data'] } });
		await fake.press('U');
		expect(lines()[4]).toMatch(/user www-data .* 1 of 1$/);
		await fake.press('Esc');
		expect(lines()[4]).toMatch(/of 220$/);
	});

	it('waits for the owners of all processes before it asks for a user', async () => {
		const { fake, refresh } = open(
			120,
			36,
			{ answers: { choose: ['www-data'] } },
			sampleTop(220, { processes: sampleTop().processes.map((row) => ({ ...row, uid: null, user: null })) }),
		);
		await fake.press('U');
		expect(fake.questions).toEqual([]);
		expect(fake.calls.filter((call) => call.name === 'setNeeds').at(-1)?.args[1]).toMatchObject({
			top: { needsAllFacts: true },
		});
		await refresh(sampleTop());
		await fake.press();
		expect(fake.questions[0]?.args[1]).toContainEqual({ id: 'www-data', label: 'www-data', detail: '1 process' });
	});

	it('shows parents above their children and folds a branch', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('t', '/');
		await fake.type('worker');
		await fake.press('Enter', 'Down');
		const commands = () =>
			lines()
				.slice(6, 10)
				.map((line) => line.slice(67, 90).trimEnd());
		expect(commands()).toEqual(['/sbin/init', '└─ nginx: master proces', '  └─ nginx: worker proc', '']);
		await fake.press('Left');
		expect(commands()[1]).toContain('[+1] nginx: master');
		await fake.press('Right');
		expect(commands()[2]).toContain('nginx: worker');
	});

	it('hides the kernel’s own threads on demand', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('K');
		expect(lines()[4]).toMatch(/without kernel threads .* 1 of 219$/);
		expect(lines().join('\n')).not.toContain('[kthreadd]');
	});

	it('shows the processes that another tab asked for', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('/', 'x', 'x', 'Enter', 'Enter');
		fake.store.setState({ pivot: { tab: 'top', pids: [1788, 1790], label: 'processes of nginx.service' } });
		await fake.press();
		expect(lines()[4]).toMatch(/processes of nginx.service .* of 2$/);
		expect(fake.store.getState().pivot).toBeNull();
	});

	it('follows a process until it ends', async () => {
		const { fake, lines, refresh } = open(120, 36);
		await fake.press('Down', 'F');
		expect(lines()[4]).toContain('following 1790 nginx');
		await refresh(sampleTop(220, { processes: sampleTop().processes.filter((row) => row.pid !== 1790) }));
		expect(fake.toasts()).toEqual(['1790 nginx has ended.']);
		expect(lines()[4]).not.toContain('following');
	});

	it('answers the mouse: a row, a head, the wheel', async () => {
		const { fake, lines, selected } = open(120, 36);
		await fake.press();
		await fake.mouse({ kind: 'press', column: 20, row: 8 });
		expect(selected()).toContain('3301 backup');
		await fake.mouse({ kind: 'press', column: lines()[5]?.indexOf('MEM%') ?? 0, row: 5 });
		expect(lines()[5]).toContain('MEM%▾');
		await fake.mouse({ kind: 'press', column: lines()[5]?.indexOf('MEM%') ?? 0, row: 5 });
		expect(lines()[5]).toContain('MEM%▴');
		await fake.mouse({ kind: 'press', column: lines()[5]?.indexOf('CPU%') ?? 0, row: 5 });
		await fake.mouse({ kind: 'wheel-down', column: 0, row: 9 });
		expect(lines()[6]).not.toContain('mysqld');
	});
});

describe('columns', () => {
	it('can be chosen, and the choice is remembered', async () => {
		const { fake, lines } = open(120, 36, { answers: { choose: ['read', 'virt', 'hide'] } });
		await fake.press('f');
		expect(lines()[5]).toContain('READ/s');
		expect(lines()[5]).not.toContain('VIRT');
		const remembered = fake.calls.filter((call) => call.name === 'remember').at(-1)?.args[1] as string[];
		expect(remembered).toContain('read');
		expect(remembered).not.toContain('virt');
	});

	it('come back as they were remembered, whatever was stored', async () => {
		const { fake, lines } = open(120, 36, { actions: { recall: () => ['user', 'gone', 'swap'] } });
		await fake.press();
		expect(lines()[5]?.trim()).toMatch(/^PID COMMAND +USER$/);
		const damaged = open(120, 36, { actions: { recall: () => ({ not: 'a list' }) } });
		await damaged.fake.press();
		expect(damaged.lines()[5]).toContain('TIME+');
	});
});

describe('acts', () => {
	it('sends the signal chosen to the process that was selected, with what proves who it is', async () => {
		const { fake } = open(120, 36, { answers: { choose: ['HUP'], confirm: [{ kind: 'yes' }] } });
		await fake.press('Down', 'k');
		const planned = fake.calls.find((call) => call.name === 'plan');
		expect(planned?.args[0]).toEqual({ type: 'signal', pid: 1790, startTicks: 179_000, key: 11_790, signal: 'HUP' });
		expect(fake.calls.map((call) => call.name)).toContain('perform');
	});

	it('aims where the keys before it led, however fast they came', async () => {
		const { fake } = open(120, 36);
		await fake.press();
		for (const key of ['Down', 'Down', 'k']) fake.router.dispatch(keyPress(key));
		await fake.press();
		expect(fake.questions[0]?.args[0]).toBe('Signal to 3301 rsync');
	});

	it('offers every signal', async () => {
		const { fake } = open(120, 36);
		await fake.press('k');
		const choices = fake.questions[0]?.args[1] as ReadonlyArray<{ readonly id: string }>;
		expect(choices).toHaveLength(62);
	});

	it('does nothing when the question is left, and lets the plan go', async () => {
		const { fake } = open(120, 36, { answers: { choose: ['TERM'], confirm: [null] } });
		await fake.press('k');
		const names = fake.calls.map((call) => call.name);
		expect(names).toContain('discard');
		expect(names).not.toContain('perform');
	});

	it('asks for the number of processes when several are tagged', async () => {
		const { fake } = open(120, 36, { answers: { choose: ['TERM'], confirm: [{ kind: 'typed', text: '2' }] } });
		await fake.press('Space', 'Space', 'k');
		expect(fake.questions.at(-1)?.args[0]).toMatchObject({ friction: { kind: 'count', count: 2 } });
		expect(fake.calls.filter((call) => call.name === 'perform')).toHaveLength(2);
	});

	it('asks for a name by itself when one of several needs it', async () => {
		const named = fakePlan({ friction: { kind: 'name', typed: 'sshd', because: 'You are logged in through it.' } });
		let count = 0;
		const plan = async () => succeed(count++ === 0 ? named : fakePlan());
		const { fake } = open(120, 36, {
			actions: { plan },
			answers: { choose: ['TERM'], confirm: [{ kind: 'yes' }, null] },
		});
		await fake.press('Space', 'Space', 'k');
		expect(fake.questions.filter((question) => question.name === 'confirm')).toHaveLength(2);
		expect(fake.calls.filter((call) => call.name === 'perform')).toHaveLength(1);
	});

	it('says why an act cannot be planned', async () => {
		const plan = async () => fail('not-found', 'Process 2114 has ended.', 'Look for its successor.');
		const { fake } = open(120, 36, { actions: { plan }, answers: { choose: ['TERM'] } });
		await fake.press('k');
		expect(fake.toasts()).toEqual(['Process 2114 has ended. Look for its successor.']);
	});

	it('renices to a value that exists only', async () => {
		const { fake } = open(120, 36, { answers: { prompt: ['5'], confirm: [{ kind: 'yes' }] } });
		await fake.press('r');
		const question = fake.questions[0]?.args[0] as { validate: (text: string) => string | null };
		expect([question.validate('19'), question.validate('-20')]).toEqual([null, null]);
		for (const text of ['20', '-21', 'x', '', '1e1']) expect(question.validate(text)).toContain('whole number');
		expect(fake.calls.find((call) => call.name === 'plan')?.args[0]).toMatchObject({ type: 'renice', nice: 5 });
	});

	it('copies what was asked for', async () => {
		const { fake } = open(120, 36, { answers: { choose: ['kill'] } });
		await fake.press('y');
		expect(fake.copied).toEqual(['kill -TERM 2114']);
	});

	it('goes to the sockets and the unit of a process', async () => {
		const { fake } = open(120, 36);
		await fake.press('o');
		expect(fake.store.getState()).toMatchObject({ tab: 'network', pivot: { tab: 'network', pids: [2114] } });
		await fake.press('u');
		expect(fake.store.getState().pivot).toEqual({ tab: 'services', unit: 'mysql.service' });
	});
});

describe('details', () => {
	const actions = { readProcess: async () => succeed(detailOf(2114)) };

	it('stand over the list on a narrow terminal and scroll there', async () => {
		const { fake, lines } = open(80, 20, { actions });
		await fake.press('Enter');
		expect(lines()[4]).toContain('2114 mysqld');
		expect(lines().join('\n')).not.toContain('COMMAND');
		await fake.press('G');
		expect(lines().at(-1)).toContain('may be read by its owner only. Run as root.');
		await fake.press('Esc');
		expect(lines().join('\n')).toContain('COMMAND');
	});

	it('stand beside it on a wide one and follow the selection', async () => {
		const { fake, lines } = open(160, 40, { actions });
		await fake.press('Enter', 'Down');
		expect(lines()[5]).toMatch(/COMMAND .*│ 1790 nginx$/);
		expect(fake.calls.filter((call) => call.name === 'readProcess').at(-1)?.args[0]).toMatchObject({ pid: 1790 });
		await fake.press('Right', 'Down');
		expect(lines()[5]).toMatch(/│ 1790 nginx$/);
	});

	it('stay with their process when another comes first in the list', async () => {
		const { fake, lines, refresh } = open(160, 40, { actions });
		await fake.press('Enter');
		const busy = sampleTop().processes.map((row) => (row.pid === 3301 ? { ...row, cpuPercent: 80 } : row));
		await refresh(sampleTop(220, { processes: busy }), 2);
		expect(lines()[5]).toMatch(/│ 2114 mysqld$/);
	});

	it('aim acts at their own process, and at none once it ended', async () => {
		const { fake, refresh } = open(80, 20, { actions });
		await fake.press('Enter', 'k');
		expect(fake.questions.at(-1)?.args[0]).toBe('Signal to 2114 mysqld');
		await refresh(sampleTop(220, { processes: sampleTop().processes.filter((row) => row.pid !== 2114) }), 2);
		const asked = fake.questions.length;
		await fake.press('k');
		expect(fake.questions).toHaveLength(asked);
	});

	it('are read one at a time, and last where the selection came to stand', async () => {
		const answers: Array<() => void> = [];
		const readProcess = (identity: { readonly pid: number }) =>
			new Promise<ReturnType<typeof succeed<ProcessDetail>>>((resolve) => {
				answers.push(() => resolve(succeed(detailOf(identity.pid))));
			});
		const { fake } = open(160, 40, { actions: { readProcess } });
		await fake.press('Enter', 'Down', 'Down', 'Down');
		expect(answers).toHaveLength(1);
		answers[0]?.();
		await fake.press();
		expect(answers).toHaveLength(2);
		expect(fake.calls.filter((call) => call.name === 'readProcess').at(-1)?.args[0]).toMatchObject({ pid: 1 });
	});

	it('keep what was known when the process ends, and say so', async () => {
		let isThere = true;
		const readProcess = async () => (isThere ? succeed(detailOf(2114)) : fail('not-found', 'Process 2114 has ended.'));
		const { fake, lines, refresh } = open(80, 20, { actions: { readProcess } });
		await fake.press('Enter');
		isThere = false;
		await refresh(sampleTop(), 2);
		expect(lines()[5]).toContain('This process has ended.');
		expect(lines().join('\n')).toContain('/usr/sbin/mysqld');
	});
});

describe('cost', () => {
	it('asks for the rows on screen once, and again only when they change', async () => {
		const { fake, refresh } = open(120, 36);
		await fake.press();
		const asked = () => fake.calls.filter((call) => call.name === 'setNeeds').length;
		expect(asked()).toBe(1);
		await refresh(sampleTop());
		expect(asked()).toBe(1);
		await fake.press('G');
		expect(asked()).toBe(2);
		const needs = fake.calls.filter((call) => call.name === 'setNeeds').at(-1)?.args[1];
		expect(needs).toMatchObject({ top: { sort: 'cpu', needsAllFacts: false } });
	});

	it('draws one frame for a refresh', async () => {
		const { fake, refresh } = open(200, 50, {}, sampleTop(2000));
		await fake.press();
		const before = view?.frameCount() ?? 0;
		await refresh(sampleTop(2000));
		expect((view?.frameCount() ?? 0) - before).toBe(1);
	});
});
