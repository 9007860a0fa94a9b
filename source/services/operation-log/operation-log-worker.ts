/** Runs in a worker of the console: SQLite is synchronous, and no key may wait for a disk. */
import { parentPort, workerData } from 'node:worker_threads';
import { createOperationLog, type OperationLogOptions } from './direct-operation-log.ts';
import type { OperationLogMethod } from './operation-log.ts';

export type WorkerCall = {
	readonly call: number;
	readonly method: OperationLogMethod;
	readonly args: readonly unknown[];
};

export type WorkerAnswer = { readonly call: number; readonly result: unknown };

const log = createOperationLog(workerData as OperationLogOptions);

parentPort?.on('message', async ({ call, method, args }: WorkerCall) => {
	const run = log[method] as (...values: readonly unknown[]) => Promise<unknown>;
	const result = await run(...args);
	parentPort?.postMessage({ call, result } satisfies WorkerAnswer);
});
