import { afterEach, expect } from 'vitest';
import type { Problem } from '../../source/domain/problem.ts';
import type { Reading } from '../../source/domain/reading.ts';
import type { TabName } from '../../source/domain/views.ts';
import { screens } from '../../source/screens/registry.ts';
import type { Readings, View } from '../../source/store/console-store.ts';
import {
	createFakeConsole,
	type FakeConsole,
	type FakeConsoleOptions,
	type RenderedView,
	renderAt,
} from './render-at.tsx';

/** What a tab shows when its reading is there. */
type DataOf<Name extends TabName> = Readings[Name] extends Reading<View<infer Data>> ? Data : never;

/** When samples are taken: on the day that they tell of. */
const sampleMs = Date.UTC(2026, 10, 21, 12);

export function readyView<Data>(
	data: Data,
	takenAtMs = sampleMs,
	problems: readonly Problem[] = [],
): Reading<View<Data>> {
	return { state: 'ready', value: { data, problems }, takenAtMs };
}

export type OpenedScreen<Name extends TabName> = {
	readonly fake: FakeConsole;
	readonly view: RenderedView;
	/** Lines without blanks at their ends. */
	lines(): string[];
	/** The row with the cursor; empty where there is none. */
	selected(): string;
	/** First arguments of each call of an action, oldest first. */
	callsOf(name: string): readonly unknown[];
	/** Another reading arrives, and is drawn. */
	refresh(data: DataOf<Name>, takenAtMs?: number): Promise<void>;
	/** Every line of the screen is used, and none is longer than it is wide. */
	expectToFill(): void;
};

const opened = new Set<RenderedView>();
afterEach(() => {
	for (const view of opened) view.unmount();
	opened.clear();
});

/** Opens a tab in a console without services, with its reading as it is given; it is closed when the test ends. */
export function openScreen<Name extends TabName>(
	name: Name,
	[columns, rows]: readonly [columns: number, rows: number],
	data: DataOf<Name>,
	options: FakeConsoleOptions = {},
	problems: readonly Problem[] = [],
): OpenedScreen<Name> {
	const fake = createFakeConsole({
		...options,
		readings: { [name]: readyView(data, sampleMs, problems), ...options.readings },
		state: { tab: name, ...options.state },
	});
	const Screen = screens.find((screen) => screen.name === name)?.Component;
	if (Screen === undefined) throw new Error(`There is no tab ${name}`);
	const view = renderAt(
		columns,
		rows,
		<fake.Provider>
			<Screen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	opened.add(view);
	const lines = () => view.lines().map((line) => line.trimEnd());
	return {
		fake,
		view,
		lines,
		selected: () => lines().find((line) => /^ ?[›>]/.test(line)) ?? '',
		callsOf: (action) => fake.calls.filter((call) => call.name === action).map(({ args }) => args[0]),
		async refresh(next, takenAtMs = sampleMs + 1) {
			fake.store.setState((all) => ({
				readings: { ...all.readings, [name]: readyView(next, takenAtMs, problems) },
			}));
			await fake.press();
		},
		expectToFill() {
			expect(lines()).toHaveLength(rows);
			expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(columns);
		},
	};
}
