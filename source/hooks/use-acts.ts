import { useMemo } from 'react';
import type { Operation, OperationResult } from '../domain/operation.ts';
import { useConsole } from './console-context.ts';
import { runMany, runOne } from './run-acts.ts';

export type Acts = {
	/**
	 * Weighs an operation, asks the person, performs it and says how it went, with its output where there is any. Null when it
	 * could not be weighed or was not confirmed; then nothing has changed.
	 */
	runAct(operation: Operation): Promise<OperationResult | null>;
	/** The same for each target of a list where several rows may be tagged; answers those that were performed. */
	runActs(operations: readonly Operation[]): Promise<readonly OperationResult[]>;
};

/** The one way from a key to a change of a host: every screen acts through it. */
export function useActs(): Acts {
	const console = useConsole();
	return useMemo(
		() => ({
			runAct: (operation) => runOne(console, operation),
			runActs: (operations) => runMany(console, operations),
		}),
		[console],
	);
}
