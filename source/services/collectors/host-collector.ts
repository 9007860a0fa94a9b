import {
	type Fact,
	type HostFactName,
	type HostFacts,
	type HostFactValues,
	hostFactNames,
} from '../../domain/host-facts.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import type { FactCache } from './host/fact-cache.ts';
import type { FactAnswer, FactReader, FactReaders } from './host/fact-reader.ts';
import { createFactReaders } from './host/readers.ts';

export type HostRequest = {
	/** How long to wait for what is due; what is not there by then is `pending` and goes on arriving. */
	readonly waitMs: number;
	/** Groups that are not worth their time here: they come from the cache or stay pending. */
	readonly skip?: readonly HostFactName[];
};

export type HostCollectorOptions = {
	readonly cache?: FactCache;
	/** Told, at most ten times a second, when something arrived that no `collect` was waiting for. */
	readonly onProgress?: (facts: HostFacts) => void;
	readonly readers?: FactReaders;
	/** Milliseconds since the epoch. */
	readonly now?: () => number;
};

export type HostCollector = Collector<'host', HostFacts, HostRequest> & {
	/** Gives up what is still being read. */
	close(): void;
};

const periodMs = 5000;
const progressMs = 100;
/** What failed for a passing reason is tried again after that long, if it would not be sooner anyway. */
const retryMs = 30_000;
/** Longest wait for the cache's file to be written before a one-shot command goes on. */
const saveMs = 100;

const pending: Fact<never> = { state: 'pending' };

type Attempt = { readonly atMs: number; readonly isPassingFailure: boolean };

/** What may be otherwise in a while, unlike a missing program or permission. */
function isPassing({ code }: OpsError): boolean {
	return code === 'timeout' || code === 'failed' || code === 'cancelled';
}

function attemptOf(fact: Exclude<Fact<unknown>, { readonly state: 'pending' }>): Attempt {
	return { atMs: fact.takenAtMs, isPassingFailure: fact.state === 'failed' && isPassing(fact.error) };
}

/**
 * All facts of a host. Each group has its reader, age and deadline; they run side by side, and none waits for another. A group
 * that fails after it was there keeps its last value and says so. One collector serves one host.
 */
export function createHostCollector(options: HostCollectorOptions = {}): HostCollector {
	const readers = options.readers ?? createFactReaders();
	const now = options.now ?? Date.now;
	const closing = new AbortController();
	const facts = new Map<HostFactName, Fact<unknown>>();
	const attempts = new Map<HostFactName, Attempt>();
	const running = new Map<HostFactName, Promise<void>>();
	let kept: Promise<string | null> | null = null;
	let isUnsaved = false;
	let collects = 0;
	let progress: NodeJS.Timeout | null = null;

	function snapshot(): HostFacts {
		const entries = hostFactNames.map((name) => [name, facts.get(name) ?? pending]);
		// One entry for each name, each made by the reader of that name.
		return Object.fromEntries(entries) as HostFacts;
	}

	function isDue(name: HostFactName): boolean {
		if (running.has(name)) return false;
		const fact = facts.get(name);
		const attempt =
			attempts.get(name) ?? (fact === undefined || fact.state === 'pending' ? undefined : attemptOf(fact));
		if (attempt === undefined) return true;
		const ageMs = now() - attempt.atMs;
		const maxAgeMs = readers[name].maxAgeMs;
		// A clock that was set back makes every age wrong: read again.
		return ageMs < 0 || ageMs >= (attempt.isPassingFailure ? Math.min(maxAgeMs, retryMs) : maxAgeMs);
	}

	function store<Name extends HostFactName>(name: Name, answer: FactAnswer<HostFactValues[Name]>): void {
		const before = facts.get(name);
		facts.set(name, mergeAnswer(name, before, answer, now()));
		attempts.set(name, { atMs: now(), isPassingFailure: !answer.ok && isPassing(answer.error) });
		isUnsaved ||= readers[name].isKept;
		if (collects === 0) tellProgress();
	}

	function tellProgress(): void {
		if (options.onProgress === undefined || progress !== null || closing.signal.aborted) return;
		progress = setTimeout(() => {
			progress = null;
			options.onProgress?.(snapshot());
		}, progressMs);
		progress.unref();
	}

	function start<Name extends HostFactName>(name: Name, transport: Transport): void {
		// Name and reader belong together by the type of the table.
		const reader = readers[name] as FactReader<Name>;
		const work = readInTime(reader, transport, closing.signal, (partial) => store(name, partial)).then((answer) => {
			running.delete(name);
			if (!closing.signal.aborted) store(name, answer);
		});
		running.set(name, work);
	}

	async function loadKept(transport: Transport): Promise<string | null> {
		if (options.cache === undefined) return null;
		const [file] = await transport.readFiles(['/proc/sys/kernel/random/boot_id']);
		if (!file?.ok) return null;
		const bootId = file.value.trim();
		for (const [name, fact] of Object.entries(await options.cache.load(transport.host, bootId))) {
			if (name in readers && readers[name as HostFactName].isKept) facts.set(name as HostFactName, fact);
		}
		return bootId;
	}

	async function save(transport: Transport, bootId: string | null): Promise<void> {
		if (!isUnsaved || bootId === null || options.cache === undefined) return;
		isUnsaved = false;
		const names = hostFactNames.filter((name) => readers[name].isKept && facts.has(name));
		const rows = names.map((name) => [name, facts.get(name)]);
		await atMost(saveMs, options.cache.save(transport.host, bootId, Object.fromEntries(rows)));
	}

	return {
		name: 'host',
		cadence: periodMs,
		async collect(transport, request, signal): Promise<Result<HostFacts>> {
			collects += 1;
			try {
				kept ??= loadKept(transport);
				const bootId = await kept;
				for (const name of hostFactNames) {
					if (!request.skip?.includes(name) && isDue(name)) start(name, transport);
				}
				await atMost(request.waitMs, Promise.all(running.values()), signal);
				await save(transport, bootId);
			} finally {
				collects -= 1;
			}
			return signal.aborted
				? fail('cancelled', `Reading the facts of ${transport.host} was cancelled`)
				: succeed(snapshot());
		},
		close() {
			closing.abort();
			if (progress !== null) clearTimeout(progress);
		},
	};
}

