import type { Role } from '../domain/access.ts';
import { formatDuration } from '../domain/format.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { HostSummary } from '../domain/summary.ts';
import type { StyleName, Theme } from '../theme.ts';
import { cellWidth } from './cells.ts';
import { type Group, joinGroups, keepHeaviest, paintEnds, type Segment } from './segments.ts';

export type Freshness =
	| { readonly state: 'live'; readonly intervalMs: number }
	| { readonly state: 'paused' }
	| { readonly state: 'stale'; readonly ageSeconds: number }
	| { readonly state: 'waiting' }
	| { readonly state: 'failed' }
	| { readonly state: 'connecting' }
	/** The link is down; the figures on screen are so old, null where there are none. */
	| { readonly state: 'reconnecting'; readonly inSeconds: number; readonly ageSeconds: number | null }
	| { readonly state: 'unreachable'; readonly ageSeconds: number | null }
	| { readonly state: 'signed-out'; readonly ageSeconds: number | null };

export type HeaderModel = {
	readonly host: string;
	readonly user: string;
	readonly isRoot: boolean;
	/** By what one is root there, where one did not sign in as root. */
	readonly becameBy?: string | null;
	readonly isProtected: boolean;
	readonly isReadOnly: boolean;
	/** Said where it is less than all. */
	readonly role?: Role;
	readonly summary: HostSummary | null;
	readonly freshness: Freshness;
	/** When the figures were taken, as local time; null while there are none. */
	readonly clock: string | null;
	/** `UTC`, `+01:00` */
	readonly zone: string | null;
};

/** `2s`, `0.5s`, `1m`: how often figures are renewed. */
export function formatInterval(intervalMs: number): string {
	if (intervalMs % 60_000 === 0) return `${intervalMs / 60_000}m`;
	return `${Number((intervalMs / 1000).toFixed(2))}s`;
}

/** An age in whole seconds: tenths would only flicker. */
function formatAgeOf(seconds: number): string {
	return seconds < 60 ? `${Math.round(seconds)}s` : formatDuration(seconds);
}

/** Below this the whole words would take the place of the host's name. */
const leastForWords = 60;

function freshnessSegments(freshness: Freshness, theme: Theme, width: number): readonly Segment[] {
	const { symbols } = theme;
	const signed = (style: StyleName, sign: string, text: string): Segment[] => [
		{ text: sign, style },
		{ text: ` ${text}`, style: style === 'good' ? 'plain' : style },
	];
	const isShort = width < leastForWords;
	const agePart = (ageSeconds: number | null) =>
		ageSeconds === null ? '' : `, ${isShort ? '' : 'stale '}${formatAgeOf(ageSeconds)}`;
	switch (freshness.state) {
		case 'live':
			return signed('good', symbols.live, `live ${formatInterval(freshness.intervalMs)}`);
		case 'paused':
			return signed('warn', symbols.paused, 'paused');
		case 'stale':
			return signed('warn', symbols.stale, `stale ${formatAgeOf(freshness.ageSeconds)}`);
		case 'waiting':
			return signed('dim', symbols.stale, 'reading');
		case 'failed':
			return signed('bad', symbols.failed, 'no data');
		case 'connecting':
			return signed('dim', symbols.stale, 'connecting');
		case 'reconnecting':
			return signed(
				'warn',
				symbols.stale,
				reconnectingText(freshness.inSeconds, isShort) + agePart(freshness.ageSeconds),
			);
		case 'unreachable':
			return signed('bad', symbols.failed, `not reachable${agePart(freshness.ageSeconds)}`);
		case 'signed-out':
			return signed('bad', symbols.failed, `sign in again${agePart(freshness.ageSeconds)}`);
	}
}

/** While the attempt is under way nothing is left to wait for. */
function reconnectingText(inSeconds: number, isShort: boolean): string {
	if (inSeconds === 0) return 'reconnecting';
	return isShort ? `retry in ${inSeconds}s` : `reconnecting in ${inSeconds}s`;
}

function hostGroup(model: HeaderModel): Group {
	const style: StyleName = model.isProtected ? 'protected' : model.isRoot ? 'root' : 'title';
	const segments: Segment[] = [{ text: ` ${sanitise(model.host)} `, style }];
	if (model.isProtected) segments.push({ text: 'protected ', style: 'protected' });
	if (model.isRoot) segments.push({ text: model.becameBy ? ` root by ${model.becameBy} ` : ' root ', style: 'root' });
	if (model.isReadOnly) segments.push({ text: ' read-only ', style: 'selected' });
	else if (model.role !== undefined && model.role !== 'admin')
		segments.push({ text: ` ${model.role} `, style: 'selected' });
	return { segments, weight: 100 };
}

function factGroups(summary: HostSummary): Group[] {
	const groups: Group[] = [];
	const add = (weight: number, ...segments: readonly Segment[]) => groups.push({ segments, weight });
	if (summary.osName !== null) add(30, { text: sanitise(summary.osName) });
	if (summary.kernelRelease !== null) add(20, { text: `Linux ${sanitise(summary.kernelRelease)}` });
	if (summary.uptimeSeconds !== null) {
		add(40, { text: 'up ', style: 'dim' }, { text: formatDuration(Math.floor(summary.uptimeSeconds)) });
	}
	if (summary.load !== null) {
		add(60, { text: 'load ', style: 'dim' }, { text: summary.load.map((value) => value.toFixed(2)).join(' ') });
	}
	return groups;
}

function rightGroups(model: HeaderModel, theme: Theme, width: number): Group[] {
	const groups: Group[] = [{ segments: freshnessSegments(model.freshness, theme, width), weight: 90 }];
	if (model.clock !== null) {
		const zone: Segment[] = model.zone === null || width < 100 ? [] : [{ text: ` ${model.zone}`, style: 'dim' }];
		groups.push({ segments: [{ text: model.clock }, ...zone], weight: 50 });
	}
	return groups;
}

/** The first line: which host, what it is, how it does, and whether the figures are of now. */
export function headerLine(theme: Theme, model: HeaderModel, width: number): string {
	const host = hostGroup(model);
	const right = rightGroups(model, theme, width);
	const facts = model.summary === null ? [] : factGroups(model.summary);
	const separator: Segment = { text: ` ${theme.symbols.bullet} `, style: 'dim' };
	const kept = new Set(keepHeaviest([host, ...facts, ...right], width - 1, cellWidth(separator.text)));
	const keptFacts = joinGroups(
		facts.filter((group) => kept.has(group)),
		separator,
	);
	const left = { segments: [...host.segments, { text: keptFacts.length === 0 ? '' : ' ' }, ...keptFacts], weight: 100 };
	return paintEnds(
		theme,
		[left],
		right.filter((group) => kept.has(group)),
		width - 1,
		{ text: '' },
	);
}
