import type { ServiceVerb } from '../../domain/operation.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { type Result, succeed } from '../../domain/result.ts';
import type { UnitReading } from '../../domain/services.ts';
import { isTemplate } from '../../domain/unit-name.ts';
import type { Records } from '../../parsers/records.ts';
import { parsePropertyNames, type UnitProperties } from '../../parsers/systemd-show.ts';
import {
	type ListedUnit,
	type ListedUnitFile,
	parseUnitFilesJson,
	parseUnitFilesText,
	parseUnitsJson,
	parseUnitsText,
} from '../../parsers/systemd-units.ts';
import { readCommand } from './read-command.ts';
import type { ListOptions, ServiceManager, UnitListing } from './service-manager.ts';
import { listProperties, type ManagerFacts, readingOf, type Systemctl } from './systemctl.ts';

/** Devices are no services: nothing can be started or stopped there, and a machine has hundreds. */
const types = ['service', 'socket', 'target', 'timer', 'mount', 'automount', 'path', 'scope', 'slice', 'swap'];
const patterns = types.map((type) => `*.${type}`);

/** `--output=json` for units came with this version. */
const firstWithJson = 246;

/** list-unit-files makes PID 1 read every directory of units (0.4 s here), so its answer is used for a while. */
const unitFilesMaxAgeMs = 30_000;

export type SystemdLister = Pick<ServiceManager, 'list'>;

type UnitFiles = { readonly takenAtMs: number; readonly records: Records<ListedUnitFile> };

/**
 * All units: those loaded (`list-units --all`) merged with those that only have a file (`list-unit-files`: stopped and
 * disabled ones are there alone), with figures from one `show` for all of them.
 */
export function createSystemdLister(
	systemctl: Systemctl,
	verbs: readonly ServiceVerb[],
	now: () => number = () => performance.now(),
): SystemdLister {
	let files: UnitFiles | null = null;

	async function readUnitFiles(hasJson: boolean, signal?: AbortSignal): Promise<Result<Records<ListedUnitFile>>> {
		if (files !== null && now() - files.takenAtMs < unitFilesMaxAgeMs) return succeed(files.records);
		const format = hasJson ? ['--output=json'] : [];
		const text = await readCommand(systemctl.transport, systemctl.command('list-unit-files', ...format), signal);
		if (!text.ok) return files === null ? text : succeed(files.records);
		files = { takenAtMs: now(), records: hasJson ? parseUnitFilesJson(text.value) : parseUnitFilesText(text.value) };
		return succeed(files.records);
	}

	async function list({ signal, withUnitFiles = true }: ListOptions = {}): Promise<Result<UnitListing>> {
		const facts = await systemctl.readManager(signal);
		if (!facts.ok) return facts;
		const hasJson = (facts.value.major ?? 0) >= firstWithJson;
		const [units, unitFiles, shown] = await Promise.all([
			readUnits(systemctl, hasJson, signal),
			withUnitFiles ? readUnitFiles(hasJson, signal) : skipped,
			systemctl.show(patterns, listProperties, signal),
		]);
		if (!units.ok) return units;
		const malformed = units.value.malformed + (unitFiles.ok ? unitFiles.value.malformed : 0);
		const problems: Problem[] = [
			...(unitFiles.ok ? [] : [problemOf('units[].enabled', unitFiles.error)]),
			...(shown.ok ? [] : [problemOf('units[].mainPid', shown.error)]),
			...(malformed === 0 ? [] : [incomplete(malformed)]),
			...(withUnitFiles ? [] : [pending]),
		];
		const merged = mergeUnits(
			systemctl.scope,
			units.value.records,
			unitFiles.ok ? unitFiles.value.records : [],
			shown.ok ? shown.value : [],
		);
		return succeed({ info: infoOf(systemctl, facts.value, verbs), units: merged, problems });
	}

	return { list };
}

const skipped: Result<Records<ListedUnitFile>> = succeed({ records: [], malformed: 0 });

const pending: Problem = {
	field: 'units',
	code: 'pending',
	message: 'Units that are not loaded (stopped and disabled) were not waited for',
	hint: 'The services view lists them.',
};

function incomplete(malformed: number): Problem {
	const message = `${malformed} ${malformed === 1 ? 'unit' : 'units'} could not be understood`;
	return { field: 'units', code: 'incomplete', message, hint: null };
}

function infoOf(systemctl: Systemctl, facts: ManagerFacts, verbs: readonly ServiceVerb[]): UnitListing['info'] {
	return { name: systemctl.scope, version: facts.version, state: facts.state, verbs };
}

async function readUnits(
	systemctl: Systemctl,
	hasJson: boolean,
	signal?: AbortSignal,
): Promise<Result<Records<ListedUnit>>> {
	const format = hasJson ? ['--output=json'] : ['--full'];
	const asked = systemctl.command('list-units', '--all', `--type=${types.join(',')}`, ...format);
	const text = await readCommand(systemctl.transport, asked, signal);
	if (!text.ok) return text;
	return succeed(hasJson ? parseUnitsJson(text.value) : parseUnitsText(text.value));
}

/** Joins the three answers by canonical name. Exported for tests: it is the whole of what the list means. */
export function mergeUnits(
	manager: 'systemd' | 'systemd-user',
	units: readonly ListedUnit[],
	files: readonly ListedUnitFile[],
	shown: readonly UnitProperties[],
): readonly UnitReading[] {
	const fileStates = new Map(files.map(({ name, state }) => [name, state]));
	const byName = new Map(shown.map((properties) => [properties.get('Id') ?? '', properties]));
	const aliases = new Set(shown.flatMap((properties) => parsePropertyNames(properties.get('Names'))));
	const merged = new Map<string, UnitReading>();
	for (const unit of units) {
		const reading = readingOf(manager, byName.get(unit.name) ?? new Map(), unit.name);
		merged.set(unit.name, {
			...reading,
			description: reading.description ?? (unit.description || null),
			loadState: unit.loadState,
			activeState: unit.activeState,
			subState: unit.subState,
			enabled: reading.enabled ?? fileStates.get(unit.name) ?? null,
		});
	}
	for (const { name, state } of files) {
		if (merged.has(name) || aliases.has(name) || state === 'alias' || name.endsWith('.device')) continue;
		merged.set(name, readingOfFile(manager, name, state));
	}
	return [...merged.values()];
}

/** A unit that is not loaded does not run: systemd keeps what is active. Templates have no state at all. */
function readingOfFile(manager: 'systemd' | 'systemd-user', name: string, state: string): UnitReading {
	const isUnit = !isTemplate(name);
	const properties = new Map([
		['UnitFileState', state],
		['LoadState', state.startsWith('masked') ? 'masked' : ''],
		['ActiveState', isUnit ? 'inactive' : ''],
		['SubState', isUnit ? 'dead' : ''],
	]);
	return readingOf(manager, properties, name);
}
