import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../source/domain/result.ts';
import type { ProcessDetail } from '../../../source/domain/top.ts';
import { openTop as open, sampleProcessDetail } from '../../support/open-top.ts';
import { fakePlan, keyPress } from '../../support/render-at.tsx';
import { sampleTop } from '../../support/sample-top.ts';

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
		expect(fake.calls.filter((call) => call.name === 'performAll')).toHaveLength(1);
		expect(fake.calls.find((call) => call.name === 'performAll')?.args[0]).toHaveLength(2);
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
	const actions = { readProcess: async () => succeed(sampleProcessDetail(2114)) };

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
		expect(lines()[4]).toMatch(/2 of 220 │ 1790 nginx$/);
		expect(fake.calls.filter((call) => call.name === 'readProcess').at(-1)?.args[0]).toMatchObject({ pid: 1790 });
		await fake.press('Right', 'Down');
		expect(lines()[4]).toMatch(/│ 1790 nginx$/);
	});

	it('stay with their process when another comes first in the list', async () => {
		const { fake, lines, refresh } = open(160, 40, { actions });
		await fake.press('Enter');
		const busy = sampleTop().processes.map((row) => (row.pid === 3301 ? { ...row, cpuPercent: 80 } : row));
		await refresh(sampleTop(220, { processes: busy }), 2);
		expect(lines()[4]).toMatch(/│ 2114 mysqld$/);
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
				answers.push(() => resolve(succeed(sampleProcessDetail(identity.pid))));
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
		const readProcess = async () =>
			isThere ? succeed(sampleProcessDetail(2114)) : fail('not-found', 'Process 2114 has ended.');
		const { fake, lines, refresh } = open(80, 20, { actions: { readProcess } });
		await fake.press('Enter');
		isThere = false;
		await refresh(sampleTop(), 2);
		expect(lines()[5]).toContain('This process has ended.');
		expect(lines().join('\n')).toContain('/usr/sbin/mysqld');
	});
});
