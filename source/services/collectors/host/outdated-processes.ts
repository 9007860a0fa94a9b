import type { OutdatedProcess } from '../../../domain/host.ts';
import { parseDeletedMappings } from '../../../parsers/deleted-files.ts';
import { answer, type FactReader, minuteMs, secondMs } from './fact-reader.ts';
import { listPids, processProblems, readNames, searchProcesses } from './process-files.ts';

const field = 'outdatedProcesses';
const maxFiles = 5;
const pattern = '^[0-9a-f]+-[0-9a-f]+ ..x. .* /.* \\(deleted\\)$';

/** Processes that run code which an upgrade has replaced: they want a restart. */
export const outdatedProcessesReader: FactReader<'outdatedProcesses'> = {
	// Kept for its price alone; who restarts a service looks here next.
	maxAgeMs: minuteMs,
	isKept: true,
	deadlineMs: 15 * secondMs,
	async read(transport, signal) {
		const pids = await listPids(transport);
		if (!pids.ok) return pids;
		const command = (batch: readonly number[]) => ({
			file: 'grep',
			args: ['-HE', '--', pattern, ...batch.map((pid) => `/proc/${pid}/maps`)],
		});
		const found = await searchProcesses(transport, pids.value, command, signal);
		if (!found.ok) return found;
		const files = new Map<number, string[]>();
		for (const { pid, file } of found.value.outputs.flatMap(({ stdout }) => parseDeletedMappings(stdout))) {
			files.set(pid, [...(files.get(pid) ?? []), file]);
		}
		const names = await readNames(transport, [...files.keys()]);
		const rows = [...files].flatMap(([pid, list]): OutdatedProcess[] => {
			const name = names.get(pid) ?? null;
			return name === null ? [] : [{ pid, name, files: list.slice(0, maxFiles) }];
		});
		return answer(rows, processProblems(field, 'Processes on deleted libraries', found.value));
	},
};
