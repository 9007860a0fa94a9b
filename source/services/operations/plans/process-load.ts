import { countClients } from './count-clients.ts';
import type { OperationContext } from './planned-act.ts';
import type { ProcessTarget } from './process-target.ts';
import { describeTraffic, listNames } from './service/unit-effects.ts';

export type ProcessLoad = {
	readonly effects: readonly string[];
	/** The unit whose main process this is, and those that go down with it; empty where it is none. */
	readonly units: readonly string[];
};

export const noLoad: ProcessLoad = { effects: [], units: [] };

/** What hangs on a process: what it listens on, who is connected, and the unit that ends with it. */
export async function weighProcess(context: OperationContext, target: ProcessTarget): Promise<ProcessLoad> {
	const { pid } = target.held.identity;
	const ports = await context.findPorts([pid]);
	const clients = ports === null ? null : await countClients(context.transport, ports);
	const threads = target.stat.threads > 1 ? [`All of its ${target.stat.threads} threads are meant.`] : [];
	const unit = await weighUnit(context, target);
	return { effects: [...unit.effects, ...threads, ...describeTraffic(ports, clients)], units: unit.units };
}

async function weighUnit(context: OperationContext, { facts, held }: ProcessTarget): Promise<ProcessLoad> {
	// Logins live in scopes: those tell nothing about what hangs on a process.
	if (facts.unit === null || !facts.unit.endsWith('.service') || facts.unit.startsWith('user@')) return noLoad;
	const { managers } = await context.managers.find();
	for (const manager of managers) {
		const state = await manager.show(facts.unit);
		if (!state.ok || state.value.mainPid !== held.identity.pid) continue;
		const { dependents, triggers } = await manager.weigh('stop', state.value);
		const { name } = state.value;
		const effects = [
			`It is the main process of ${name}.`,
			...(dependents.length === 0 ? [] : [`Goes down with ${name}: ${listNames(dependents)}.`]),
			...(triggers.length === 0 ? [] : [`Would start ${name} again: ${listNames(triggers)}.`]),
		];
		return { effects, units: [name, ...dependents] };
	}
	return noLoad;
}
