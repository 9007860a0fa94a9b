/** Lists and acts on a host of managers-host.ts through operations-driver.ts, as tests of several managers do. */

import { vi } from 'vitest';
import type { ServicesView } from '../../source/documents/services.ts';
import type { Operation, OperationPlan, OperationResult, ServiceVerb } from '../../source/domain/operation.ts';
import type { Result } from '../../source/domain/result.ts';
import type { ServiceManagerName, UnitRow } from '../../source/domain/services.ts';
import type { ManagersHost } from './managers-host.ts';

export type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

/** A step of the driver. */
export function act(verb: ServiceVerb, unit: string, manager: ServiceManagerName | null, unitTimeoutMs?: number) {
	const operation: Operation = { type: 'service', verb, unit, manager };
	return { step: 'act', operation, ...(unitTimeoutMs === undefined ? {} : { unitTimeoutMs }) };
}

export function driveManagers(host: () => ManagersHost) {
	async function listOnce(uid?: number): Promise<ServicesView> {
		const [view] = (await host().drive(
			[{ step: 'list' }],
			uid === undefined ? {} : { uid },
		)) as readonly ServicesView[];
		if (view === undefined) throw new Error('no list');
		return view;
	}

	/** On a machine that is busy, one that answers slowly (supervisorctl starts a Python) is asked again. */
	async function list(uid?: number): Promise<ServicesView> {
		return vi.waitFor(
			async () => {
				const view = await listOnce(uid);
				if (view.problems.some(({ code }) => code === 'timeout')) throw new Error(JSON.stringify(view.problems));
				return view;
			},
			{ timeout: 40_000, interval: 100 },
		);
	}

	async function find(key: string): Promise<UnitRow> {
		const row = (await list()).data.units.find((unit) => unit.key === key);
		if (row === undefined) throw new Error(`${key} is not listed`);
		return row;
	}

	async function waitForUnit(key: string, isThere: (row: UnitRow) => boolean): Promise<UnitRow> {
		return vi.waitFor(
			async () => {
				const row = await find(key);
				if (!isThere(row)) throw new Error(`${key} is ${row.activeState} (${row.subState})`);
				return row;
			},
			{ timeout: 50_000, interval: 200 },
		);
	}

	async function doAct(...steps: ReadonlyArray<ReturnType<typeof act>>): Promise<readonly Acted[]> {
		return (await host().drive(steps)) as readonly Acted[];
	}

	return { list, listOnce, find, waitForUnit, doAct };
}
