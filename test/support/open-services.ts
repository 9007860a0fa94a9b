import { succeed } from '../../source/domain/result.ts';
import type { ServicesData } from '../../source/domain/services.ts';
import { openScreen } from './open-screen.tsx';
import type { FakeConsoleOptions } from './render-at.tsx';
import { sampleServices, sampleUnit, sampleUnitDetail, sampleUnitLog } from './sample-services.ts';

/** A unit of the sample by its name. */
export const unitNamed = (name: string) => sampleServices().units.find((row) => row.name === name) ?? sampleUnit(name);

const readable: FakeConsoleOptions['actions'] = {
	readUnit: async (_, name) => succeed(sampleUnitDetail(unitNamed(name))),
	readUnitLog: async () => succeed(sampleUnitLog()),
};

/** Opens the Services tab in a console without services, on a host whose units can be read. */
export function openServices(
	columns: number,
	rows: number,
	options: FakeConsoleOptions = {},
	data: ServicesData = sampleServices(),
) {
	const actions = { ...readable, ...options.actions };
	const opened = openScreen('services', [columns, rows], data, { ...options, actions });
	return {
		...opened,
		plans: () => opened.callsOf('plan'),
		questions: () => opened.fake.questions.map(({ name }) => name),
	};
}
