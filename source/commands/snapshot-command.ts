import type { HostFactName } from '../domain/host-facts.ts';
import { type Problem, problemOf } from '../domain/problem.ts';
import type { Result } from '../domain/result.ts';
import { succeed } from '../domain/result.ts';
import type { CommandContext, RunCommand } from './context.ts';
import { openHost } from './host-command.ts';
import { readNetOnce } from './net-command.ts';
import { readServicesOnce } from './services-command.ts';
import { defaultWindowMs, readTopOnce } from './top-command.ts';
import { runView } from './view-command.ts';

/** Facts that a snapshot takes from the cache only: they look into every process, the disks or the package lists. */
const slowFacts: readonly HostFactName[] = [
	'deletedOpenFiles',
	'diskHealth',
	'outdatedProcesses',
	'packagesUpgradable',
];

/** How long the snapshot waits for facts, beyond its sampling window. */
const waitMs = 150;

/** Every view that is cheap to read, at the same time; a view that failed is null and says why in `problems`. */
async function readSnapshot(context: CommandContext, readHost: Awaited<ReturnType<typeof openHost>>) {
	const windowMs = context.invocation.flags.window ?? defaultWindowMs;
	const [host, top, net, services] = await Promise.all([
		readHost(),
		readTopOnce(context),
		readNetOnce(context, windowMs),
		readServicesOnce(context, { withUnitFiles: false }),
	]);
	return succeed({
		data: { host: dataOf(host), top: dataOf(top), net: dataOf(net), services: dataOf(services) },
		problems: [...gaps('host', host), ...gaps('top', top), ...gaps('net', net), ...gaps('services', services)],
	});
}

type AnyView<Data> = Result<{ readonly data: Data; readonly problems: readonly Problem[] }>;

function dataOf<Data>(view: AnyView<Data>): Data | null {
	return view.ok ? view.value.data : null;
}

function gaps(name: string, view: AnyView<unknown>): readonly Problem[] {
	if (!view.ok) return [problemOf(name, view.error)];
	return view.value.problems.map((problem) => ({ ...problem, field: `${name}.${problem.field}` }));
}

/** `opsdash --json` */
export const run: RunCommand = (context) =>
	runView(context, {
		view: 'snapshot',
		open: async () => {
			const windowMs = context.invocation.flags.window ?? defaultWindowMs;
			const readHost = await openHost(context, { waitMs: windowMs + waitMs, skip: slowFacts });
			return () => readSnapshot(context, readHost);
		},
		print: () => '',
	});
