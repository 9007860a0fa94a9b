import type { OpsError, Result } from '../../domain/result.ts';
import { createPatience, type Deadline, startDeadline } from './patience.ts';
import type { ListOptions, ServiceManager, UnitListing } from './service-manager.ts';

/** What a manager lists; where it gave no answer, why, with what it listed before. */
export type PatientAnswer = { readonly listing: UnitListing | null; readonly error: OpsError | null };

export type PatientLists = {
	/** Begins one reading of all: who is late in it is told by one clock. */
	begin(): { list(manager: ServiceManager, options: ListOptions): Promise<PatientAnswer>; end(): void };
};

/** Lists of managers of which one may hang: it costs its own units' freshness, and those of no other. */
export function createPatientLists(limitMs: number, now: () => number = () => performance.now()): PatientLists {
	const patience = createPatience<Result<UnitListing>>();
	const before = new Map<string, { readonly listing: UnitListing; readonly takenAtMs: number }>();

	async function list(manager: ServiceManager, options: ListOptions, deadline: Deadline): Promise<PatientAnswer> {
		const key = `${manager.name} ${manager.identity ?? ''}`;
		const answer = await patience.ask(key, () => manager.list(options), deadline.isLate, options.signal);
		if (answer !== 'late' && answer.ok) {
			deadline.answered();
			before.set(key, { listing: answer.value, takenAtMs: now() });
			return { listing: answer.value, error: null };
		}
		const error = answer === 'late' ? lateError(manager, limitMs) : answer.error;
		const old = before.get(key);
		if (old === undefined) return { listing: null, error };
		const age = Math.max(1, Math.round((now() - old.takenAtMs) / 1000));
		return { listing: old.listing, error: { ...error, message: `${error.message}; its units are of ${age} s ago` } };
	}

	return {
		begin() {
			const deadline = startDeadline(limitMs);
			return { list: (manager, options) => list(manager, options, deadline), end: deadline.end };
		},
	};
}

function lateError({ name }: ServiceManager, limitMs: number): OpsError {
	const message = `${name} did not answer within ${Math.round(limitMs / 1000)} s`;
	return { code: 'timeout', message, hint: 'It is asked again; the other managers are listed meanwhile.' };
}
