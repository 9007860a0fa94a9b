import { fail, type Result, succeed } from '../../../domain/result.ts';
import { parseSvlogdDirectories } from '../../../parsers/runit.ts';
import type { Transport } from '../../transports/transport.ts';
import { hasProgram } from '../find-processes.ts';
import { readProcessFigures } from '../process-figures.ts';
import type { LogSource, ServiceManager, ServiceManagerKind, UnitDescription } from '../service-manager.ts';
import { unitStateOfReading } from '../unit-readings.ts';
import { findSystemLog, findUsualLogFiles } from '../usual-log-files.ts';
import { runitCommand, runitNotes, runitVerbs } from './runit-commands.ts';
import { findServiceDirectories, listServices, type RunitService } from './runit-directories.ts';
import { createRunitReadings } from './runit-readings.ts';

/** runit: `sv`, and directories that a runsvdir looks after. There where such a directory is. */
export const runitKind: ServiceManagerKind = {
	name: 'runit',
	async detect(transport, signal) {
		if (!(await hasProgram(transport, 'sv'))) return succeed([]);
		const directories = await findServiceDirectories(transport, signal);
		return succeed(directories.length === 0 ? [] : [createRunit(transport, directories)]);
	},
};

export function createRunit(transport: Transport, directories: readonly string[]): ServiceManager {
	const readings = createRunitReadings(transport);
	const info = { name: 'runit', version: null, state: null, verbs: runitVerbs } as const;

	/** Only what stands in a directory is ever handed to sv. */
	async function find(unit: string): Promise<Result<RunitService>> {
		const service = (await listServices(transport, directories)).get(unit);
		if (service !== undefined) return succeed(service);
		return fail('not-found', `There is no service ${unit} in ${directories.join(', ')}`);
	}

	async function read(unit: string, signal?: AbortSignal) {
		const service = await find(unit);
		if (!service.ok) return service;
		const read = await readings.read([service.value], signal);
		if (!read.ok) return read;
		const [reading] = read.value.units;
		return reading === undefined
			? fail('malformed', `sv said nothing about ${unit}`)
			: succeed({ service: service.value, reading, problems: read.value.problems });
	}

	return {
		name: 'runit',
		identity: directories.join('\n'),
		verbs: runitVerbs,
		async list({ signal } = {}) {
			const services = await listServices(transport, directories);
			const read = await readings.read([...services.values()], signal);
			return read.ok ? succeed({ info, ...read.value }) : read;
		},
		async countFailed() {
			return fail('unavailable', 'runit keeps no failed state');
		},
		async show(unit, signal) {
			const found = await read(unit, signal);
			return found.ok ? succeed(unitStateOfReading(found.value.reading)) : found;
		},
		async commandFor(verb, unit) {
			const service = await find(unit.name);
			return service.ok ? runitCommand(transport, verb, service.value, directories[0] ?? null) : service;
		},
		async weigh(verb, unit) {
			const service = await find(unit.name);
			const notes = service.ok ? runitNotes(verb, service.value) : [];
			return { dependents: [], triggers: [], pids: await readPids(transport, unit.mainPid), notes };
		},
		async describe(unit, signal) {
			const found = await read(unit, signal);
			if (!found.ok) return found;
			const { service, reading, problems } = found.value;
			const pids = await readPids(transport, reading.mainPid);
			return succeed({ ...(await describeFiles(transport, service)), reading, needsReload: false, pids, problems });
		},
		async logSources(unit) {
			const service = await find(unit);
			return service.ok ? findLogs(transport, service.value) : [];
		},
		reloadCommand: null,
		linkPlaces: async () => directories.map((root) => ({ root, below: null })),
		async markerFiles(unit) {
			const service = await find(unit);
			return service.ok && service.value.isLinked ? [`${service.value.directory}/down`] : [];
		},
	};
}

/** Its own process and those below it: runit keeps no groups, so what left the family is not found. */
async function readPids(transport: Transport, mainPid: number | null): Promise<readonly number[] | null> {
	if (mainPid === null) return null;
	return (await readProcessFigures(transport, [mainPid])).get(mainPid)?.pids ?? null;
}

const scripts = ['run', 'check', 'finish', 'log/run'];

async function describeFiles(
	transport: Transport,
	{ directory, linksTo, isLinked }: RunitService,
): Promise<Pick<UnitDescription, 'properties' | 'paths'>> {
	const [names, logNames] = await Promise.all([
		transport.listDirectory(directory),
		transport.listDirectory(`${directory}/log`),
	]);
	const own = names.ok ? names.value : [];
	const logs = await findSvlogdFiles(transport, directory);
	const has = (script: string) =>
		own.includes(script) || (script === 'log/run' && logNames.ok && logNames.value.includes('run'));
	return {
		properties: [
			{ name: 'Directory', value: directory },
			...(linksTo === null ? [] : [{ name: 'LinksTo', value: linksTo }]),
			{ name: 'Supervised', value: isLinked ? 'yes' : 'no' },
			...(own.includes('down') ? [{ name: 'Down', value: `${directory}/down` }] : []),
			...logs.map((path) => ({ name: 'Log', value: path })),
		],
		paths: scripts.filter(has).map((script) => `${directory}/${script}`),
	};
}

/** Files that the `log` service of a service writes. */
async function findSvlogdFiles(transport: Transport, directory: string): Promise<readonly string[]> {
	const [script] = await transport.readFiles([`${directory}/log/run`], { maxBytes: 65_536 });
	const directories = script?.ok ? parseSvlogdDirectories(script.value) : [];
	return directories.map((path) => {
		const place = path.startsWith('/') ? path : `${directory}/log/${path.replace(/^\.\//, '')}`;
		return `${place.replace(/\/$/, '')}/current`;
	});
}

async function findLogs(transport: Transport, { name, directory }: RunitService): Promise<readonly LogSource[]> {
	const [written, usual, shared] = await Promise.all([
		findSvlogdFiles(transport, directory),
		findUsualLogFiles(transport, name),
		findSystemLog(transport),
	]);
	return [
		...written.map((path): LogSource => ({ kind: 'file', path, isCertain: true })),
		...usual.map((path): LogSource => ({ kind: 'file', path, isCertain: false })),
		...(shared === null ? [] : [{ kind: 'shared', path: shared, programs: new Set([name]) } as const]),
	];
}
