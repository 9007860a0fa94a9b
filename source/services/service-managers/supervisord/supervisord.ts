import type { Command } from '../../../domain/command.ts';
import type { ServiceVerb } from '../../../domain/operation.ts';
import { problemOf } from '../../../domain/problem.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { configuredPrograms, sectionOf } from '../../../parsers/supervisor-config.ts';
import type { SupervisedProgram } from '../../../parsers/supervisor-status.ts';
import type { Transport } from '../../transports/transport.ts';
import { hasProgram } from '../find-processes.ts';
import { type ProcessFigures, readProcessFigures } from '../process-figures.ts';
import type { LogSource, ServiceManager, ServiceManagerKind } from '../service-manager.ts';
import { unitStateOfReading } from '../unit-readings.ts';
import { readSupervisorConfig, type SectionInFile } from './supervisor-config-files.ts';
import { createSupervisorReader } from './supervisor-readings.ts';
import { createSupervisorStates } from './supervisor-states.ts';
import { createSupervisorctl, type Programs, type SupervisordPlace } from './supervisorctl.ts';
import { findSupervisords } from './supervisord-places.ts';

/** supervisord: `supervisorctl`, asked with the configuration that the running daemon was started with. */
export const supervisordKind: ServiceManagerKind = {
	name: 'supervisord',
	async detect(transport, signal) {
		if (!(await hasProgram(transport, 'supervisorctl'))) return succeed([]);
		const places = await findSupervisords(transport, signal);
		return succeed(places.map((place) => createSupervisord(transport, place)));
	},
};

const verbs: readonly ServiceVerb[] = ['start', 'stop', 'restart'];

export function createSupervisord(transport: Transport, place: SupervisordPlace): ServiceManager {
	const supervisorctl = createSupervisorctl(transport, place);
	const states = createSupervisorStates(transport, supervisorctl);
	const readingOf = createSupervisorReader(place.name);
	const info = { name: place.name, version: null, state: null, verbs };

	async function readFigures(programs: readonly SupervisedProgram[]): Promise<ReadonlyMap<number, ProcessFigures>> {
		return readProcessFigures(
			transport,
			programs.flatMap(({ pid }) => pid ?? []),
		);
	}

	async function read(unit: string, signal?: AbortSignal) {
		const [status, sections] = await Promise.all([
			supervisorctl.status(unit, signal),
			readSupervisorConfig(transport, place.config),
		]);
		const told = status.ok ? status : fromConfiguration(status.error, sections);
		if (!told.ok) return told;
		const program = told.value.programs.find(({ name }) => name === unit);
		if (program === undefined) return fail('not-found', `${place.name} has no program ${unit}`);
		const takenAtMs = Date.now();
		const figures = await readFigures([program]);
		const section = sectionIn(sections, unit);
		const own = program.pid === null ? undefined : figures.get(program.pid);
		const reading = readingOf(program, section, takenAtMs, own);
		return succeed({
			program,
			section,
			reading,
			pids: own?.pids ?? null,
			problems: status.ok ? [] : [problemOf('units[].activeState', status.error)],
		});
	}

	return {
		name: place.name,
		identity: `${place.config}\n${place.pid}`,
		verbs,
		async list({ signal } = {}) {
			const [status, sections] = await Promise.all([
				states.read(signal),
				readSupervisorConfig(transport, place.config),
			]);
			const told = status.ok ? status : fromConfiguration(status.error, sections);
			if (!told.ok) return told;
			const { programs, malformed } = told.value;
			const takenAtMs = status.ok ? status.value.takenAtMs : Date.now();
			const figures = await readFigures(programs);
			const units = programs.map((program) =>
				readingOf(
					program,
					sectionIn(sections, program.name),
					takenAtMs,
					program.pid === null ? undefined : figures.get(program.pid),
				),
			);
			const problems = [
				...(malformed === 0 ? [] : [incomplete(malformed)]),
				...(status.ok ? [] : [problemOf('units[].activeState', status.error)]),
			];
			return succeed({ info, units, problems });
		},
		async countFailed(signal) {
			const status = await states.read(signal);
			return status.ok ? succeed(status.value.programs.filter(({ state }) => state === 'FATAL').length) : status;
		},
		async show(unit, signal) {
			const found = await read(unit, signal);
			return found.ok ? succeed(unitStateOfReading(found.value.reading)) : found;
		},
		async commandFor(verb, unit) {
			return commandFor(verb, unit.name, place, (...args) => supervisorctl.command(...args));
		},
		async weigh(_verb, unit) {
			const figures = await readProcessFigures(transport, unit.mainPid === null ? [] : [unit.mainPid]);
			return { dependents: [], triggers: [], pids: figures.get(unit.mainPid ?? 0)?.pids ?? null };
		},
		async describe(unit, signal) {
			const found = await read(unit, signal);
			if (!found.ok) return found;
			const { program, section, reading, pids, problems } = found.value;
			return succeed({
				properties: propertiesOf(program, section, place),
				paths: section === null ? [place.config] : [section.path],
				...(section === null ? {} : { file: { path: section.path, text: section.text } }),
				reading,
				needsReload: false,
				pids,
				problems,
			});
		},
		async logSources(unit, lines) {
			const section = sectionIn(await readSupervisorConfig(transport, place.config), unit);
			const isMerged = section?.values.get('redirect_stderr')?.toLowerCase() === 'true';
			return ['stdout', ...(isMerged ? [] : ['stderr'])].map(
				(stream): LogSource => ({
					kind: 'command',
					title: `supervisorctl tail ${unit} ${stream}`,
					command: supervisorctl.command('tail', `-${lines * bytesPerLine}`, unit, stream),
				}),
			);
		},
		reloadCommand: null,
		reloadRefusal: {
			message: 'supervisord applies changed files by restarting what they change',
			hint: `Run it yourself when that is meant: supervisorctl -c ${place.config} update`,
		},
	};
}

