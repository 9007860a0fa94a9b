import {
	type Fact,
	type HostFactName,
	type HostFacts,
	type HostFactValues,
	hostFactFields,
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
/** The same for what is kept on disk: a one-shot command must not wait for a dead name server each time. */
const keptRetryMs = 5 * 60_000;
/** Longest wait for the cache's file to be written before a one-shot command goes on. */
const saveMs = 100;

const pending: Fact<never> = { state: 'pending' };

type Attempt = { readonly atMs: number; readonly isPassingFailure: boolean };

const never: Attempt = { atMs: Number.NEGATIVE_INFINITY, isPassingFailure: false };

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
	let kept: Promise<void> | null = null;
	let bootId: string | null = null;
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
		const { maxAgeMs, isKept } = readers[name];
		const dueMs = attempt.isPassingFailure ? Math.min(maxAgeMs, isKept ? keptRetryMs : retryMs) : maxAgeMs;
		// A clock that was set back makes every age wrong: read again.
		return ageMs < 0 || ageMs >= dueMs;
	}

	function store<Name extends HostFactName>(name: Name, answer: FactAnswer<HostFactValues[Name]>): void {
		const before = facts.get(name);
		facts.set(name, mergeAnswer(name, before, answer, now()));
		attempts.set(name, { atMs: now(), isPassingFailure: !answer.ok && isPassing(answer.error) });
		isUnsaved ||= readers[name].isKept;
		if (name === 'identity') noteBoot();
		if (collects === 0) tellProgress();
	}

	/** Another boot than before: what was true of that one is read anew. */
	function noteBoot(): void {
		const identity = snapshot().identity;
		const id = identity.state === 'ready' ? identity.value.boot.id : null;
		if (id === null || id === bootId) return;
		if (bootId !== null) {
			for (const name of hostFactNames) if (name !== 'identity') attempts.set(name, never);
		}
		bootId = id;
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

	async function loadKept(transport: Transport): Promise<void> {
		if (options.cache === undefined) return;
		const [file] = await transport.readFiles(['/proc/sys/kernel/random/boot_id']);
		if (!file?.ok) return;
		bootId = file.value.trim();
		for (const [name, fact] of Object.entries(await options.cache.load(transport.host, bootId))) {
			if (name in readers && readers[name as HostFactName].isKept) facts.set(name as HostFactName, fact);
		}
	}

	async function save(transport: Transport): Promise<void> {
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
				await kept;
				for (const name of hostFactNames) {
					if (!request.skip?.includes(name) && isDue(name)) start(name, transport);
				}
				await atMost(request.waitMs, Promise.all(running.values()), signal);
				await save(transport);
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
	const fields = hostFactFields[name];
	const { code, hint = null } = answer.error;
	const others = before.problems.filter(({ field }) => !fields.includes(field));
	return { ...before, problems: [...others, ...fields.map((field) => ({ field, code, message, hint }))] };
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
