/** So many new main processes in a row, none older than this, are a crash loop. */
const leastChanges = 3;
const youngMs = 60_000;

export type RespawnWatch = {
	/** Notes the main process of a unit as it is now; true where it is started again and again. */
	note(unit: string, pid: number | null, nowMs: number): boolean;
};

/** Finds crash loops of managers that do not count restarts: between two looks the main process became another, and again. */
export function createRespawnWatch(): RespawnWatch {
	type Seen = { readonly pid: number | null; readonly changes: number; readonly changedAtMs: number };
	const seen = new Map<string, Seen>();
	return {
		note(unit, pid, nowMs) {
			const last = seen.get(unit);
			const isYoung = last !== undefined && nowMs - last.changedAtMs < youngMs;
			// A look between two processes is no change by itself.
			const isChanged = pid !== null && last !== undefined && last.pid !== null && last.pid !== pid;
			const changes = (isYoung ? last.changes : 0) + (isChanged ? 1 : 0);
			seen.set(unit, {
				pid: pid ?? last?.pid ?? null,
				changes,
				changedAtMs: isChanged || last === undefined ? nowMs : last.changedAtMs,
			});
			return changes >= leastChanges && (isYoung || isChanged);
		},
	};
}
