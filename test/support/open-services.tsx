import { afterEach } from 'vitest';
import type { Reading } from '../../source/domain/reading.ts';
import { succeed } from '../../source/domain/result.ts';
import type { ServicesData } from '../../source/domain/services.ts';
import { ServicesScreen } from '../../source/screens/services/services-screen.tsx';
import type { View } from '../../source/store/console-store.ts';
import { createFakeConsole, type FakeConsoleOptions, type RenderedView, renderAt } from './render-at.tsx';
import { sampleServices, sampleUnit, sampleUnitDetail, sampleUnitLog } from './sample-services.ts';

export const readyServices = (data: ServicesData, takenAtMs = 0): Reading<View<ServicesData>> => ({
	state: 'ready',
	value: { data, problems: [] },
	takenAtMs,
});

/** A unit of the sample by its name. */
export const unitNamed = (name: string) => sampleServices().units.find((row) => row.name === name) ?? sampleUnit(name);

const readable: FakeConsoleOptions['actions'] = {
	readUnit: async (_, name) => succeed(sampleUnitDetail(unitNamed(name))),
	readUnitLog: async () => succeed(sampleUnitLog()),
};

/** Opens the Services tab in a console without services; it is closed when the test ends. */
export function openServices(
	columns: number,
	rows: number,
	options: FakeConsoleOptions = {},
	data: ServicesData = sampleServices(),
) {
	const fake = createFakeConsole({
		...options,
		readings: { services: readyServices(data), ...options.readings },
		state: { tab: 'services', ...options.state },
		actions: { ...readable, ...options.actions },
	});
	const view: RenderedView = renderAt(
		columns,
		rows,
		<fake.Provider>
			<ServicesScreen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	opened.add(view);
	const lines = () => view.lines().map((line) => line.trimEnd());
	return {
		fake,
		lines,
		painted: () => view.painted(),
		selected: () => lines().find((line) => /^ ?[›>]/.test(line)) ?? '',
		plans: () => fake.calls.filter(({ name }) => name === 'plan').map(({ args }) => args[0]),
		questions: () => fake.questions.map(({ name }) => name),
		async refresh(next: ServicesData, takenAtMs = 1) {
			fake.store.setState((all) => ({ readings: { ...all.readings, services: readyServices(next, takenAtMs) } }));
			await fake.press();
		},
	};
}

const opened = new Set<RenderedView>();
afterEach(() => {
	for (const view of opened) view.unmount();
	opened.clear();
});
