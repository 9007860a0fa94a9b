/**
 * Drives the services of a host from a process of its own: reads a JSON list of steps from stdin, carries them out in order,
 * and prints the list of answers. For tests inside a systemd host, as another user, or to be killed in the middle.
 */

import { readFileSync } from 'node:fs';
import { buildServices } from '../../source/documents/services.ts';
import type { Operation } from '../../source/domain/operation.ts';
import type { ServiceManagerName } from '../../source/domain/services.ts';
import { countFailedUnits, createServicesCollector } from '../../source/services/collectors/services-collector.ts';
import { readUnitDetail } from '../../source/services/collectors/unit-detail.ts';
import { readUnitLog } from '../../source/services/collectors/unit-log.ts';
import { readActor } from '../../source/services/operation-log/actor.ts';
import { createOperationLog } from '../../source/services/operation-log/direct-operation-log.ts';
import { createOperations } from '../../source/services/operations/operations.ts';
import { createManagers } from '../../source/services/service-managers/detection.ts';
import { createLocalTransport } from '../../source/services/transports/local-transport.ts';

export type DriverStep =
	| { readonly step: 'list' | 'failed' | 'history' | 'verify' | 'recover' }
	/** Plans, and confirms as the plan asks; `confirm: false` gives no confirmation, so that it is refused. */
	| { readonly step: 'act'; readonly operation: Operation; readonly confirm?: boolean; readonly unitTimeoutMs?: number }
	| { readonly step: 'plan'; readonly operation: Operation }
	| { readonly step: 'detail'; readonly manager: ServiceManagerName; readonly unit: string }
	| { readonly step: 'log'; readonly manager: ServiceManagerName; readonly unit: string; readonly lines: number };

const stateDirectory = process.env['OPSDASH_DRIVER_STATE'] ?? `/tmp/opsdash-driver-${process.getuid?.()}`;
const steps = JSON.parse(readFileSync(0, 'utf8')) as readonly DriverStep[];
const transport = createLocalTransport({ stateDirectory });
const managers = createManagers(transport);
const actor = readActor();
const log = createOperationLog({ path: `${stateDirectory}/operations.db`, user: String(actor.uid) });

function createDriven(unitTimeoutMs?: number) {
	return createOperations({
		transport,
		log,
		managers,
		actor,
		settings: { protectedHosts: [], secretPatterns: [] },
		...(unitTimeoutMs === undefined ? {} : { unitTimeoutMs }),
	});
}

async function act(step: Extract<DriverStep, { readonly step: 'act' }>): Promise<unknown> {
	const operations = createDriven(step.unitTimeoutMs);
	const plan = await operations.plan(step.operation);
	if (!plan.ok) return { plan };
	const { friction } = plan.value;
	const typed = friction.kind === 'name' ? friction.typed : '1';
	const isYes = friction.kind === 'yes' && step.confirm !== false;
	const confirmation = isYes
		? ({ kind: 'yes' } as const)
		: ({ kind: 'typed', text: step.confirm === false ? '' : typed } as const);
	return { plan, result: await operations.perform(plan.value, confirmation) };
}

async function carryOut(step: DriverStep): Promise<unknown> {
	switch (step.step) {
		case 'list': {
			const collector = createServicesCollector({ managers });
			const reading = await collector.collect(transport, undefined, new AbortController().signal);
			return reading.ok ? buildServices(reading.value) : reading;
		}
		case 'failed':
			return countFailedUnits(managers);
		case 'act':
			return act(step);
		case 'plan':
			return createDriven().plan(step.operation);
		case 'detail':
			return readUnitDetail(transport, managers, step.manager, step.unit);
		case 'log':
			return readUnitLog(transport, managers, step.manager, step.unit, step.lines);
		case 'history':
			return log.query({});
		case 'verify':
			return log.verify();
		case 'recover':
			return createDriven().recover();
	}
}

const answers: unknown[] = [];
for (const step of steps) answers.push(await carryOut(step));
await log.close();
await transport.close();
process.stdout.write(JSON.stringify(answers));
