import { join } from 'node:path';
import type { HostView } from '../documents/host.ts';
import { buildHost } from '../documents/host.ts';
import { findTrouble, inodesPercent, usedPercent } from '../documents/host-trouble.ts';
import { formatDuration, formatLocalTime, formatSize } from '../domain/format.ts';
import type { FilesystemRow, HostData } from '../domain/host.ts';
import type { HostFactName } from '../domain/host-facts.ts';
import { type Result, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import { createFactCache } from '../services/collectors/host/fact-cache.ts';
import { createFactReaders } from '../services/collectors/host/readers.ts';
import { withSystemInformation } from '../services/collectors/host/system-information.ts';
import { createHostCollector } from '../services/collectors/host-collector.ts';
import type { CommandContext, RunCommand } from './context.ts';
import { formatPairs, formatTable, type PrintColumn } from './reporters/table.ts';
import { runView } from './view-command.ts';

/** How long one view waits for slow facts. */
const defaultWaitMs = 2000;

export type HostReadOptions = {
	readonly waitMs: number;
	/** Groups that are not waited for. */
	readonly skip?: readonly HostFactName[];
};

/** Facts of the host: what is kept from earlier runs comes from the cache. */
export async function openHost(
	context: CommandContext,
	options: HostReadOptions,
): Promise<() => Promise<Result<HostView>>> {
	const { services, signal } = context;
	const { settings } = await services.settings();
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	const collector = createHostCollector({
		cache: createFactCache(join(services.paths.cacheDirectory, services.becameBy ? 'facts-as-root' : 'facts')),
		readers: withSystemInformation(createFactReaders(secrets)),
	});
	signal.addEventListener('abort', () => collector.close(), { once: true });
	return async () => {
		const facts = await collector.collect(services.transport(), options, signal);
		return facts.ok ? succeed(buildHost(facts.value)) : facts;
	};
}

const size = (bytes: number | null) => (bytes === null ? null : formatSize(bytes));
/** Rounded up, as df does. */
const share = (percent: number | null) => (percent === null ? null : `${Math.ceil(percent)}%`);

const filesystemColumns: ReadonlyArray<PrintColumn<FilesystemRow>> = [
	{ title: 'MOUNTED ON', shrinksTo: 12, text: ({ mountPoint }) => mountPoint },
	{ title: 'TYPE', text: ({ type }) => type },
	{ title: 'SIZE', align: 'right', text: ({ totalBytes }) => size(totalBytes) },
	{ title: 'USED', align: 'right', text: ({ usedBytes }) => size(usedBytes) },
	{ title: 'FREE', align: 'right', text: ({ availableBytes }) => size(availableBytes) },
	{ title: 'USE%', align: 'right', text: (row) => share(usedPercent(row)) },
	{ title: 'INODES%', align: 'right', text: (row) => share(inodesPercent(row)) },
	{ title: 'SOURCE', shrinksTo: 10, text: ({ source }) => source },
];

function pairs(data: HostData): ReadonlyArray<readonly [string, string | null]> {
	const { hardware, clock, previousShutdown, rebootRequired } = data;
	const counts = [hardware.sockets, hardware.cores, hardware.threads];
	const count = (list: readonly unknown[] | null) => (list === null ? null : String(list.length));
	return [
		['Host', data.fqdn ?? data.hostname],
		['System', data.os.pretty],
		['Kernel', [data.kernel.release, data.kernel.arch].filter(Boolean).join(' ') || null],
		['Booted', data.boot.time === null ? null : formatLocalTime(data.boot.time)],
		['Uptime', data.uptimeSeconds === null ? null : formatDuration(data.uptimeSeconds)],
		['Before that', [previousShutdown.reason, previousShutdown.time].filter(Boolean).join(' ') || null],
		['Time zone', data.timezone],
		[
			'Clock',
			clock.synchronized === null
				? null
				: `${clock.synchronized ? 'synchronised' : 'not synchronised'}${clock.source ? ` (${clock.source})` : ''}`,
		],
		['Machine', [hardware.vendor, hardware.model].filter(Boolean).join(' ') || null],
		['Virtual', data.virtualization],
		['CPU', hardware.cpuModel],
		['Sockets, cores, threads', counts.map((each) => each ?? '–').join(', ')],
		['Memory', size(hardware.memoryBytes)],
		['Addresses', data.addresses?.map((each) => `${each.interface} ${each.address}`).join(', ') ?? null],
		['Users logged in', count(data.users)],
		['Cron jobs', count(data.cronJobs)],
		['Timers', count(data.timers)],
		['Upgradable packages', data.packagesUpgradable === null ? null : String(data.packagesUpgradable)],
		[
			'Restart required',
			rebootRequired.required === null
				? null
				: rebootRequired.required
					? `yes: ${rebootRequired.reasons.join(', ')}`
					: 'no',
		],
		['Out of memory kills', count(data.oomKills)],
		['Read-only mounts', count(data.readOnlyMounts)],
		['On deleted libraries', count(data.outdatedProcesses)],
		['Deleted, still open', count(data.deletedOpenFiles)],
	];
}

/** What needs attention, below the figures: the last lines are those that stay on screen. */
function attention(data: HostData): string {
	const lines = findTrouble(data, []).map(
		({ level, text }) => `  ${level === 'bad' ? 'bad ' : 'warn'}  ${sanitise(text)}\n`,
	);
	return lines.length === 0 ? '' : `\nNeeds attention\n${lines.join('')}`;
}

function print(data: HostData, { output }: CommandContext): string {
	const filesystems = data.filesystems === null ? '' : `\n${formatTable(filesystemColumns, data.filesystems, output)}`;
	return formatPairs(pairs(data), output) + filesystems + attention(data);
}

/** `opsdash host` */
export const run: RunCommand = (context) => {
	const { timeout } = context.invocation.flags;
	const waitMs = timeout === undefined ? defaultWaitMs : timeout * 1000;
	return runView(context, { view: 'host', open: () => openHost(context, { waitMs }), print });
};
