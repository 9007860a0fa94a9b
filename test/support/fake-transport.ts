import { type Command, type CommandOutcome, formatCommand } from '../../source/domain/command.ts';
import type { ProcessIdentity, ProcessScan } from '../../source/domain/process.ts';
import { fail, type OpsError, type Result, succeed } from '../../source/domain/result.ts';
import type { SocketOwners } from '../../source/domain/socket.ts';
import type { HeldProcess, Transport } from '../../source/services/transports/transport.ts';

/** What a file, directory, link or command answers: a value, or an error as a Result carries it. */
export type Answer<Value> = Value | OpsError;

/** How a command ends; what is left out is success without output. */
export type FakeOutcome = Partial<CommandOutcome>;

export type FakeHost = {
	readonly host?: string;
	/** Text by path. Directories and links that follow from these paths need not be given. */
	readonly files?: Readonly<Record<string, Answer<string>>>;
	readonly directories?: Readonly<Record<string, Answer<readonly string[]>>>;
	readonly links?: Readonly<Record<string, Answer<string>>>;
	/**
	 * Outcome by command as `formatCommand` writes it (`systemctl is-active cron.service`); a list is answered in order and
	 * its last one again and again. A command that is not here is `not-found`, as on a host without the program.
	 */
	readonly commands?: Readonly<Record<string, Answer<FakeOutcome> | ReadonlyArray<Answer<FakeOutcome>>>>;
	/** Answers commands that are not in the table; undefined leaves them `not-found`. */
	readonly onCommand?: (command: Command, stdin: string | undefined) => Answer<FakeOutcome> | undefined;
	readonly scan?: () => Answer<ProcessScan>;
	readonly socketOwners?: () => Answer<SocketOwners>;
	/** PIDs that can be held and signalled, with their start ticks; null takes any. */
	readonly alive?: Readonly<Record<number, number | null>>;
	readonly onSignal?: (pid: number, signal: string) => Answer<undefined>;
};

/** Everything that was asked of the transport, in order, for tests that count. */
export type FakeCall = { readonly method: keyof Transport; readonly what: string };

export type FakeTransport = Transport & {
	readonly calls: readonly FakeCall[];
	/** Signals sent, as `PID NAME`. */
	readonly signals: readonly string[];
	/** Changes the host between two collections; what is given replaces the member of the same name. */
	change(next: FakeHost): void;
	/** How often a method was called, or a path or command asked for. */
	count(method: keyof Transport, what?: string): number;
};

function isError(answer: unknown): answer is OpsError {
	return typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;
}

function resultOf<Value>(answer: Answer<Value> | undefined, missing: string): Result<Value> {
	if (answer === undefined) return fail('not-found', missing);
	return isError(answer) ? { ok: false, error: answer } : succeed(answer);
}

function outcomeOf(outcome: FakeOutcome): CommandOutcome {
	return { exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 1, ...outcome };
}

function childrenOf(host: FakeHost, path: string): readonly string[] | undefined {
	const prefix = path.endsWith('/') ? path : `${path}/`;
	const paths = [host.files, host.directories, host.links].flatMap((table) => Object.keys(table ?? {}));
	const names = paths.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length).split('/')[0]);
	const unique = [...new Set(names)].filter((name): name is string => name !== undefined && name !== '');
	return unique.length > 0 ? unique : undefined;
}

/** A host in memory behind the Transport contract. Nothing here touches the machine. */
export function createFakeTransport(initial: FakeHost = {}): FakeTransport {
	let host = initial;
	const calls: FakeCall[] = [];
	const signals: string[] = [];
	const turns = new Map<string, number>();
	const note = (method: keyof Transport, what: string) => calls.push({ method, what });

	const readAll = (method: 'readFiles' | 'readSlowFiles', paths: readonly string[], maxBytes?: number) =>
		paths.map((path) => {
			note(method, path);
			const text = resultOf(host.files?.[path], `${path} does not exist`);
			return text.ok && maxBytes !== undefined
				? succeed(Buffer.from(text.value).subarray(0, maxBytes).toString())
				: text;
		});

	const answer = (method: 'run' | 'act' | 'stream', command: Command, stdin?: string): Result<CommandOutcome> => {
		const text = formatCommand(command);
		note(method, text);
		const entry = host.commands?.[text];
		const turn = turns.get(text) ?? 0;
		turns.set(text, turn + 1);
		const listed = Array.isArray(entry)
			? (entry[Math.min(turn, entry.length - 1)] as Answer<FakeOutcome> | undefined)
			: (entry as Answer<FakeOutcome> | undefined);
		const result = resultOf(listed ?? host.onCommand?.(command, stdin), `${command.file} is not installed`);
		return result.ok ? succeed(outcomeOf(result.value)) : result;
	};

	const acts = new Map<string, CommandOutcome>();

	return {
		host: initial.host ?? 'fake1',
		calls,
		signals,
		change(next) {
			host = { ...host, ...next };
		},
		count: (method, what) =>
			calls.filter((call) => call.method === method && (what === undefined || call.what === what)).length,
		async readFiles(paths, options) {
			return readAll('readFiles', paths, options?.maxBytes);
		},
		async readSlowFiles(paths, options) {
			return readAll('readSlowFiles', paths, options.maxBytes);
		},
		async listDirectory(path) {
			note('listDirectory', path);
			return resultOf(host.directories?.[path] ?? childrenOf(host, path), `${path} does not exist`);
		},
		async readLinks(paths) {
			return paths.map((path) => {
				note('readLinks', path);
				return resultOf(host.links?.[path], `${path} does not exist`);
			});
		},
		async run(command, options, signal) {
			if (signal?.aborted) return fail('cancelled', `${command.file} was cancelled`);
			return answer('run', command, options.stdin);
		},
		async act(id, command, options) {
			const result = answer('act', command, options.stdin);
			if (result.ok) acts.set(id, result.value);
			return result;
		},
		async recoverAct(id) {
			note('recoverAct', id);
			return resultOf(acts.get(id), `nothing is known of act ${id}`);
		},
		async stream(command, options, signal) {
			const result = answer('stream', command);
			if (!result.ok) return result;
			for (const line of result.value.stdout.split('\n').filter((each, index, all) => index < all.length - 1 || each)) {
				if (signal.aborted) return fail('cancelled', `${command.file} was cancelled`);
				options.onLine(line);
			}
			return succeed({ ...result.value, stdout: '' });
		},
		async scanProcesses() {
			note('scanProcesses', '');
			return resultOf(host.scan?.(), 'no processes');
		},
		async findSocketOwners() {
			note('findSocketOwners', '');
			return resultOf(host.socketOwners?.(), 'no sockets');
		},
		async holdProcess(identity) {
			note('holdProcess', String(identity.pid));
			return holdFake(identity, () => host, signals);
		},
		async close() {
			note('close', '');
		},
	};
}

function holdFake(identity: ProcessIdentity, host: () => FakeHost, signals: string[]): Result<HeldProcess> {
	const isAlive = () => {
		const ticks = host().alive?.[identity.pid];
		return ticks === null || ticks === identity.startTicks;
	};
	const gone = () => fail('not-found', `process ${identity.pid} is gone`);
	if (!isAlive()) return gone();
	return succeed({
		identity,
		isAlive: async () => isAlive(),
		async signal(name) {
			if (!isAlive()) return gone();
			const refused = host().onSignal?.(identity.pid, name);
			if (refused !== undefined) return { ok: false, error: refused };
			signals.push(`${identity.pid} ${name}`);
			return succeed(undefined);
		},
		release() {},
	});
}
