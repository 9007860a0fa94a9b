import { useMemo, useSyncExternalStore } from 'react';
import { type HeaderModel, headerLine } from '../../components/header-line.ts';
import { hintLine, type KeyHint } from '../../components/hint-line.ts';
import { type Tab, tabLine } from '../../components/tab-line.ts';
import { Line } from '../../components/table.tsx';
import { type TabName, tabNames, tabTitles } from '../../domain/views.ts';
import { type WhoActs, whyNot } from '../../hooks/act-keys.ts';
import { type KeyClaim, useConsole } from '../../hooks/console-context.ts';
import { type GlobalKeyId, globalKeys } from '../../hooks/global-keys.ts';
import type { ConsoleKeyRouter } from '../../hooks/key-router.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useSeconds } from '../../hooks/use-seconds.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Theme } from '../../theme.ts';
import type { ScreenBadge, ScreenDefinition } from '../screen.ts';
import { headerModel } from './header-model.ts';

export type FrameLineProps = { readonly columns: number };

/** Paints a line anew only when what it says changed: selectors run at every change of the state. */
function rememberLine<Model>(paint: (model: Model) => string): (model: Model) => string {
	let known: string | null = null;
	let line = '';
	return (model) => {
		const content = JSON.stringify(model);
		if (content !== known) line = paint(model);
		known = content;
		return line;
	};
}

/** Each line selects its own text: it is drawn again only when a letter of it changed. */
export function HeaderLine({ columns }: FrameLineProps) {
	const { theme } = useConsole();
	const paint = useMemo(
		() => rememberLine((model: HeaderModel) => headerLine(theme, model, columns)),
		[theme, columns],
	);
	useSeconds();
	return <Line text={useConsoleState((state) => paint(headerModel(state, Date.now())))} />;
}

const shortTitles: Readonly<Record<TabName, string>> = {
	host: 'Host',
	top: 'Top',
	network: 'Net',
	services: 'Svc',
	history: 'Hist',
};

function badgeOf(state: ConsoleState, screen: ScreenDefinition | undefined, tab: TabName): ScreenBadge | null {
	if (screen?.selectBadge !== undefined) return screen.selectBadge(state);
	const { summary, historyBadge } = state.readings;
	if (tab === 'services' && 'value' in summary) return { kind: 'failed', count: summary.value.failedUnits ?? 0 };
	if (tab === 'history' && 'value' in historyBadge) {
		const { unseen, unseenFailed } = historyBadge.value;
		return { kind: 'unseen', count: unseen, failed: unseenFailed };
	}
	return null;
}

export type TabsProps = FrameLineProps & { readonly screens: readonly ScreenDefinition[] };

/** The tabs as they stand, for drawing and for the mouse. */
export function tabsOf(state: ConsoleState, screens: readonly ScreenDefinition[], theme: Theme, columns: number) {
	return tabLine(theme, tabModels(state, screens), columns);
}

function tabModels(state: ConsoleState, screens: readonly ScreenDefinition[]): readonly Tab[] {
	return tabNames.map(
		(name, index): Tab => ({
			number: index + 1,
			title: tabTitles[name],
			shortTitle: shortTitles[name],
			isActive: state.tab === name,
			badge: badgeOf(
				state,
				screens.find((screen) => screen.name === name),
				name,
			),
		}),
	);
}

export function TabsLine({ columns, screens }: TabsProps) {
	const { theme } = useConsole();
	const paint = useMemo(
		() => rememberLine((tabs: readonly Tab[]) => tabLine(theme, tabs, columns).text),
		[theme, columns],
	);
	return <Line text={useConsoleState((state) => paint(tabModels(state, screens)))} />;
}

export function RuleLine({ columns }: FrameLineProps) {
	const { theme } = useConsole();
	return <Line text={` ${theme.paint('track', theme.symbols.rule.repeat(Math.max(0, columns - 2)))}`} />;
}

/** The first key of one of the frame's own acts, after the settings. */
export function frameKey(router: ConsoleKeyRouter, id: GlobalKeyId): string {
	const binding = globalKeys.bindings.find((each) => each.id === id);
	return binding === undefined ? '' : (router.keysOf(binding)[0] ?? '');
}

/** Keys that apply now, do something now, and may be used by who sits here. */
export function hintsOf(
	claims: readonly KeyClaim[],
	router: ConsoleKeyRouter,
	who: WhoActs,
): ReadonlyArray<KeyHint & { readonly id: string }> {
	return claims.flatMap(({ table, handlers }) =>
		(table?.bindings ?? []).flatMap((binding) => {
			const key = router.keysOf(binding)[0];
			const hint = binding.hint;
			return key === undefined || handlers[binding.id] === undefined || whyNot(who, binding.act) !== null
				? []
				: [{ id: binding.id, key, hint, weight: binding.weight }];
		}),
	);
}

/** From here on the line of tabs has room for help and command. */
const leastColumnsForHelpAbove = 78;

export type HintsProps = FrameLineProps & { readonly router: ConsoleKeyRouter };

export function HintsLine({ columns, router }: HintsProps) {
	const { theme } = useConsole();
	useSyncExternalStore(router.subscribe, router.version);
	const access = useConsoleState((state) => state.access);
	const isReadOnly = useConsoleState((state) => state.isReadOnly);
	const hints = hintsOf(router.activeClaims(), router, { access, isReadOnly });
	const isSaidAbove = columns >= leastColumnsForHelpAbove && !router.isHeld();
	const shown = isSaidAbove ? hints.filter(({ id }) => id !== 'global.help' && id !== 'global.palette') : hints;
	return <Line text={hintLine(theme, shown, columns)} />;
}
