import type { ServiceManager, UnitJob } from '../../../service-managers/service-manager.ts';

/** A job is asked for often at first, then twice a second. */
const pausesMs = [20, 50, 100, 200, 300];
const lastPauseMs = 500;

/**
 * Waits until the manager has no job for the unit any more; the job that is still there at the time limit, else null. A job
 * that another one took the place of has ended. What cannot be asked counts as ended: the state afterwards tells.
 */
export async function followJob(
	manager: ServiceManager,
	unit: string,
	timeoutMs: number,
	sleep: (milliseconds: number) => Promise<void>,
): Promise<UnitJob | null> {
	const { jobs } = manager;
	if (jobs === undefined) return null;
	const startedMs = performance.now();
	let first: UnitJob | null = null;
	let waitedMs = 0;
	for (let round = 0; ; round++) {
		const job = await jobs.readJob(unit);
		if (!job.ok || job.value === null) return null;
		first ??= job.value;
		if (job.value.id !== first.id) return null;
		if (Math.max(waitedMs, performance.now() - startedMs) >= timeoutMs) return job.value;
		const pauseMs = pausesMs[round] ?? lastPauseMs;
		await sleep(pauseMs);
		waitedMs += pauseMs;
	}
}
