import { parsePidLimits, selectOpenFilesLimit } from '../../../parsers/pid-limits.ts';

/** Descriptors that the scan leaves to the rest of the program: children's pipes, databases, files read one by one. */
const reserved = 256;
const largestShare = 0.7;
const mostKept = 60_000;
/** What POSIX systems give at least in practice; used where the limit cannot be read. */
const defaultLimit = 1024;

/** How many descriptors the scan may keep open; `take` answers false when there is none left. */
export type DescriptorBudget = {
	take(): boolean;
	giveBack(): void;
	/** No more than are open now, since the kernel refused one (EMFILE, ENFILE). */
	shrink(): void;
	used(): number;
};

/** `limitsText` is /proc/self/limits, null where it could not be read. */
export function createDescriptorBudget(limitsText: string | null): DescriptorBudget {
	const limit = limitsText === null ? null : selectOpenFilesLimit(parsePidLimits(limitsText));
	let most = selectBudget(limit ?? defaultLimit);
	let used = 0;
	return {
		take() {
			if (used >= most) return false;
			used += 1;
			return true;
		},
		giveBack() {
			used -= 1;
		},
		shrink() {
			most = Math.max(0, Math.min(most, used) - reserved);
		},
		used: () => used,
	};
}

export function selectBudget(limit: number): number {
	return Math.max(0, Math.min(limit - reserved, Math.floor(limit * largestShare), mostKept));
}
