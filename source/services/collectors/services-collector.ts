import { runAsRoot } from '../../domain/hints.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { ServicesReading } from '../../domain/services.ts';
import { coveredBySystemd, type Managers } from '../service-managers/detection.ts';
import { patienceMs } from '../service-managers/patience.ts';
import { createPatientLists, type PatientAnswer, type PatientLists } from '../service-managers/patient-lists.ts';
import type { ListOptions, ServiceManager, UnitListing } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import { readHostNowMs } from './host-clock.ts';
import { type PortsReading, readListeningPorts } from './services/listening-ports.ts';

/** A list asks the managers several questions (some 50 ms of theirs), so it comes no faster than this. */
const listPeriodMs = 5000;

/** The badge of a tab that nobody looks at is worth one small question in this time. */
const failedPeriodMs = 30_000;

const noManager = fail(
	'unavailable',
	'No service manager was found here',
	'systemd (PID 1), OpenRC, SysV scripts in /etc/init.d, a running runsvdir and a running supervisord are looked for.',
);

/** All units of all managers of a host, with the ports that are listened on. */
export function createServicesCollector(options: {
	readonly managers: Managers;
	/** False for a snapshot that waits for nothing slow: see ListOptions. */
	readonly withUnitFiles?: boolean;
	/** How long a manager that is silent holds up the others. */
	readonly patienceMs?: number;
}): Collector<'services', ServicesReading> {
	const patient = createPatientLists(options.patienceMs ?? patienceMs);
	return {
		name: 'services',
		cadence: listPeriodMs,
		async collect(transport, _request, signal) {
			const [found, ports, hostNowMs] = await Promise.all([
				options.managers.find(signal),
				readListeningPorts(transport),
				readHostNowMs(transport),
			]);
			if (signal.aborted) return fail('cancelled', 'Reading the services was cancelled');
			const lists = patient.begin();
			const answers = await listAll(lists, found.managers, { signal, withUnitFiles: options.withUnitFiles ?? true });
			lists.end();
			const known = answers.map(({ listing }) => listing).filter((listing) => listing !== null);
			const problems: Problem[] = [
				...found.problems,
				...answers.flatMap(({ listing, error }) =>
					error === null ? (listing?.problems ?? []) : [problemOf('units', error)],
				),
				...(ports.ok ? hiddenPorts(ports.value) : [problemOf('units[].ports', ports.error)]),
			];
			const listings = known.filter(isWorthNaming);
			// What is all old is no reading.
			const isAllOld = answers.every(({ error }) => error !== null);
			if (listings.length === 0 || isAllOld) return firstError(answers, found.problems);
			return succeed({
				managers: listings.map(({ info }) => info),
				units: listings.flatMap(({ units }) => units),
				ports: ports.ok ? ports.value.ports : null,
				problems: distinct(problems),
				hostNowMs,
			});
		},
	};
}

/** systemd is asked before the scripts: it makes units of them, which stand there once. */
async function listAll(
	lists: ReturnType<PatientLists['begin']>,
	managers: readonly ServiceManager[],
	options: ListOptions,
): Promise<readonly PatientAnswer[]> {
	const takesScripts = ({ name }: ServiceManager) => name === 'systemd';
	const hasScripts = ({ name }: ServiceManager) => name === 'sysv';
	const others = Promise.all(
		managers.filter((each) => !takesScripts(each) && !hasScripts(each)).map((each) => lists.list(each, options)),
	);
	const first = await Promise.all(managers.filter(takesScripts).map((each) => lists.list(each, options)));
	const units = first.flatMap(({ listing }) => listing?.units ?? []);
	const covered = coveredBySystemd(units.map(({ name }) => name));
	const scripts = await Promise.all(
		managers.filter(hasScripts).map((each) => lists.list(each, { ...options, covered })),
	);
	return [...first, ...scripts, ...(await others)];
}

/** A manager that is silent when it is looked for is silent when it is asked, too: one sentence is enough. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
	const seen = new Set<string>();
	return problems.filter(({ message }) => {
		const isNew = !seen.has(message);
		seen.add(message);
		return isNew;
	});
}

/** A manager that has nothing of its own left beside systemd is not named. */
function isWorthNaming({ info, units }: UnitListing): boolean {
	return info.name !== 'sysv' || units.length > 0;
}

function hiddenPorts({ ports, unreadablePids }: PortsReading): readonly Problem[] {
	const count = unreadablePids === 0 ? 0 : ports.filter(({ owners }) => owners.length === 0).length;
	if (count === 0) return [];
	const [what, whose] = count === 1 ? ['one port', 'its'] : [`${count} ports`, 'their'];
	const message = `Which unit listens on ${what} cannot be told: ${whose} processes may not be looked into`;
	return [{ field: 'units[].ports', code: 'permission', message, hint: `${runAsRoot} to know.` }];
}

function firstError(answers: readonly PatientAnswer[], problems: readonly Problem[]): Result<never> {
	const failed = answers.find(({ error }) => error !== null)?.error;
	if (failed != null) return { ok: false, error: failed };
	const [problem] = problems;
	return problem === undefined ? noManager : fail('unavailable', problem.message, problem.hint ?? undefined);
}

/** How many units failed, over all managers that count them; for the badge of the tab and the header. */
export async function countFailedUnits(managers: Managers, signal?: AbortSignal): Promise<Result<number>> {
	const found = await managers.find(signal);
	const counts = await Promise.all(found.managers.map((manager) => manager.countFailed(signal)));
	const known = counts.flatMap((count) => (count.ok ? [count.value] : []));
	if (known.length > 0) return succeed(known.reduce((sum, count) => sum + count, 0));
	return counts.find((count) => !count.ok) ?? noManager;
}

/** The count as a reading of its own. */
export function createFailedUnitsCollector(options: { readonly managers: Managers }): Collector<'failedUnits', number> {
	return {
		name: 'failedUnits',
		cadence: failedPeriodMs,
		collect: (_transport: Transport, _request, signal) => countFailedUnits(options.managers, signal),
	};
}
