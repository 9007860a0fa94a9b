import { describe, expect, it } from 'vitest';
import { succeed } from '../../../source/domain/result.ts';
import { openTop as open, sampleProcessDetail } from '../../support/open-top.ts';
import { sampleTop } from '../../support/sample-top.ts';

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

describe('threads', () => {
	it('stand alone on H, the busiest first, and give way to all details on H again', async () => {
		const detail = sampleProcessDetail(2114);
		const [thread] = detail.threads ?? [];
		if (thread === undefined) throw new Error('the sample has a thread');
		const busy = { ...thread, tid: 2199, name: 'ib_io_rd', cpuPercent: 88 };
		const { fake, lines } = open(100, 30, {
			actions: { readProcess: async () => succeed({ ...detail, threads: [thread, busy] }) },
		});
		await fake.press('H');
		await expect.poll(() => lines().join('\n')).toMatch(/Threads {2}2\n +2199 S +88\.0 .* ib_io_rd\n +2114 S/);
		expect(lines().join('\n')).not.toContain('/var/lib/mysql/ibdata1');
		await fake.press('H');
		expect(lines().join('\n')).toContain('executable');
	});
});