/** tail takes bytes; lines of logs are shorter as a rule, and what is too much is dropped. */
const bytesPerLine = 400;

function sectionIn(sections: readonly SectionInFile[], unit: string): SectionInFile | null {
	const section = sectionOf(sections, unit);
	return sections.find((each) => each === section) ?? null;
}

function incomplete(malformed: number) {
	const message = `${malformed} ${malformed === 1 ? 'line' : 'lines'} of supervisorctl could not be understood`;
	return { field: 'units', code: 'incomplete', message, hint: null } as const;
}

/**
 * What a socket that is closed to this user would list, by the configuration: programs in an unknown state. They can be acted on
 * as root, which is the only way in.
 */
function fromConfiguration(error: OpsError, sections: readonly SectionInFile[]): Result<Programs> {
	const names = error.code === 'permission' ? configuredPrograms(sections) : [];
	if (names.length === 0) return { ok: false, error };
	const blank = { state: 'UNKNOWN', pid: null, uptimeSeconds: null, detail: '' } as const;
	return succeed({ programs: names.map((name) => ({ name, ...blank })), malformed: 0 });
}

/** Values that may hold passwords are not told apart from others here; the text of the section has them all. */
const untold = new Set(['environment']);

function propertiesOf(program: SupervisedProgram, section: SectionInFile | null, place: SupervisordPlace) {
	const values = [...(section?.values ?? [])].filter(([name]) => !untold.has(name));
	return [
		{ name: 'State', value: program.state },
		...(program.pid === null && program.detail !== '' ? [{ name: 'StatusText', value: program.detail }] : []),
		{ name: 'Configuration', value: place.config },
		...(section === null ? [] : [{ name: 'Section', value: section.name }]),
		...values.map(([name, value]) => ({ name, value })),
	];
}

function commandFor(
	verb: ServiceVerb,
	name: string,
	{ config }: SupervisordPlace,
	command: (...args: readonly string[]) => Command,
): Result<Command> {
	switch (verb) {
		case 'start':
		case 'stop':
		case 'restart':
			return succeed(command(verb, name));
		case 'reload':
			return fail(
				'refused',
				'supervisord cannot make a program reload',
				'Restart it, or send HUP to its main process.',
			);
		case 'enable':
		case 'disable': {
			const hint = `Set autostart=${verb === 'enable'} in its section (${config} or a file it includes).`;
			return fail('refused', `supervisord has no ${verb}: its configuration decides what it starts`, hint);
		}
		case 'mask':
		case 'unmask':
			return fail('refused', `supervisord has no ${verb}`, 'Stop it, and set autostart=false in its section.');
		case 'reset-failed':
			return fail('refused', 'supervisord has no reset-failed', 'A start tries again and forgets that it gave up.');
	}
}