/** The answer as a fact; a failure keeps what was known before and adds the reason. */
function mergeAnswer(
	name: HostFactName,
	before: Fact<unknown> | undefined,
	answer: FactAnswer<unknown>,
	takenAtMs: number,
): Fact<unknown> {
	if (answer.ok) return { state: 'ready', ...answer.value, takenAtMs };
	if (before?.state !== 'ready') return { state: 'failed', error: answer.error, takenAtMs };
	const message = `${answer.error.message}; the value is from ${new Date(before.takenAtMs).toISOString()}`;
	const problem = { field: name, code: answer.error.code, message, hint: answer.error.hint ?? null };
	return { ...before, problems: [...before.problems.filter((each) => each.field !== name), problem] };
}

/** A reader's answer, or a timeout when its deadline passes first. Readers do not throw; should one, its group alone is lost. */
async function readInTime<Name extends HostFactName>(
	reader: FactReader<Name>,
	transport: Transport,
	closed: AbortSignal,
	emit: (partial: FactAnswer<HostFactValues[Name]>) => void,
): Promise<FactAnswer<HostFactValues[Name]>> {
	const deadline = new AbortController();
	const late = Promise.withResolvers<FactAnswer<HostFactValues[Name]>>();
	const timer = setTimeout(() => {
		deadline.abort();
		late.resolve(fail('timeout', `No answer within ${reader.deadlineMs / 1000} s`));
	}, reader.deadlineMs);
	timer.unref();
	const work = reader.read(transport, AbortSignal.any([closed, deadline.signal]), (partial) => {
		if (!deadline.signal.aborted && !closed.aborted) emit(partial);
	});
	try {
		return await Promise.race([
			work.catch((error: unknown) => ({ ok: false, error: bug(error) }) as const),
			late.promise,
		]);
	} finally {
		clearTimeout(timer);
	}
}

function bug(error: unknown): OpsError {
	return {
		code: 'malformed',
		message: `The answer could not be read (${error instanceof Error ? error.message : String(error)})`,
	};
}

/** Waits for the work, but no longer than that, and not at all once the signal is aborted. */
async function atMost(waitMs: number, work: Promise<unknown>, signal?: AbortSignal): Promise<void> {
	const end = Promise.withResolvers<void>();
	const timer = setTimeout(end.resolve, Math.max(0, waitMs));
	const onAbort = () => end.resolve();
	if (signal?.aborted) onAbort();
	signal?.addEventListener('abort', onAbort, { once: true });
	await Promise.race([work, end.promise]);
	clearTimeout(timer);
	signal?.removeEventListener('abort', onAbort);
}
