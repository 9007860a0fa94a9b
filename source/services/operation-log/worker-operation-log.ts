import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../domain/result.ts';
import type { VerifyProgress } from '../../domain/verify.ts';
import type { OperationLogOptions } from './direct-operation-log.ts';
import type { OperationLog, OperationLogMethod } from './operation-log.ts';
import { operationLogMethods } from './operation-log.ts';
import type { WorkerCall, WorkerMessage } from './operation-log-worker.ts';

type Pending = {
	readonly settle: (result: unknown) => void;
	readonly onProgress: ((progress: VerifyProgress) => void) | undefined;
};

/**
 * The log behind a worker, started when it is first needed. A worker that dies fails what it was asked, and the next question
 * starts another. It keeps the program running only while an answer is due.
 */
export function createWorkerOperationLog({ onAppended, ...options }: Omit<OperationLogOptions, 'now'>): OperationLog {
	const pending = new Map<number, Pending>();
	let worker: Worker | null = null;
	let calls = 0;

	function take(started: Worker, message: WorkerMessage): void {
		switch (message.kind) {
			case 'appended':
				onAppended?.(message.event);
				break;
			case 'progress':
				pending.get(message.call)?.onProgress?.(message.progress);
				break;
			case 'answer':
				pending.get(message.call)?.settle(message.result);
				pending.delete(message.call);
				if (pending.size === 0) started.unref();
				break;
		}
	}

	function start(): Worker {
		const started = new Worker(new URL('./operation-log-worker.ts', import.meta.url), { workerData: options });
		started.on('message', (message: WorkerMessage) => take(started, message));
		const stop = (reason: string) => {
			if (worker === started) worker = null;
			const stopped = fail('failed', `The operation log stopped: ${reason}`, 'Try again; it starts anew.');
			for (const { settle } of pending.values()) settle(stopped);
			pending.clear();
		};
		started.on('error', (error) => stop(error instanceof Error ? error.message : String(error)));
		started.on('exit', () => {
			if (worker === started) stop('its worker ended');
		});
		return started;
	}

	function ask(
		method: OperationLogMethod,
		args: readonly unknown[],
		onProgress?: (progress: VerifyProgress) => void,
	): Promise<unknown> {
		worker ??= start();
		worker.ref();
		const call = ++calls;
		const answer = new Promise((settle) => {
			pending.set(call, { settle, onProgress });
		});
		worker.postMessage({ call, method, args } satisfies WorkerCall);
		return answer;
	}

	const methods = Object.fromEntries(
		operationLogMethods.map((method) => [method, (...args: readonly unknown[]) => ask(method, args)]),
	) as Record<OperationLogMethod, (...args: readonly unknown[]) => Promise<Result<never>>>;

	return {
		...(methods as unknown as Omit<OperationLog, 'path' | 'isShared'>),
		path: options.path,
		isShared: options.isShared ?? false,
		verify: (question, onProgress) => ask('verify', [question], onProgress) as ReturnType<OperationLog['verify']>,
		async close() {
			if (worker === null) return;
			await ask('close', []);
			const ended = worker;
			worker = null;
			await ended?.terminate();
		},
	};
}
