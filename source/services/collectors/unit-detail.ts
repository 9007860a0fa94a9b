import { isCrashLooping } from '../../domain/crash-loop.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { maskLine, type SecretPatterns } from '../../domain/secrets.ts';
import type { PortReading, ServiceManagerName, UnitDetail, UnitReading, UnitRow } from '../../domain/services.ts';
import { portsOfUnit } from '../../domain/unit-ports.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { ServiceManager } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import { readHostNowMs } from './host-clock.ts';
import { readListeningPorts } from './services/listening-ports.ts';

/** Longest text of one unit file that is shown. */
const maxFileBytes = 65_536;

/** A manager of this host by its name. */
export async function findManager(managers: Managers, name: ServiceManagerName): Promise<Result<ServiceManager>> {
	const found = (await managers.find()).managers.find((manager) => manager.name === name);
	return found === undefined ? fail('unavailable', `${name} was not found here`) : succeed(found);
}

/** Everything about one unit: its row, properties, processes, and the text of its file with what adds to it. */
export async function readUnitDetail(
	transport: Transport,
	managers: Managers,
	managerName: ServiceManagerName,
	name: string,
	secrets: SecretPatterns = [],
): Promise<Result<UnitDetail>> {
	const manager = await findManager(managers, managerName);
	if (!manager.ok) return manager;
	const [described, ports, nowMs] = await Promise.all([
		manager.value.describe(name),
		readListeningPorts(transport),
		readHostNowMs(transport),
	]);
	if (!described.ok) return described;
	const { properties, paths, reading, needsReload, pids, file, problems = [] } = described.value;
	const files = file === undefined ? await readUnitFiles(transport, paths) : { file, problems: [] };
	return succeed({
		row: rowOf(reading, ports.ok ? ports.value.ports : null, pids, nowMs),
		properties: properties.map((property) => ({ ...property, value: maskLines(property.value, secrets) })),
		pids,
		file: files.file === null ? null : { ...files.file, text: maskLines(files.file.text, secrets) },
		needsReload,
		problems: [...problems, ...(ports.ok ? [] : [problemOf('row.ports', ports.error)]), ...files.problems],
	});
}

/** What starts a unit may hold a password: an `ExecStart`, an `Environment`, a line of its script. */
function maskLines(text: string, secrets: SecretPatterns): string {
	return text
		.split('\n')
		.map((line) => maskLine(line, secrets))
		.join('\n');
}

function rowOf(
	reading: UnitReading,
	ports: readonly PortReading[] | null,
	pids: readonly number[] | null,
	nowMs: number,
): UnitRow {
	const { controlGroup, listens = [], isRespawning = false, needsReload = false, ...row } = reading;
	const own = (ports ?? []).filter(({ owners }) =>
		owners.some(
			({ pid, cgroup }) => pids?.includes(pid) === true || (controlGroup !== null && cgroup === controlGroup),
		),
	);
	return {
		...row,
		key: `${reading.manager}/${reading.name}`,
		ports: portsOfUnit([...own, ...listens]),
		isCrashing: isCrashLooping({ ...row, isRespawning }, nowMs),
		needsReload,
	};
}

async function readUnitFiles(
	transport: Transport,
	paths: readonly string[],
): Promise<{ readonly file: UnitDetail['file']; readonly problems: readonly Problem[] }> {
	const texts = await transport.readFiles(paths, { maxBytes: maxFileBytes });
	const parts = texts.flatMap((text, index) => (text.ok ? [{ path: paths[index] ?? '', text: text.value }] : []));
	const problems = texts.flatMap((text) => (text.ok ? [] : [problemOf('file', text.error)]));
	const [first] = parts;
	if (first === undefined) return { file: null, problems };
	// As `systemctl cat` prints it: what adds to the file follows under its own path.
	const text = parts.length === 1 ? first.text : parts.map((part) => `# ${part.path}\n${part.text}`).join('\n');
	return { file: { path: first.path, text }, problems };
}
