import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { ServicesReading } from '../../domain/services.ts';
import { isCoveredBySystemd, type Managers } from '../service-managers/detection.ts';
import type { UnitListing } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import { readListeningPorts } from './services/listening-ports.ts';

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
}): Collector<'services', ServicesReading> {
	return {
		name: 'services',
		cadence: listPeriodMs,
		async collect(transport, _request, signal) {
			const [found, ports] = await Promise.all([options.managers.find(signal), readListeningPorts(transport)]);
			if (signal.aborted) return fail('cancelled', 'Reading the services was cancelled');
			const answers = await Promise.all(found.managers.map((manager) => manager.list(signal)));
			const problems: Problem[] = [
				...found.problems,
				...answers.flatMap((answer) => (answer.ok ? answer.value.problems : [problemOf('units', answer.error)])),
				...(ports.ok ? hiddenPorts(ports.value.unreadablePids) : [problemOf('units[].ports', ports.error)]),
			];
			const listings = withoutDoubles(answers.flatMap((answer) => (answer.ok ? [answer.value] : [])));
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

/** systemd makes units of init scripts: they stand there once. A manager that has nothing of its own left is not named. */
function withoutDoubles(listings: readonly UnitListing[]): readonly UnitListing[] {
	const systemd = listings.find(({ info }) => info.name === 'systemd');
	if (systemd === undefined) return listings;
	const names = new Set(systemd.units.map(({ name }) => name));
	return listings
		.map((listing) =>
			listing.info.name === 'sysv'
				? { ...listing, units: listing.units.filter(({ name }) => !isCoveredBySystemd(name, names)) }
				: listing,
		)
		.filter(({ info, units }) => info.name !== 'sysv' || units.length > 0);
}

function hiddenPorts(unreadablePids: number): readonly Problem[] {
	if (unreadablePids === 0) return [];
	const message = `Ports of ${unreadablePids} processes of other users cannot be told`;
	return [{ field: 'units[].ports', code: 'permission', message, hint: 'Run the program as root to see them.' }];
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
