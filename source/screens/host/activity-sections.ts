import { formatDuration, formatShortTime } from '../../domain/format.ts';
import type { HostData, TimerRow } from '../../domain/host.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { degrees, type HostInk, type HostSection, rowLine, widest } from './host-lines.ts';
import { listSection } from './list-section.ts';

export function addressesSection(data: HostData, ink: HostInk): HostSection {
	const width = widest(
		(data.addresses ?? []).map((each) => each.interface),
		4,
		15,
	);
	return listSection(ink, {
		id: 'addresses',
		title: 'Addresses',
		place: 'left',
		field: 'addresses',
		rows: data.addresses,
		line: (row, index) =>
			rowLine(
				`addresses:${index}:${row.address}`,
				[
					{ text: row.interface, width, weight: 90 },
					{ text: row.address, width: 18, weight: 100, grows: true },
					{ text: row.scope === 'global' ? '' : (row.scope ?? ''), width: 6, weight: 10, style: 'dim' },
				],
				ink.theme,
			),
	});
}

export function usersSection(data: HostData, ink: HostInk): HostSection {
	const { unknown } = ink.theme.symbols;
	return listSection(ink, {
		id: 'users',
		title: 'Logged in',
		place: 'left',
		field: 'users',
		rows: data.users,
		line: (row, index) =>
			rowLine(
				`users:${index}:${row.user}:${row.tty ?? ''}`,
				[
					{ text: row.user, width: 12, weight: 100 },
					{ text: row.tty ?? unknown, width: 8, weight: 80 },
					{ text: row.from ?? 'local', width: 12, weight: 60, grows: true },
					{ text: row.since === null ? unknown : (formatShortTime(row.since) ?? unknown), width: 11, weight: 40 },
					{ text: idleText(row.idleSeconds), width: 10, weight: 30, style: 'dim' },
				],
				ink.theme,
				row.pid,
			),
	});
}

function idleText(seconds: number | null): string {
	if (seconds === null) return '';
	return seconds < 60 ? 'active' : `idle ${formatDuration(seconds)}`;
}

export function temperaturesSection(data: HostData, ink: HostInk): HostSection {
	return listSection(ink, {
		id: 'temperatures',
		title: 'Temperatures',
		place: 'left',
		field: 'temperatures',
		rows: data.temperatures,
		line: ({ name, celsius, criticalCelsius }, index) => {
			const isHot = criticalCelsius !== null && celsius >= criticalCelsius;
			const isWarm = criticalCelsius !== null && celsius >= criticalCelsius - 10;
			return rowLine(
				`temperatures:${index}:${name}`,
				[
					{ text: name, width: 16, weight: 90, grows: true },
					{
						text: degrees(celsius, ink.theme),
						width: 7,
						align: 'right',
						weight: 100,
						style: isHot ? 'bad' : isWarm ? 'warn' : 'plain',
					},
					{
						text: criticalCelsius === null ? '' : `limit ${criticalCelsius.toFixed(0)}`,
						width: 9,
						weight: 20,
						style: 'dim',
					},
				],
				ink.theme,
			);
		},
	});
}

export function gpusSection(data: HostData, ink: HostInk): HostSection {
	return listSection(ink, {
		id: 'gpus',
		title: 'Graphics',
		place: 'left',
		field: 'gpus',
		rows: data.gpus,
		line: ({ vendor, model, bus, driver }, index) =>
			rowLine(
				`gpus:${index}:${bus ?? ''}`,
				[
					{ text: [vendor, model].filter((part) => part !== null).join(' '), width: 20, weight: 100, grows: true },
					{ text: driver ?? '', width: 8, weight: 40, style: 'dim' },
				],
				ink.theme,
			),
	});
}

export function timersSection(data: HostData, ink: HostInk): HostSection {
	const rows = data.timers === null ? null : [...data.timers].sort(byNext);
	const time = (text: string | null) =>
		text === null ? ink.theme.symbols.unknown : (formatShortTime(text) ?? ink.theme.symbols.unknown);
	return listSection(ink, {
		id: 'timers',
		title: 'Timers',
		place: 'right',
		field: 'timers',
		rows,
		note: 'next, last',
		line: (row) =>
			rowLine(
				`timers:${row.unit}`,
				[
					{ text: row.unit.replace(/\.timer$/, ''), width: 18, weight: 100, grows: true },
					{ text: time(row.next), width: 11, weight: 90 },
					{ text: time(row.last), width: 11, weight: 50, style: 'dim' },
				],
				ink.theme,
			),
	});
}

/** What runs next comes first; what never runs again, last. */
function byNext(left: TimerRow, right: TimerRow): number {
	return (left.next ?? '~').localeCompare(right.next ?? '~') || left.unit.localeCompare(right.unit);
}

export function cronSection(data: HostData, ink: HostInk): HostSection {
	const schedules = widest(
		(data.cronJobs ?? []).map(({ schedule }) => schedule),
		6,
		15,
	);
	const users = widest(
		(data.cronJobs ?? []).map(({ user }) => user ?? ''),
		4,
		10,
	);
	return listSection(ink, {
		id: 'cron',
		title: 'Cron jobs',
		place: 'right',
		field: 'cronJobs',
		rows: data.cronJobs,
		line: ({ source, user, schedule, command }, index) => {
			const line = rowLine(
				`cron:${index}:${source}`,
				[
					{ text: schedule, width: schedules, weight: 90 },
					{ text: user ?? ink.theme.symbols.unknown, width: users, weight: 60 },
					{ text: command, width: 12, weight: 100, grows: true },
				],
				ink.theme,
			);
			return { ...line, plain: `${line.plain}  (${sanitise(source)})` };
		},
	});
}
