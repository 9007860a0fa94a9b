import type { Problem } from '../../../domain/problem.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import type { UnitReading } from '../../../domain/services.ts';
import {
	type OpenrcScript,
	type OpenrcState,
	parseOpenrcScript,
	parseRcStatus,
	parseRcUpdate,
} from '../../../parsers/openrc.ts';
import type { Transport } from '../../transports/transport.ts';
import { type ProcessFigures, readProcessFigures, seesAllProcesses } from '../process-figures.ts';
import { readCommand } from '../read-command.ts';
import { blankReading, createSinceKeeper } from '../unit-readings.ts';

export const scriptDirectory = '/etc/init.d';
/** Where OpenRC keeps what it knows until the next boot. */
export const stateDirectory = '/run/openrc';

export type OpenrcUnit = {
	readonly reading: UnitReading;
	readonly script: OpenrcScript;
	/** Those that it starts with; null where nobody tells. */
	readonly runlevels: readonly string[] | null;
	readonly pids: readonly number[] | null;
};

export type OpenrcReadings = {
	/** All services of this host, or those of the names given. */
	read(
		only: string | null,
		signal?: AbortSignal,
	): Promise<Result<{ readonly units: readonly OpenrcUnit[]; readonly problems: readonly Problem[] }>>;
};

export function createOpenrcReadings(transport: Transport, now: () => number = Date.now): OpenrcReadings {
	const keeper = createSinceKeeper();
	return {
		async read(only, signal) {
			const [status, levels] = await Promise.all([
				readCommand(transport, { file: 'rc-status', args: ['--nocolor', '--servicelist'] }, signal),
				readCommand(transport, { file: 'rc-update', args: ['--nocolor', '--all', 'show', '--verbose'] }, signal),
			]);
			if (!status.ok) return status;
			const { records, malformed } = parseRcStatus(status.value);
			const states = only === null ? records : records.filter(({ name }) => name === only);
			const runlevels = levels.ok ? parseRcUpdate(levels.value).runlevels : null;
			const scripts = await readScripts(
				transport,
				states.map(({ name }) => name),
			);
			const processes = await readProcesses(transport, states, scripts);
			const nowMs = now();
			const units = states.map((state): OpenrcUnit => {
				const script = scripts.get(state.name) ?? parseOpenrcScript('', state.name);
				const process = processes.get(state.name) ?? noProcess;
				const { figures } = process;
				const age = keeper.since(state.name, state.state, state.uptimeSeconds, nowMs);
				const reading: UnitReading = {
					...blankReading('openrc', state.name),
					...stateOf(state, process),
					description: script.description,
					enabled: enabledOf(runlevels, state.name),
					mainPid: figures === null ? null : process.pid,
					memoryBytes: figures?.memoryBytes ?? null,
					cpuSeconds: figures?.cpuSeconds ?? null,
					restarts: state.restarts,
					since: age ?? figures?.startedAt ?? null,
				};
				return { reading, script, runlevels: runlevels?.get(state.name) ?? null, pids: figures?.pids ?? null };
			});
			return succeed({ units, problems: malformed === 0 ? [] : [incomplete(malformed)] });
		},
	};
}

function incomplete(malformed: number): Problem {
	const message = `${malformed} ${malformed === 1 ? 'line' : 'lines'} of rc-status could not be understood`;
	return { field: 'units', code: 'incomplete', message, hint: null };
}

/** The runlevels that it is in; those of a machine that goes down do not count. */
function enabledOf(runlevels: ReadonlyMap<string, readonly string[]> | null, name: string): string | null {
	const levels = runlevels?.get(name);
	if (levels === undefined) return null;
	return levels.some((level) => level !== 'shutdown') ? 'enabled' : 'disabled';
}

async function readScripts(transport: Transport, names: readonly string[]): Promise<ReadonlyMap<string, OpenrcScript>> {
	const texts = await transport.readFiles(
		names.map((name) => `${scriptDirectory}/${name}`),
		{ maxBytes: 65_536 },
	);
	return new Map(
		names.flatMap((name, index): Array<[string, OpenrcScript]> => {
			const text = texts[index];
			return text?.ok ? [[name, parseOpenrcScript(text.value, name)]] : [];
		}),
	);
}

type FoundProcess = {
	/** As a PID file or supervise-daemon has it; null where neither tells. */
	readonly pid: number | null;
	readonly isSupervised: boolean;
	/** Null where no such process runs. */
	readonly figures: ProcessFigures | null;
	/** It was there, and nothing hides it. */
	readonly isGone: boolean;
};

const noProcess: FoundProcess = { pid: null, isSupervised: false, figures: null, isGone: false };

/** Main processes of what is started: as supervise-daemon notes them, else by the PID file that start-stop-daemon was given. */
async function readProcesses(
	transport: Transport,
	states: readonly OpenrcState[],
	scripts: ReadonlyMap<string, OpenrcScript>,
): Promise<ReadonlyMap<string, FoundProcess>> {
	const names = states.filter(({ state }) => state === 'started' || state === 'crashed').map(({ name }) => name);
	const option = (key: string) => names.map((name) => `${stateDirectory}/options/${name}/${key}`);
	const [children, noted] = await Promise.all([
		transport.readFiles(option('child_pid'), { maxBytes: 64 }),
		transport.readFiles(option('pidfile'), { maxBytes: 4096 }),
	]);
	const pidFiles = names.map((name, index) => {
		const path = noted[index]?.ok ? noted[index].value.trim() : (scripts.get(name)?.pidFile ?? '');
		return path.startsWith('/') ? path : `/run/${name}.pid`;
	});
	const texts = await transport.readFiles(pidFiles, { maxBytes: 64 });
	const found = names.map((name, index) => {
		const child = pidOf(children[index]);
		return { name, pid: child ?? pidOf(texts[index]), isSupervised: child !== null };
	});
	const [figures, canTell] = await Promise.all([
		readProcessFigures(
			transport,
			found.flatMap(({ pid }) => pid ?? []),
		),
		seesAllProcesses(transport),
	]);
	return new Map(
		found.map(({ name, pid, isSupervised }) => {
			const own = figures.get(pid ?? 0) ?? null;
			return [name, { pid, isSupervised, figures: own, isGone: pid !== null && own === null && canTell }];
		}),
	);
}

function pidOf(text: Result<string> | undefined): number | null {
	const pid = text?.ok ? /^\s*(\d{1,9})\s*$/.exec(text.value)?.[1] : undefined;
	return pid === undefined || pid === '0' ? null : Number(pid);
}

/** OpenRC believes what a script said when it was started; a PID file whose process is gone is believed more. */
function stateOf({ state }: OpenrcState, process: FoundProcess): Pick<UnitReading, 'activeState' | 'subState'> {
	switch (state) {
		case 'started':
			if (process.isGone && process.isSupervised) return { activeState: 'activating', subState: 'auto-restart' };
			if (process.isGone) return { activeState: 'failed', subState: 'crashed' };
			return { activeState: 'active', subState: process.figures === null ? 'started' : 'running' };
		case 'stopped':
			return { activeState: 'inactive', subState: 'stopped' };
		case 'starting':
		case 'scheduled':
			return { activeState: 'activating', subState: state };
		case 'inactive':
			// Started, and waiting for something such as a network cable.
			return { activeState: 'activating', subState: 'waiting' };
		case 'stopping':
			return { activeState: 'deactivating', subState: 'stopping' };
		case 'crashed':
		case 'failed':
		case 'unsupervised':
			return { activeState: 'failed', subState: state };
		default:
			return { activeState: null, subState: state };
	}
}
