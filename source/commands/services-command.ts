import { buildServices, type ServicesView } from '../documents/services.ts';
import { formatCpuTime, formatShortTime, formatSize } from '../domain/format.ts';
import { type Result, succeed } from '../domain/result.ts';
import type { ServicesData, UnitRow } from '../domain/services.ts';
import { createServicesCollector } from '../services/collectors/services-collector.ts';
import { managerTimeoutMs } from '../services/service-managers/service-manager.ts';
import type { CommandContext, RunCommand } from './context.ts';
import { matchesFuzzily } from './net-command.ts';
import { formatTable, type PrintColumn } from './reporters/table.ts';
import { runView } from './view-command.ts';

/** One reading of all units; without those that have a file only, where nothing slow is waited for. */
export async function readServicesOnce(
	{ services, signal }: CommandContext,
	{ withUnitFiles = true } = {},
): Promise<Result<ServicesView>> {
	const collector = createServicesCollector({
		managers: await services.managers(),
		withUnitFiles,
		// There is no next reading that could have what is late.
		patienceMs: managerTimeoutMs,
	});
	const reading = await collector.collect(services.transport(), undefined, signal);
	return reading.ok ? succeed(buildServices(reading.value)) : reading;
}

const columns: ReadonlyArray<PrintColumn<UnitRow>> = [
	{ title: 'UNIT', shrinksTo: 16, text: ({ name }) => name },
	{ title: 'MANAGER', text: ({ manager }) => manager },
	{ title: 'STATE', text: ({ activeState }) => activeState },
	{ title: 'SUB', text: ({ subState }) => subState },
	{ title: 'ENABLED', text: ({ enabled }) => enabled },
	{ title: 'PID', align: 'right', text: ({ mainPid }) => (mainPid === null ? '' : String(mainPid)) },
	{ title: 'MEM', align: 'right', text: ({ memoryBytes }) => (memoryBytes === null ? null : formatSize(memoryBytes)) },
	{ title: 'CPU', align: 'right', text: ({ cpuSeconds }) => (cpuSeconds === null ? null : formatCpuTime(cpuSeconds)) },
	{ title: 'RESTARTS', align: 'right', text: ({ restarts }) => (restarts === null ? null : String(restarts)) },
	{ title: 'SINCE', text: ({ since }) => (since === null ? null : formatShortTime(since)) },
	{
		title: 'PORTS',
		shrinksTo: 8,
		text: ({ ports }) => ports.map(({ protocol, port }) => `${protocol}/${port}`).join(' '),
	},
	{ title: 'DESCRIPTION', shrinksTo: 0, text: ({ description }) => description ?? '' },
];

function selectUnits(data: ServicesData, find: string | undefined): ServicesData {
	if (find === undefined) return data;
	const units = data.units.filter((row) =>
		matchesFuzzily(columns.map((column) => column.text(row) ?? '').join(' '), find),
	);
	return { ...data, units };
}

/** `opsdash services` */
export const run: RunCommand = (context) =>
	runView(context, {
		view: 'services',
		open: async () => async () => {
			const view = await readServicesOnce(context);
			return view.ok
				? succeed({ ...view.value, data: selectUnits(view.value.data, context.invocation.flags.find) })
				: view;
		},
		print: (data) => formatTable(columns, data.units, context.output),
	});
