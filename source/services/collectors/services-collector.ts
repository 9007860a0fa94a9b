import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { ServicesReading } from '../../domain/services.ts';
import { coveredBySystemd, type Managers } from '../service-managers/detection.ts';
import type { ListOptions, ServiceManager, UnitListing } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import { type PortsReading, readListeningPorts } from './services/listening-ports.ts';

/** A list asks the managers several questions (some 50 ms of theirs), so it comes no faster than this. */
const listPeriodMs = 5000;

/** The badge of a tab that nobody looks at is worth one small question in this time. */
const failedPeriodMs = 30_000;

const noManager = fail(
	'unavailable',
	'No service manager was found here',
	'systemd (PID 1) and SysV scripts in /etc/init.d are looked for.',
);

/** All units of all managers of a host, with the ports that are listened on. */
export function createServicesCollector(options: {
	readonly managers: Managers;
	/** False for a snapshot that waits for nothing slow: see ListOptions. */
	readonly withUnitFiles?: boolean;
}): Collector<'services', ServicesReading> {
	return {
		name: 'services',
		cadence: listPeriodMs,
		async collect(transport, _request, signal) {
			const [found, ports] = await Promise.all([options.managers.find(signal), readListeningPorts(transport)]);
			if (signal.aborted) return fail('cancelled', 'Reading the services was cancelled');
			const answers = await listAll(found.managers, { signal, withUnitFiles: options.withUnitFiles ?? true });
			const problems: Problem[] = [
				...found.problems,
				...answers.flatMap((answer) => (answer.ok ? answer.value.problems : [problemOf('units', answer.error)])),
				...(ports.ok ? hiddenPorts(ports.value) : [problemOf('units[].ports', ports.error)]),
			];
			const listings = answers.flatMap((answer) => (answer.ok && isWorthNaming(answer.value) ? [answer.value] : []));
			if (listings.length === 0) return firstError(answers, found.problems);
			return succeed({
				managers: listings.map(({ info }) => info),
				units: listings.flatMap(({ units }) => units),
				ports: ports.ok ? ports.value.ports : null,
				problems,
			});
		},
	};
}

/** systemd is asked first: it makes units of init scripts, which stand there once. */
async function listAll(
	managers: readonly ServiceManager[],
	options: ListOptions,
): Promise<ReadonlyArray<Result<UnitListing>>> {
	const isSystemd = ({ name }: ServiceManager) => name === 'systemd';
	const first = await Promise.all(managers.filter(isSystemd).map((manager) => manager.list(options)));
	const units = first.flatMap((answer) => (answer.ok ? answer.value.units : []));
	const covered = coveredBySystemd(units.map(({ name }) => name));
	const others = managers.filter((manager) => !isSystemd(manager));
	return [...first, ...(await Promise.all(others.map((manager) => manager.list({ ...options, covered }))))];
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
	return [{ field: 'units[].ports', code: 'permission', message, hint: 'Root may look into more of them.' }];
}

function firstError(answers: ReadonlyArray<Result<UnitListing>>, problems: readonly Problem[]): Result<never> {
	const failed = answers.find((answer) => !answer.ok);
	if (failed !== undefined && !failed.ok) return failed;
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
