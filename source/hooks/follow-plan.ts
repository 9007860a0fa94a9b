import type { OperationPlan } from '../domain/operation.ts';
import type { ConsoleContextValue, PlanFollower } from './console-context.ts';

/**
 * Keeps a question true while it stands: with each reading of the host its target is looked at again. What the target is stays
 * as it was when the question was asked, whatever the list behind it does.
 */
export function followPlan({ actions, store }: ConsoleContextValue, plan: OperationPlan): PlanFollower {
	return (onLooked) => {
		let { before } = plan;
		let isLooking = false;
		let isOver = false;
		const look = async () => {
			isLooking = true;
			const looked = await actions.look(plan);
			isLooking = false;
			if (looked === null || isOver || (looked.plan.before === before && !looked.isFlipped)) return;
			before = looked.plan.before;
			onLooked(looked.plan, looked.isFlipped);
		};
		let { summary } = store.getState().readings;
		const unsubscribe = store.subscribe((state) => {
			if (state.readings.summary === summary || isLooking) return;
			summary = state.readings.summary;
			void look();
		});
		return () => {
			isOver = true;
			unsubscribe();
		};
	};
}
