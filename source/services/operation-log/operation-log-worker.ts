/** Runs in a worker of the console: SQLite is synchronous, and no key may wait for a disk. */
import { parentPort, workerData } from 'node:worker_threads';
import type { VerifyProgress } from '../../domain/verify.ts';
import { createOperationLog, type OperationLogOptions } from './direct-operation-log.ts';
import type { Appended, OperationLogMethod, VerifyQuestion } from './operation-log.ts';

export type WorkerCall = {
	readonly call: number;
	readonly method: OperationLogMethod;
	readonly args: readonly unknown[];
};

export type WorkerMessage =
	| { readonly kind: 'answer'; readonly call: number; readonly result: unknown }
	| { readonly kind: 'progress'; readonly call: number; readonly progress: VerifyProgress }
	| { readonly kind: 'appended'; readonly event: Appended };

const post = (message: WorkerMessage) => parentPort?.postMessage(message);

const log = createOperationLog({
	...(workerData as OperationLogOptions),
	onAppended: (event) => post({ kind: 'appended', event }),
});

parentPort?.on('message', async ({ call, method, args }: WorkerCall) => {
	post({ kind: 'answer', call, result: await run(call, method, args) });
});

function run(call: number, method: OperationLogMethod, args: readonly unknown[]): Promise<unknown> {
	if (method === 'verify') {
		return log.verify(args[0] as VerifyQuestion, (progress) => post({ kind: 'progress', call, progress }));
	}
	return (log[method] as (...values: readonly unknown[]) => Promise<unknown>)(...args);
}
