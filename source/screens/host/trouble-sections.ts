import { findTrouble } from '../../documents/host-trouble.ts';
import { formatShortTime, formatSize } from '../../domain/format.ts';
import type { HostData } from '../../domain/host.ts';
import type { Problem } from '../../domain/problem.ts';
import { type HostInk, type HostSection, rowLine, signLine, textLine } from './host-lines.ts';
import { listSection } from './list-section.ts';

/** Fields without which nobody can say that all is well. */
const checked = [
	'filesystems',
	'raids',
	'oomKills',
	'readOnlyMounts',
	'clock',
	'rebootRequired',
	'outdatedProcesses',
	'deletedOpenFiles',
];

/** The sick things first; one calm line when there are none. */
export function attentionSection(data: HostData, problems: readonly Problem[], ink: HostInk): HostSection {
	const { symbols } = ink.theme;
	const troubles = findTrouble(data, problems);
	const lines = troubles.map(({ level, text, pid }, index) =>
		signLine(`trouble:${index}:${text}`, level === 'bad' ? symbols.failed : symbols.warning, text, level, pid),
	);
	return {
		id: 'attention',
		title: troubles.length === 0 ? '' : 'Needs attention',
		note: '',
		place: 'top',
		lines: lines.length > 0 ? lines : [calmLine(ink)],
	};
}

function calmLine(ink: HostInk) {
	const { symbols } = ink.theme;
	const gaps = checked.map((field) => ink.reasonOf(field)?.code).filter((code) => code !== undefined);
	if (gaps.includes('pending')) return textLine('calm', `Nothing needs attention so far ${symbols.ellipsis}`, 'dim');
	const unknown =
		gaps.length === 0
			? ''
			: `; ${gaps.length === 1 ? '1 thing' : `${gaps.length} things`} could not be checked (! says why)`;
	return signLine('calm', symbols.ok, `Nothing needs attention${unknown}.`, 'good');
}

/** Lists that are empty on a healthy host; they stand only when they hold something. */
export function evidenceSections(data: HostData, ink: HostInk): readonly HostSection[] {
	return [killsSection(data, ink), outdatedSection(data, ink), deletedSection(data, ink)].filter(
		({ lines }) => lines.length > 0,
	);
}

function killsSection({ oomKills }: HostData, ink: HostInk): HostSection {
	const { unknown } = ink.theme.symbols;
	return listSection(ink, {
		id: 'oom',
		title: 'Killed for memory',
		place: 'right',
		field: 'oomKills',
		// Newest first: the log is told from its end.
		rows: oomKills?.toReversed() ?? null,
		line: ({ time, pid, name, cgroup }, index) =>
			rowLine(
				`oom:${index}`,
				[
					{ text: time === null ? unknown : (formatShortTime(time) ?? unknown), width: 11, weight: 80 },
					{ text: pid === null ? unknown : `${pid}`, width: 7, align: 'right', weight: 40 },
					{ text: name ?? 'unknown', width: 15, weight: 100 },
					{ text: cgroup ?? '', width: 8, weight: 20, style: 'dim', grows: true },
				],
				ink.theme,
			),
	});
}

function outdatedSection({ outdatedProcesses }: HostData, ink: HostInk): HostSection {
	return listSection(ink, {
		id: 'outdated',
		title: 'Running replaced code',
		place: 'right',
		field: 'outdatedProcesses',
		rows: outdatedProcesses,
		line: ({ pid, name, files }) =>
			rowLine(
				`outdated:${pid}`,
				[
					{ text: `${pid}`, width: 7, align: 'right', weight: 90 },
					{ text: name, width: 15, weight: 100 },
					{ text: files.join(' '), width: 12, weight: 30, style: 'dim', grows: true },
				],
				ink.theme,
				pid,
			),
	});
}

function deletedSection({ deletedOpenFiles }: HostData, ink: HostInk): HostSection {
	return listSection(ink, {
		id: 'deleted',
		title: 'Deleted and still open',
		place: 'right',
		field: 'deletedOpenFiles',
		rows: deletedOpenFiles,
		line: ({ pid, name, path, bytes }, index) =>
			rowLine(
				`deleted:${index}:${pid}`,
				[
					{ text: formatSize(bytes), width: 5, align: 'right', weight: 90 },
					{ text: `${pid}`, width: 7, align: 'right', weight: 60 },
					{ text: name ?? ink.theme.symbols.unknown, width: 12, weight: 80 },
					{ text: path, width: 12, weight: 100, grows: true },
				],
				ink.theme,
				pid,
			),
	});
}
