import { type Result, succeed } from '../../domain/result.ts';
import type { UnitReading } from '../../domain/services.ts';
import {
	describeStatusExit,
	type InitScript,
	parseInitScript,
	parseStartLinks,
	parseStatusAll,
	type SysvState,
} from '../../parsers/sysv.ts';
import type { Transport } from '../transports/transport.ts';
import { type ProcessFigures, readProcessFigures, seesAllProcesses } from './process-figures.ts';
import { managerTimeoutMs } from './service-manager.ts';

export const scriptDirectory = '/etc/init.d';

/** Runlevels with a network and users; `S` is what runs at each boot before them. */
const runlevels = ['S', '2', '3', '4', '5'];

/** What lies in /etc/init.d and is no service. */
const notServices = new Set([
	'README',
	'skeleton',
	'functions',
	'rc',
	'rcS',
	'rc.local',
	'killall',
	'halt',
	'reboot',
	'single',
]);

export async function listScripts(transport: Transport): Promise<Result<readonly string[]>> {
	const names = await transport.listDirectory(scriptDirectory);
	if (!names.ok) return names;
	const scripts = names.value.filter((name) => /^[A-Za-z0-9][\w.@:-]*$/.test(name) && !notServices.has(name));
	return succeed(scripts.filter((name) => !/\.(?:dpkg-\w+|rpm\w+|orig|bak|sw\w)$/.test(name)).toSorted());
}

export const unknownState = { activeState: null, subState: null } as const;
export const runningState = { activeState: 'active', subState: 'running' } as const;

function stateOf(state: SysvState): Pick<UnitReading, 'activeState' | 'subState'> {
	switch (state) {
		case 'running':
			return runningState;
		case 'stopped':
			return { activeState: 'inactive', subState: 'dead' };
		case 'unknown':
			return unknownState;
	}
}

/**
 * How a script says that it runs, or does not: `service NAME status`, an exit status after LSB. Success without a word is what
 * scripts answer that have no status (`status) ;;`, as of atop in Debian): then nothing is known.
 */
export async function readStatus(
	transport: Transport,
	name: string,
	signal?: AbortSignal,
): Promise<Pick<UnitReading, 'activeState' | 'subState'>> {
	const asked = { file: 'service', args: [name, 'status'] };
	const outcome = await transport.run(asked, { timeoutMs: managerTimeoutMs }, signal);
	if (!outcome.ok) return unknownState;
	const { exitCode, stdout, stderr } = outcome.value;
	const isSilent = `${stdout}${stderr}`.trim() === '';
	return exitCode === 0 && isSilent ? unknownState : (describeStatusExit(exitCode) ?? unknownState);
}

export type SysvStates = ReadonlyMap<string, Pick<UnitReading, 'activeState' | 'subState'>>;

/** Scripts asked one by one; more than these are on no machine that lacks Debian's `--status-all`. */
const maxAskedSingly = 60;

/**
 * States of the scripts. Debian prints all of them in one form; elsewhere `--status-all` prints what each script says in words
 * of its own, so there, and where only some are wanted, each is asked for its exit status.
 */
export async function readStates(
	transport: Transport,
	names: readonly string[],
	wantsAll: boolean,
	signal?: AbortSignal,
): Promise<Result<SysvStates>> {
	if (wantsAll) {
		const outcome = await transport.run(
			{ file: 'service', args: ['--status-all'] },
			{ timeoutMs: managerTimeoutMs },
			signal,
		);
		if (!outcome.ok) return outcome;
		// Scripts without a status are named on stderr; what else scripts print there is theirs.
		const { stdout, stderr } = outcome.value;
		const states = new Map([...parseStatusAll(stderr).states, ...parseStatusAll(stdout).states]);
		if (states.size > 0) return succeed(new Map([...states].map(([name, state]) => [name, stateOf(state)])));
	}
	const asked = names.slice(0, maxAskedSingly);
	const states = new Map<string, Pick<UnitReading, 'activeState' | 'subState'>>();
	// One after the other: these are scripts of others, and some of them fork a lot.
	for (const name of asked) states.set(name, await readStatus(transport, name, signal));
	return succeed(states);
}

export async function readScripts(
	transport: Transport,
	names: readonly string[],
): Promise<ReadonlyMap<string, InitScript>> {
	const texts = await transport.readFiles(
		names.map((name) => `${scriptDirectory}/${name}`),
		{ maxBytes: 65_536 },
	);
	return new Map(
		names.flatMap((name, index): Array<[string, InitScript]> => {
			const text = texts[index];
			return text?.ok ? [[name, parseInitScript(text.value)]] : [];
		}),
	);
}

/** Names with a start link in any runlevel that is used; null where none of the directories can be read. */
export async function readEnabled(transport: Transport): Promise<ReadonlySet<string> | null> {
	const listings = await Promise.all(runlevels.map((level) => transport.listDirectory(`/etc/rc${level}.d`)));
	if (listings.every((listing) => !listing.ok)) return null;
	return new Set(listings.flatMap((listing) => (listing.ok ? parseStartLinks(listing.value) : [])));
}

export function enabledOf(enabled: ReadonlySet<string> | null, name: string): string | null {
	return enabled === null ? null : enabled.has(name) ? 'enabled' : 'disabled';
}

export type ScriptProcess = {
	/** Null where the process that a PID file names is gone. */
	readonly figures: ProcessFigures | null;
	readonly pid: number;
};

/** What the PID files that scripts name tell: a process that runs, else one that is gone. Scripts without such a file are left out. */
export async function readProcesses(
	transport: Transport,
	scripts: ReadonlyMap<string, InitScript>,
): Promise<ReadonlyMap<string, ScriptProcess>> {
	const named = [...scripts].flatMap(([name, { pidFiles }]) => pidFiles.map((path) => ({ name, path })));
	const texts = await transport.readFiles(
		named.map(({ path }) => path),
		{ maxBytes: 64 },
	);
	const found = named.flatMap(({ name }, index) => {
		const text = texts[index];
		const pid = text?.ok ? /^\s*(\d{1,9})/.exec(text.value)?.[1] : undefined;
		return pid === undefined ? [] : [{ name, pid: Number(pid) }];
	});
	const [figures, canTell] = await Promise.all([
		readProcessFigures(
			transport,
			found.map(({ pid }) => pid),
		),
		seesAllProcesses(transport),
	]);
	const processes = new Map<string, ScriptProcess>();
	for (const { name, pid } of found) {
		const own = figures.get(pid) ?? null;
		if (own === null && !canTell) continue;
		if (processes.get(name)?.figures == null) processes.set(name, { pid, figures: own });
	}
	return processes;
}

/**
 * The state that counts. A script that forks may say that it runs (and end with status 0) whatever became of its daemon: a PID
 * file of its own whose process is gone is believed more.
 */
export function stateOfScript(
	said: Pick<UnitReading, 'activeState' | 'subState'>,
	process: ScriptProcess | undefined,
): Pick<UnitReading, 'activeState' | 'subState' | 'mainPid' | 'memoryBytes' | 'cpuSeconds' | 'since'> {
	const blank = { mainPid: null, memoryBytes: null, cpuSeconds: null, since: null };
	if (said.activeState !== 'active' || process === undefined) return { ...said, ...blank };
	const { pid, figures } = process;
	if (figures === null) return { activeState: 'failed', subState: 'its process is gone', ...blank };
	const { memoryBytes, cpuSeconds, startedAt } = figures;
	return { ...said, mainPid: pid, memoryBytes, cpuSeconds, since: startedAt };
}
