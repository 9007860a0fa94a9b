import type { StyleName, Theme } from '../theme.ts';
import { keepHeaviest, paintEnds, type Segment, segmentCells } from './segments.ts';

export type TabBadge = {
	readonly kind: 'failed' | 'unseen';
	readonly count: number;
	/** How many of what is unseen failed. */
	readonly failed?: number;
};

export type Tab = {
	readonly number: number;
	readonly title: string;
	/** Three to four letters, for narrow terminals. */
	readonly shortTitle: string;
	readonly isActive: boolean;
	readonly badge: TabBadge | null;
};

export type TabLine = {
	readonly text: string;
	/** Where each tab stands, for the mouse: first cell and the one behind it. */
	readonly spans: ReadonlyArray<{ readonly number: number; readonly start: number; readonly end: number }>;
};

const maxShown = 999;

/** Failures alone where there is little room: they matter most. */
function badgeSegments(badge: TabBadge | null, theme: Theme, isActive: boolean, isShort: boolean): Segment[] {
	if (badge === null || badge.count === 0) return [];
	const { kind, count, failed = 0 } = badge;
	const part = (sign: string, value: number, style: StyleName): Segment => ({
		text: ` ${sign}${value > maxShown ? `${maxShown}+` : value}`,
		style: isActive ? 'activeTab' : style,
	});
	if (kind === 'failed') return [part(theme.symbols.failed, count, 'bad')];
	const failures = failed === 0 ? [] : [part(theme.symbols.failed, failed, 'bad')];
	return isShort && failed > 0 ? failures : [part(theme.symbols.unseen, count, 'warn'), ...failures];
}

function tabSegments(tab: Tab, theme: Theme, isShort: boolean): Segment[] {
	const title = isShort ? tab.shortTitle : tab.title;
	const badge = badgeSegments(tab.badge, theme, tab.isActive, isShort);
	if (tab.isActive) {
		return [{ text: ` ${tab.number} ${title}`, style: 'activeTab' }, ...badge, { text: ' ', style: 'activeTab' }];
	}
	return [{ text: ` ${tab.number} `, style: 'key' }, { text: title, style: 'dim' }, ...badge, { text: ' ' }];
}

/** A sign alone: what is behind it is one key away. Failures matter most. */
function signSegments({ badge, isActive }: Tab, theme: Theme): Segment[] {
	if (badge === null || badge.count === 0) return [];
	const isFailure = badge.kind === 'failed' || (badge.failed ?? 0) > 0;
	const style: StyleName = isFailure ? 'bad' : 'warn';
	return [{ text: isFailure ? theme.symbols.failed : theme.symbols.unseen, style: isActive ? 'activeTab' : style }];
}

/** As the short form, with no blanks but those between the tabs. */
function tightSegments(tab: Tab, theme: Theme): Segment[] {
	const badge = badgeSegments(tab.badge, theme, tab.isActive, true).map(({ text, ...rest }) => ({
		...rest,
		text: text.trimStart(),
	}));
	const { number, shortTitle } = tab;
	if (tab.isActive) {
		return [{ text: ` ${number} ${shortTitle}`, style: 'activeTab' }, ...badge, { text: ' ', style: 'activeTab' }];
	}
	return [{ text: ` ${number} `, style: 'key' }, { text: shortTitle, style: 'dim' }, ...badge];
}

/** Where short titles have no room beside their badges: a sign for each badge, and last the title of the tab in front alone. */
function bareSegments(tab: Tab, theme: Theme, hasTitle: boolean): Segment[] {
	const sign = signSegments(tab, theme);
	const { number, shortTitle } = tab;
	if (tab.isActive) {
		return [{ text: ` ${number} ${shortTitle}`, style: 'activeTab' }, ...sign, { text: ' ', style: 'activeTab' }];
	}
	const title: Segment[] = hasTitle ? [{ text: ' ' }, { text: shortTitle, style: 'dim' }] : [];
	return [{ text: ` ${number}`, style: 'key' }, ...title, ...sign, { text: ' ' }];
}

/** The second line: every tab with its number and badge, and at its end where help is. */
export function tabLine(theme: Theme, tabs: readonly Tab[], width: number): TabLine {
	const long = tabs.map((tab) => tabSegments(tab, theme, false));
	const short = () => tabs.map((tab) => tabSegments(tab, theme, true));
	const tight = () => tabs.map((tab) => tightSegments(tab, theme));
	const bare = () => tabs.map((tab) => bareSegments(tab, theme, true));
	const barest = () => tabs.map((tab) => bareSegments(tab, theme, false));
	const segments = fitting([() => long, short, tight, bare, barest], width);
	let column = 0;
	const spans = tabs.map(({ number }, index) => {
		const start = column;
		column += segmentCells(segments[index] ?? []);
		return { number, start, end: column };
	});
	const hints = [
		{
			segments: [
				{ text: '?', style: 'key' as const },
				{ text: ' help', style: 'dim' as const },
			],
			weight: 2,
		},
		{
			segments: [
				{ text: ':', style: 'key' as const },
				{ text: ' command', style: 'dim' as const },
			],
			weight: 1,
		},
	];
	const right = keepHeaviest(hints, width - column - 3, 3);
	const left = [{ segments: segments.flat(), weight: 100 }];
	return { text: paintEnds(theme, left, right, width - 1, { text: '' }), spans };
}

/** The first that fits, else the last: its end is cut. */
function fitting(forms: ReadonlyArray<() => Segment[][]>, width: number): Segment[][] {
	let last: Segment[][] = [];
	for (const form of forms) {
		last = form();
		if (segmentCells(last.flat()) <= width) break;
	}
	return last;
}
