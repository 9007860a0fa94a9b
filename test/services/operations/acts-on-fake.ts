import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { HistoryEntry } from '../../../source/domain/history.ts';
import type { Operation, OperationPlan } from '../../../source/domain/operation.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import {
	createOperations,
	type Operations,
	type OperationsOptions,
} from '../../../source/services/operations/operations.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { createFakeTransport, type FakeHost, type FakeTransport } from '../../support/fake-transport.ts';

const actor = { user: 'ada', uid: 1000, loginUser: 'ada', loginUid: 1000, sudoUser: null, from: 'pts/1' };

export type ActsOnFake = {
	/** A directory of this test's own. */
	directory(): string;
	log(): OperationLog;
	entries(): Promise<readonly HistoryEntry[]>;
	create(
		host: FakeHost,
		more?: Partial<OperationsOptions>,
	): { readonly operations: Operations; readonly transport: FakeTransport };
};

/** Operations on a host in memory with a real log, new for each test of the file that calls this. */
export function prepareActs(): ActsOnFake {
	let directory = '';
	let log: OperationLog | null = null;

	function currentLog(): OperationLog {
		log ??= createOperationLog({ path: join(directory, 'operations.db'), user: '1000' });
		return log;
	}

	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'opsdash-acts-'));
	});

	afterEach(async () => {
		await log?.close();
		log = null;
		rmSync(directory, { recursive: true, force: true });
	});

	return {
		directory: () => directory,
		log: currentLog,
		async entries() {
			const answer = await currentLog().query({});
			return answer.ok ? answer.value.entries : [];
		},
		create(host, more = {}) {
			const transport = createFakeTransport(host);
			const operations = createOperations({
				transport,
				log: currentLog(),
				managers: createManagers(transport),
				actor,
				settings: { protectedHosts: [], secretPatterns: [] },
				sleep: async () => {},
				...more,
			});
			return { operations, transport };
		},
	};
}

export async function planOf(operations: Operations, operation: Operation): Promise<OperationPlan> {
	const plan = await operations.plan(operation);
	if (!plan.ok) throw new Error(plan.error.message);
	return plan.value;
}

export function service(verb: 'start' | 'stop' | 'restart', unit: string): Operation {
	return { type: 'service', verb, unit, manager: null };
}

export function signal(pid: number, name = 'TERM', startTicks: number | null = null): Operation {
	return { type: 'signal', pid, startTicks, key: null, signal: name };
}

export function runCommand(...argv: readonly string[]): Operation {
	const [file = '', ...args] = argv;
	return { type: 'run', command: { file, args }, timeoutMs: 1000 };
}
