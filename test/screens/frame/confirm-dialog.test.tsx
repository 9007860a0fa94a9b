import { Box } from 'ink';
import { expect, test } from 'vitest';
import type { OperationPlan } from '../../../source/domain/operation.ts';
import type { ActAnswer } from '../../../source/hooks/console-context.ts';
import { ConfirmDialog } from '../../../source/screens/frame/confirm-dialog.tsx';
import { createFakeConsole, fakePlan, keyPress, renderAt } from '../../support/render-at.tsx';

const command = 'systemctl --no-block --no-pager --no-ask-password stop -- shop-queue.service';
const effects = [
	'Goes down with it: shop-mail.service, shop-prints.service.',
	'1 process ends: 125 sleep.',
	'Nobody reads it.',
];
const longPlan = fakePlan({ title: 'Stop shop-queue.service on web1', commandText: command, effects });

async function openAt(columns: number, rows: number, plan: OperationPlan) {
	const answers: Array<ActAnswer | null> = [];
	const console = createFakeConsole();
	const view = renderAt(
		columns,
		rows,
		<console.Provider>
			<Box width={columns} height={rows}>
				<ConfirmDialog area={{ columns, rows }} plan={plan} onAnswer={(answer) => answers.push(answer)} />
			</Box>
		</console.Provider>,
	);
	await view.settle();
	return {
		answers,
		frame: view.frame,
		/** Long enough after the question stood there to be an answer to it. */
		async press(...keys: readonly string[]) {
			for (const key of keys) {
				console.router.dispatch(keyPress(key, { atMs: performance.now() + 1000 }));
				await view.settle();
			}
		},
		[Symbol.dispose]: view.unmount,
	};
}

test('a question that fits is answered by one y', async () => {
	using dialog = await openAt(80, 24, longPlan);
	expect(dialog.frame()).toContain('Nobody reads it.');
	expect(dialog.frame()).not.toMatch(/\d+ to \d+ of \d+/);
	await dialog.press('y');
	expect(dialog.answers).toEqual([{ kind: 'yes' }]);
});

test('on 40x15 all that a question says can be scrolled to, with the answer in sight', async () => {
	using dialog = await openAt(40, 15, longPlan);
	let read = '';
	for (let step = 0; step < 12; step++) {
		read += dialog.frame();
		expect(dialog.frame()).toContain('No, leave it');
		expect(dialog.frame()).toMatch(/\d+ to \d+ of \d+/);
		await dialog.press('Down');
	}
	for (const text of ['Goes down with it:', 'shop-prints.service.', '125 sleep', 'Nobody reads it.']) {
		expect(read).toContain(text);
	}
	expect(dialog.answers).toEqual([]);
});

test('a y before the rest was on screen shows the rest instead', async () => {
	using dialog = await openAt(40, 15, longPlan);
	await dialog.press('y');
	expect(dialog.answers).toEqual([]);
	expect(dialog.frame()).toContain('There was more to read');
	for (let step = 0; step < 4 && dialog.answers.length === 0; step++) await dialog.press('y');
	expect(dialog.frame()).toContain('Nobody reads it.');
	expect(dialog.answers).toEqual([{ kind: 'yes' }]);
});

test('a name typed before the rest was on screen shows the rest first', async () => {
	const friction = {
		kind: 'name',
		typed: 'ssh',
		because: 'This can lock you out: logins come in through it.',
	} as const;
	using dialog = await openAt(40, 15, { ...longPlan, friction });
	await dialog.press('s', 's', 'h', 'Enter');
	expect(dialog.answers).toEqual([]);
	for (let step = 0; step < 8 && dialog.answers.length === 0; step++) await dialog.press('Enter');
	expect(dialog.answers).toEqual([{ kind: 'typed', text: 'ssh' }]);
});

test('as root stands on a line of its own where the first is full', async () => {
	using dialog = await openAt(40, 15, fakePlan({ asUser: 'admin', effects: [] }));
	expect(dialog.frame()).toContain('y yes, do it');
	expect(dialog.frame()).toContain('s as root (sudo)');
});
