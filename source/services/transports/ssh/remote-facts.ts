import type { ProcessFact } from '../../../domain/process.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import type { ThinFact } from '../../../parsers/thin-scan.ts';
import type { ProcessEntry } from '../local/process-entry.ts';
import { applyChanges, type FactChanges, type FactWish } from '../local/process-facts.ts';

/** Facts that come with the scan; command lines come another way, since they may hang. */
export type ScannedFact = Exclude<ProcessFact, 'args'>;

const scannedFacts: readonly ScannedFact[] = ['uid', 'shared', 'io', 'cgroup'];
const letters: Readonly<Record<ScannedFact, string>> = { uid: 'u', shared: 's', io: 'i', cgroup: 'c' };
/** A process may become another user, or be moved to another cgroup: looked at again after so many scans. */
const renewScans = 16;
/** Above this share of the processes all are asked for: their numbers need not travel. */
const mostShare = 0.5;

/** What is asked of which process; `all` is asked of every one. */
export type FactPlan = {
	readonly words: readonly string[];
	readonly asked: ReadonlyMap<ProcessEntry, readonly ScannedFact[]>;
	readonly all: readonly ScannedFact[];
};

/** @param isMissingOnly after the scan: only what was never read of a process */
export function planFacts(
	entries: Iterable<ProcessEntry>,
	count: number,
	wish: FactWish,
	scan: number,
	isMissingOnly: boolean,
): FactPlan {
	const asked = new Map<ProcessEntry, readonly ScannedFact[]>();
	const counts = new Map<ScannedFact, number>();
	for (const entry of entries) {
		const facts = scannedFacts.filter((fact) => isWanted(entry, fact, wish, scan, isMissingOnly));
		if (facts.length > 0 || (!isMissingOnly && wish.visible.has(entry.key))) asked.set(entry, facts);
		for (const fact of facts) counts.set(fact, (counts.get(fact) ?? 0) + 1);
	}
	const isFirst = count === 0 && !isMissingOnly;
	const all = scannedFacts.filter((fact) =>
		isFirst ? wish.facts.has(fact) : (counts.get(fact) ?? 0) > Math.max(64, count * mostShare),
	);
	return { words: wordsOf(asked, all, isMissingOnly ? null : wish.visible), asked, all };
}

function isWanted(
	entry: ProcessEntry,
	fact: ScannedFact,
	wish: FactWish,
	scan: number,
	isMissingOnly: boolean,
): boolean {
	const { facts, sample } = entry;
	if (!wish.facts.has(fact) && !wish.visible.has(entry.key)) return false;
	if (fact === 'io' && facts.isIoDenied) return false;
	if (fact === 'shared' && sample.isKernelThread) return false;
	if (facts[fact] < 0) return true;
	if (isMissingOnly || wish.kept.has(fact)) return false;
	return fact === 'io' || fact === 'shared' ? true : (entry.key + scan) % renewScans === 0;
}

/** `LETTERS PID PID … LETTERS PID …`; rows on screen come whole (w). */
function wordsOf(
	asked: FactPlan['asked'],
	all: readonly ScannedFact[],
	visible: ReadonlySet<number> | null,
): readonly string[] {
	const groups = new Map<string, number[]>();
	const add = (group: string, pid: number) => {
		const before = groups.get(group);
		if (before === undefined) groups.set(group, [pid]);
		else before.push(pid);
	};
	if (all.length > 0) add(all.map((fact) => letters[fact]).join(''), 0);
	for (const [entry, facts] of asked) {
		const rest = facts.filter((fact) => !all.includes(fact)).map((fact) => letters[fact]);
		const group = `${visible?.has(entry.key) === true ? 'w' : ''}${rest.join('')}`;
		if (group !== '') add(group, entry.pid);
	}
	return [...groups].flatMap(([group, pids]) => [group, ...pids.map(String)]);
}

/** What came of facts, by PID. */
export type FoundFacts = Map<number, { [Fact in ThinFact]?: string }>;

export function noteFact(found: FoundFacts, fact: ThinFact, pid: number, text: string): void {
	const before = found.get(pid) ?? {};
	// A host with cgroup 1 has a line for each hierarchy.
	before[fact] = fact === 'c' && before.c !== undefined ? `${before.c}\n${text}` : text;
	found.set(pid, before);
}

/** Puts what came into the samples; what was asked for and did not come could not be read. */
export function applyFacts(
	entries: Iterable<ProcessEntry>,
	plan: FactPlan,
	found: FoundFacts,
	context: { readonly scan: number; readonly pageBytes: number },
): void {
	const cgroups = new Map<string, string | null>();
	const pathOf = (text: string) => {
		if (!cgroups.has(text)) cgroups.set(text, parsePidCgroup(text));
		return cgroups.get(text) ?? null;
	};
	for (const entry of entries) {
		const facts = plan.all.length === 0 ? plan.asked.get(entry) : [...plan.all, ...(plan.asked.get(entry) ?? [])];
		if (facts === undefined) continue;
		const texts = found.get(entry.pid) ?? {};
		const changes: { -readonly [Key in keyof FactChanges]: FactChanges[Key] } = {};
		for (const fact of facts) {
			entry.facts[fact] = context.scan;
			if (fact === 'uid') changes.uid = numberOf(texts.u);
			if (fact === 'cgroup') changes.cgroup = texts.c === undefined ? null : pathOf(texts.c);
			if (fact === 'shared' && !entry.sample.isKernelThread) {
				const pages = numberOf(texts.s);
				changes.sharedBytes = pages === null ? null : pages * context.pageBytes;
			}
			if (fact === 'io') {
				changes.readBytes = numberOf(texts.i);
				changes.writeBytes = numberOf(texts.o);
				entry.facts.isIoDenied = changes.readBytes === null;
			}
		}
		entry.sample = applyChanges(entry.sample, changes);
	}
}

function numberOf(text: string | undefined): number | null {
	return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : null;
}
