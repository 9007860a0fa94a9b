import type { Command } from '../../../domain/command.ts';
import type { ServiceVerb } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { parseConfigArgument, sectionOf, serverUrlOf } from '../../../parsers/supervisor-config.ts';
import type { SupervisedProgram } from '../../../parsers/supervisor-status.ts';
import type { Transport } from '../../transports/transport.ts';
import { findProcesses, hasProgram, resolvePath } from '../find-processes.ts';
import { type ProcessFigures, readProcessFigures } from '../process-figures.ts';
import type { LogSource, ServiceManager, ServiceManagerKind } from '../service-manager.ts';
import { unitStateOfReading } from '../unit-readings.ts';
import { readSupervisorConfig, type SectionInFile } from './supervisor-config-files.ts';
import { createSupervisorReader } from './supervisor-readings.ts';
import { createSupervisorStates } from './supervisor-states.ts';
import { createSupervisorctl, type SupervisordPlace } from './supervisorctl.ts';

/** Where supervisorctl itself looks, as far as that does not hang on where one stands. */
const usualConfigs = ['/etc/supervisord.conf', '/etc/supervisor/supervisord.conf', '/usr/local/etc/supervisord.conf'];

/** supervisord: `supervisorctl`, asked with the configuration that the running daemon was started with. */
export const supervisordKind: ServiceManagerKind = {
	name: 'supervisord',
	async detect(transport, signal) {
		if (!(await hasProgram(transport, 'supervisorctl'))) return succeed(null);
		const found = await findSupervisord(transport, signal);
		return succeed(found === null ? null : createSupervisord(transport, found.place, found.others));
	},
};

/** The machine's own daemon where there are several: the one with a usual configuration, else the oldest. */
async function findSupervisord(
	transport: Transport,
	signal?: AbortSignal,
): Promise<{ readonly place: SupervisordPlace; readonly others: readonly string[] } | null> {
	const processes = await findProcesses(transport, 'supervisord', signal);
	const present = await transport.readFiles(usualConfigs, { maxBytes: 1 });
	const usual = usualConfigs.find(
		(_, index) => present[index]?.ok === true || present[index]?.error.code === 'permission',
	);
	const places = processes.flatMap((process) => {
		const named = parseConfigArgument(process.cmdline);
		const config = named === null ? (usual ?? null) : resolvePath(process, named);
		return config === null ? [] : [{ config, pid: process.pid }];
	});
	const found = places.find(({ config }) => usualConfigs.includes(config)) ?? places[0];
	if (found === undefined) return null;
	const others = new Set(places.map(({ config }) => config).filter((config) => config !== found.config));
	const serverUrl = serverUrlOf(await readSupervisorConfig(transport, found.config));
	return { place: { ...found, serverUrl }, others: [...others] };
}

const verbs: readonly ServiceVerb[] = ['start', 'stop', 'restart'];

/** The daemon at `place`; `others` are configurations of further ones on the host, whose programs are not listed. */
export function createSupervisord(
	transport: Transport,
	place: SupervisordPlace,
	others: readonly string[] = [],
): ServiceManager {
	const supervisorctl = createSupervisorctl(transport, place);
	const states = createSupervisorStates(transport, supervisorctl);
	const readingOf = createSupervisorReader();
	const info = { name: 'supervisord', version: null, state: null, verbs } as const;

	async function readFigures(programs: readonly SupervisedProgram[]): Promise<ReadonlyMap<number, ProcessFigures>> {
		return readProcessFigures(
			transport,
			programs.flatMap(({ pid }) => pid ?? []),
		);
	}

	async function read(unit: string, signal?: AbortSignal) {
		const status = await supervisorctl.status(unit, signal);
		if (!status.ok) return status;
		const program = status.value.programs.find(({ name }) => name === unit);
		if (program === undefined) return fail('not-found', `supervisord has no program ${unit}`);
		const takenAtMs = Date.now();
		const [sections, figures] = await Promise.all([
			readSupervisorConfig(transport, place.config),
			readFigures([program]),
		]);
		const section = sectionIn(sections, unit);
		const own = program.pid === null ? undefined : figures.get(program.pid);
		const reading = readingOf(program, section, takenAtMs, own);
		return succeed({ program, section, reading, pids: own?.pids ?? null });
	}

	return {
		name: 'supervisord',
		identity: [place.config, place.pid, ...others].join('\n'),
		verbs,
		async list({ signal } = {}) {
			const status = await states.read(signal);
			if (!status.ok) return status;
			const { programs, malformed, takenAtMs } = status.value;
			const [sections, figures] = await Promise.all([
				readSupervisorConfig(transport, place.config),
				readFigures(programs),
			]);
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
				...others.map((config) => unlisted(config, place)),
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
			const { program, section, reading, pids } = found.value;
			return succeed({
				properties: propertiesOf(program, section, place),
				paths: section === null ? [place.config] : [section.path],
				...(section === null ? {} : { file: { path: section.path, text: section.text } }),
				reading,
				needsReload: false,
				pids,
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

function unlisted(config: string, { config: shown }: SupervisordPlace) {
	const message = `Another supervisord runs here with ${config}; only programs of the one with ${shown} are listed`;
	return { field: 'units', code: 'incomplete', message, hint: `supervisorctl -c ${config} status` } as const;
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
