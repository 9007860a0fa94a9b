import { describe, expect, test } from 'vitest';
import type { Operation } from '../../source/domain/operation.ts';
import { fail } from '../../source/domain/result.ts';
import { runOne } from '../../source/hooks/run-acts.ts';
import { createFakeConsole, type FakeConsoleOptions, fakeOperationResult, fakePlan } from '../support/render-at.tsx';

const restart: Operation = { type: 'service', verb: 'restart', unit: 'nginx.service', manager: 'systemd' };

function openActs(options: FakeConsoleOptions) {
	const fake = createFakeConsole(options);
	return { fake, run: () => runOne(fake.value, restart), names: () => fake.calls.map((call) => call.name) };
}

describe('an act', () => {
	test('is weighed, confirmed, performed and told', async () => {
		const { fake, run, names } = openActs({ answers: { confirm: [{ kind: 'yes' }] } });
		expect((await run())?.status).toBe('succeeded');
		expect(names()).toEqual(['plan', 'perform', 'observe']);
		expect(fake.calls.find(({ name }) => name === 'perform')?.args[1]).toEqual({ kind: 'yes' });
		expect(fake.toasts()).toEqual(['Restarted nginx.service on web1 in 0.4 s']);
		expect(fake.questions.map((question) => question.name)).toEqual(['confirm']);
	});

	test('that is not confirmed changes nothing and lets go of its target', async () => {
		const { fake, run, names } = openActs({ answers: { confirm: [null] } });
		expect(await run()).toBeNull();
		expect(names()).toEqual(['plan', 'discard']);
		expect(fake.toasts()).toEqual([]);
	});

	test('that cannot be weighed says why, and is not asked about', async () => {
		const refusal = fail('not-found', 'There is no unit nginx.service on web1.', 'Did you mean nginx-core.service?');
		const { fake, run } = openActs({ actions: { plan: async () => refusal } });
		expect(await run()).toBeNull();
		expect(fake.toasts()).toEqual(['There is no unit nginx.service on web1. Did you mean nginx-core.service?']);
		expect(fake.questions).toEqual([]);
	});

	test('that takes long says so until it ends', async () => {
		const end = Promise.withResolvers<void>();
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }] },
			actions: { perform: () => end.promise.then(() => fakeOperationResult()) },
		});
		const done = run();
		const notices = () => fake.store.getState().notices;
		await expect.poll(notices, { timeout: 5000 }).toEqual(['Restart nginx.service on web1: under way']);
		end.resolve();
		await done;
		expect(notices()).toEqual([]);
	});

	test('that failed shows what was printed', async () => {
		const failure = fakeOperationResult({
			status: 'failed',
			message: 'nginx.service did not restart.',
			hint: 'Look at its log.',
			exitCode: 1,
			output: 'Job failed.\u001B[2J\n',
		});
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }] },
			actions: { perform: async () => failure },
		});
		await run();
		const [title, lines] = fake.questions.at(-1)?.args ?? [];
		expect(title).toBe('Restart nginx.service on web1');
		expect(lines).toEqual([
			'nginx.service did not restart.',
			'Look at its log.',
			'',
			'Host       web1',
			'Command    systemctl restart nginx.service',
			'State      active (running) before, active (running) now',
			'Exit status 1, after 400ms',
			'',
			'Job failed.^[[2J',
		]);
	});

	test.each([
		['Created symlink /etc/a → /lib/a.\n', 0],
		['', 0],
		[`${'word '.repeat(100)}\n`, 1],
	])('that went well and printed %j opens %i dialogs', async (output, dialogs) => {
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }] },
			actions: { perform: async () => fakeOperationResult({ output }) },
		});
		await run();
		expect(fake.questions.filter(({ name }) => name === 'showText')).toHaveLength(dialogs);
		if (dialogs === 0) expect(fake.toasts().join()).toContain(output.trim());
	});

	test('whose target flipped meanwhile is asked again, as it is now', async () => {
		const again = fakePlan({ id: 'plan-2', before: 'failed' });
		const results = [
			fakeOperationResult({ status: 'refused', message: 'It is failed now.', again }),
			fakeOperationResult(),
		];
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }, { kind: 'yes' }] },
			actions: { perform: async () => results.shift() ?? fakeOperationResult() },
		});
		expect((await run())?.status).toBe('succeeded');
		expect(fake.questions.map(({ name, args }) => [name, (args[0] as { readonly id: string }).id])).toEqual([
			['confirm', 'plan-1'],
			['confirm', 'plan-2'],
		]);
		expect(fake.toasts()[0]).toBe('It is failed now.');
	});

	test('that its manager is still at can be withdrawn', async () => {
		const stillAt = { unit: 'nginx.service', manager: 'systemd', job: 12 };
		const late = fakeOperationResult({ status: 'timed-out', message: 'It is still stopping.', stillAt });
		const results = [late];
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }, { kind: 'yes' }], choose: ['cancel'] },
			actions: { perform: async () => results.shift() ?? fakeOperationResult() },
		});
		await run();
		const planned = () => fake.calls.filter(({ name }) => name === 'plan').map(({ args }) => args[0]);
		await expect.poll(planned).toContainEqual({ type: 'cancel-job', unit: 'nginx.service', manager: 'systemd' });
	});

	test('is watched: what was seen of it is told when it is over', async () => {
		const verdict = 'nginx.service is in a crash loop';
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }] },
			actions: { observe: async () => ({ verdict, isGood: false, state: null }) },
		});
		await run();
		await expect.poll(() => fake.toasts()).toContain(verdict);
	});

	test('that can be undone says so, and is what undo takes back', async () => {
		const { fake, run } = openActs({
			answers: { confirm: [{ kind: 'yes' }] },
			actions: { perform: async () => fakeOperationResult({ canUndo: true, message: 'nginx.service was stopped' }) },
		});
		await run();
		expect(fake.toasts()).toContain('nginx.service was stopped. Z undoes it.');
		expect(fake.store.getState().undoable).toMatchObject({ id: 'plan-1' });
	});
});
