import { parseAccountNames } from '../../parsers/passwd.ts';
import type { Transport } from '../transports/transport.ts';

export type AccountNames = {
	/** Names of those ids that have one. Waits a second at most, and only for ids that were never asked for. */
	read(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
	/** What is known by now, without asking anybody; null where it has no name or nobody knows yet. */
	cached(id: number): string | null;
};

export type AccountNamesOptions = {
	/** Monotonic milliseconds. */
	readonly now?: () => number;
};

const filePeriodMs = 60_000;
/** An id without a name is asked for again after that long. */
const missingMs = 5 * 60_000;
const getentTimeoutMs = 1000;
/** Ids of one getent: bounds the length of its command line. */
const getentBatch = 200;
const maxNames = 100_000;

/** User names by uid: /etc/passwd first, then `getent`, which also asks LDAP or SSSD and may hang with them. */
export function createUserNames(transport: Transport, options: AccountNamesOptions = {}): AccountNames {
	const now = options.now ?? (() => performance.now());
	let local: ReadonlyMap<number, string> = new Map();
	let localUntilMs = Number.NEGATIVE_INFINITY;
	const others = new Map<number, string>();
	const missingUntilMs = new Map<number, number>();
	let asking: Promise<void> = Promise.resolve();

	const cached = (id: number) => local.get(id) ?? others.get(id) ?? null;
	const isUnknown = (id: number) => cached(id) === null && now() >= (missingUntilMs.get(id) ?? 0);

	async function readFile(): Promise<void> {
		if (now() < localUntilMs) return;
		localUntilMs = now() + filePeriodMs;
		const [text] = await transport.readFiles(['/etc/passwd']);
		if (text?.ok) local = parseAccountNames(text.value);
	}

	/** One getent at a time. What it does not name within its second counts as nameless for a while, hanging or not. */
	async function askOthers(wanted: readonly number[]): Promise<void> {
		const ids = wanted.filter(isUnknown).slice(0, getentBatch);
		if (ids.length === 0) return;
		const args = ['passwd', ...ids.map(String)];
		const result = await transport.run({ file: 'getent', args }, { timeoutMs: getentTimeoutMs });
		if (others.size + missingUntilMs.size > maxNames) forgetAll();
		for (const [id, name] of parseAccountNames(result.ok ? result.value.stdout : '')) others.set(id, name);
		for (const id of ids) if (!others.has(id)) missingUntilMs.set(id, now() + missingMs);
	}

	function forgetAll(): void {
		others.clear();
		missingUntilMs.clear();
	}

	return {
		async read(ids) {
			const unique = [...new Set(ids)];
			await readFile();
			const unknown = unique.filter(isUnknown);
			if (unknown.length > 0) {
				asking = asking.then(() => askOthers(unknown));
				await asking;
			}
			const names = unique.map((id) => [id, cached(id)] as const);
			return new Map(names.filter((entry): entry is [number, string] => entry[1] !== null));
		},
		cached,
	};
}
