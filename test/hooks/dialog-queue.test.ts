import { expect, test } from 'vitest';
import type { OperationPlan } from '../../source/domain/operation.ts';
import { createDialogQueue } from '../../source/hooks/dialog-queue.ts';
import { fakePlan } from '../support/render-at.tsx';

test('a question keeps its target, and what is told of it stays true until the answer', async () => {
	const queue = createDialogQueue();
	let tell: (plan: OperationPlan, isFlipped: boolean) => void = () => {};
	let isFollowed = false;
	const answer = queue.dialogs.confirm(fakePlan(), (onLooked) => {
		isFollowed = true;
		tell = onLooked;
		return () => {
			isFollowed = false;
		};
	});
	expect(queue.current()).toMatchObject({
		kind: 'confirm',
		content: { flips: 0, plan: { before: 'active (running)' } },
	});
	tell(fakePlan({ before: 'activating (auto-restart)' }), false);
	expect(queue.current()).toMatchObject({ content: { flips: 0, plan: { before: 'activating (auto-restart)' } } });
	const drawn = queue.current();
	tell(fakePlan({ before: 'failed' }), true);
	// What was pressed before the flip was drawn.
	if (drawn?.kind === 'confirm') drawn.answer({ kind: 'yes' });
	const open = queue.current();
	expect(open).toMatchObject({ content: { flips: 1, plan: { before: 'failed', target: 'nginx.service' } } });
	if (open?.kind === 'confirm') open.answer({ kind: 'yes' });
	expect(await answer).toEqual({ kind: 'yes' });
	expect(isFollowed).toBe(false);
	expect(queue.current()).toBeNull();
});
