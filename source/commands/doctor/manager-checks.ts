import { createServicesCollector } from '../../services/collectors/services-collector.ts';
import type { CommandContext } from '../context.ts';
import { type Check, fine, missing } from './check.ts';

const name = 'service manager';
const elsewhere = 'Look at its own log, and at what its process waits for.';

/** While nobody answers at all; one that is silent beside others holds them up for less. */
const limitMs = 8000;

/** Every manager that is there is asked for its list, as the console does: one that hangs is not fine because it is there. */
export async function checkManagers({ services, signal }: CommandContext): Promise<readonly Check[]> {
	const managers = await services.managers();
	const limit = AbortSignal.timeout(limitMs);
	const asked = AbortSignal.any([signal, limit]);
	const reading = await createServicesCollector({ managers }).collect(services.transport(), undefined, asked);
	if (limit.aborted && !reading.ok) {
		const names = (await managers.find(signal)).managers.map((manager) => manager.name).join(', ');
		const who = names === '' ? 'what there is' : names;
		return [missing(name, `${who} did not answer within ${limitMs / 1000} s`, elsewhere)];
	}
	if (!reading.ok) return [missing(name, reading.error.message, reading.error.hint ?? elsewhere)];
	const { managers: answering, problems } = reading.value;
	return [
		...answering.map((manager) =>
			fine(name, manager.version === null ? manager.name : `${manager.name} ${manager.version}`),
		),
		// Ports belong to processes: no manager is to blame for those that may not be looked into.
		...problems
			.filter(({ field }) => field !== 'units[].ports')
			.map(({ message, hint }) => missing(name, message, hint ?? elsewhere)),
	];
}
