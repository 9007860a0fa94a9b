import { Box } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { noticeLines } from './components/notice-lines.ts';
import { tabNames, tabTitles } from './domain/views.ts';
import { ConsoleContext, type ConsoleContextValue, useConsole } from './hooks/console-context.ts';
import type { DialogQueue } from './hooks/dialog-queue.ts';
import type { FrameActs } from './hooks/frame-acts.ts';
import type { ConsoleKeyRouter } from './hooks/key-router.ts';
import type { MouseRouter } from './hooks/mouse-router.ts';
import type { ThemeChoice } from './hooks/palette-entries.ts';
import { useConsoleState } from './hooks/use-console-state.ts';
import type { Fact } from './screens/frame/about-dialog.tsx';
import { connectionSentence } from './screens/frame/connection-words.ts';
import { DialogHost } from './screens/frame/dialog-host.tsx';
import { type FrameLayout, layoutFrame } from './screens/frame/frame-layout.ts';
import { frameKey, HeaderLine, HintsLine, RuleLine, TabsLine, tabsOf } from './screens/frame/frame-lines.tsx';
import { NotConnected } from './screens/frame/not-connected.tsx';
import { ScreenBoundary } from './screens/frame/screen-boundary.tsx';
import { Notices, Toasts } from './screens/frame/toasts.tsx';
import { useFrameKeys } from './screens/frame/use-frame-keys.ts';
import type { ScreenDefinition } from './screens/screen.ts';
import type { ConsoleState } from './store/console-store.ts';

export type AppProps = {
	/** Of the whole terminal; the frame fills exactly that. */
	readonly columns: number;
	readonly rows: number;
	readonly console: ConsoleContextValue;
	readonly router: ConsoleKeyRouter;
	readonly mouse: MouseRouter;
	readonly queue: DialogQueue;
	readonly screens: readonly ScreenDefinition[];
	readonly version: string;
	/** For the about box. */
	readonly facts: readonly Fact[];
	readonly setTheme: (mode: ThemeChoice) => void;
};

/** The whole screen: header, tabs, the screen in front, notes, hints, and over them toasts and a dialog. */
export function App(props: AppProps) {
	return (
		<ConsoleContext value={props.console}>
			<Frame {...props} />
		</ConsoleContext>
	);
}

const linesForToasts = 4;
/** For a screen reader: from some 118 columns on screens put things side by side, and lines are read from left to right. */
const widestRead = 116;

function Frame({ columns, rows, router, mouse, queue, screens, version, facts, setTheme }: AppProps) {
	const notices = useNotices(router);
	const acts = useFrameKeys(queue);
	const { options, symbols } = useConsole().theme;
	const isLinear = options.isLinear === true;
	// Toasts follow the lines there: some are left for them.
	const layout = layoutFrame(
		isLinear ? Math.max(1, rows - linesForToasts) : rows,
		noticeLines(notices, columns, rows, symbols.ellipsis).length,
	);
	useTabClicks(mouse, acts, screens, columns, layout);
	const area = { columns, rows };
	const isAsked = useSyncExternalStore(queue.subscribe, queue.current) !== null;
	// Nothing lies over anything for a screen reader: a dialog is read instead of the screen.
	const display = isLinear && isAsked ? 'none' : 'flex';
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<Box flexDirection="column" width={columns} display={display} flexShrink={0}>
				<HeaderLine columns={columns} />
				{layout.hasTabs ? <TabsLine columns={columns} screens={screens} /> : null}
				{layout.hasTopRule && !isLinear ? <RuleLine columns={columns} /> : null}
				<Box flexDirection="column" width={columns} height={layout.screenRows} overflow="hidden" flexShrink={0}>
					<ActiveScreen
						columns={isLinear ? Math.min(columns, widestRead) : columns}
						rows={layout.screenRows}
						screens={screens}
						router={router}
					/>
				</Box>
				{layout.hasBottomRule && !isLinear ? <RuleLine columns={columns} /> : null}
				{layout.noticeRows > 0 ? <Notices columns={columns} rows={layout.noticeRows} notices={notices} /> : null}
			</Box>
			{layout.hasHints ? <HintsLine columns={columns} router={router} /> : null}
			<Toasts area={area} bottom={layout.screenTop + layout.screenRows} />
			<DialogHost {...{ area, queue, router, acts, screens, version, facts, setTheme }} />
		</Box>
	);
}

type ActiveScreenProps = {
	readonly columns: number;
	readonly rows: number;
	readonly screens: readonly ScreenDefinition[];
	readonly router: ConsoleKeyRouter;
};

/** Whether the tab in front has nothing to show because the host was not connected yet. The history is this machine's. */
function lacksConnection({ connection, tab, readings }: ConsoleState): boolean {
	if (connection.state === 'here' || connection.state === 'live' || tab === 'history') return false;
	return !('value' in readings[tab]);
}

/** What stands above the keys: why the host is not connected last, since that one is told even where there is one line. */
function useNotices(router: ConsoleKeyRouter): readonly string[] {
	const notices = useConsoleState((state) => state.notices);
	const connection = useConsoleState((state) => state.connection);
	const isToldByScreen = useConsoleState(lacksConnection);
	const sentence = isToldByScreen ? null : connectionSentence(connection, frameKey(router, 'global.refresh'));
	return sentence === null ? notices : [...notices, sentence];
}

function ActiveScreen({ columns, rows, screens, router }: ActiveScreenProps) {
	const { theme } = useConsole();
	const tab = useConsoleState((state) => state.tab);
	const host = useConsoleState((state) => state.host);
	const connection = useConsoleState((state) => state.connection);
	const isBlank = useConsoleState(lacksConnection);
	const Component = screens.find((screen) => screen.name === tab)?.Component;
	if (Component === undefined || rows < 1) return null;
	if (isBlank) {
		const keys = { connectKey: frameKey(router, 'global.refresh'), hostKey: frameKey(router, 'global.host') };
		return <NotConnected {...{ columns, rows, host, connection }} {...keys} />;
	}
	return (
		<ScreenBoundary key={tab} theme={theme} title={tabTitles[tab]}>
			<Component columns={columns} rows={rows} />
		</ScreenBoundary>
	);
}

/** The mouse: a click on a tab opens it, everything in the screen's area is the screen's. */
function useTabClicks(
	mouse: MouseRouter,
	acts: FrameActs,
	screens: readonly ScreenDefinition[],
	columns: number,
	layout: FrameLayout,
): void {
	const { store, theme } = useConsole();
	useEffect(
		() =>
			mouse.setFrame({
				top: layout.screenTop,
				rows: layout.screenRows,
				clickAbove(column, row) {
					if (row !== 1 || !layout.hasTabs) return;
					const { spans } = tabsOf(store.getState(), screens, theme, columns);
					const span = spans.find(({ start, end }) => column >= start && column < end);
					const tab = tabNames[(span?.number ?? 0) - 1];
					if (tab !== undefined) acts.goTo(tab);
				},
			}),
		[mouse, acts, store, screens, theme, columns, layout.screenTop, layout.screenRows, layout.hasTabs],
	);
}
