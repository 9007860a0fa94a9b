import type { CommandOutcome } from '../../../domain/command.ts';
import { type DeletedOpenFile, largeDeletedFileBytes } from '../../../domain/host.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import {
	type DeletedDescriptor,
	descriptorStatFormat,
	joinDescriptorSizes,
	parseFoundDescriptors,
	parseListedDescriptors,
} from '../../../parsers/deleted-files.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, runInTime, secondMs } from './fact-reader.ts';
import { listPids, type ProcessFiles, processProblems, readNames, searchProcesses } from './process-files.ts';

const field = 'deletedOpenFiles';
/** Descriptors whose size is asked, and how many one child asks at a time. */
const maxDescriptors = 4000;
const statBatchSize = 200;

/** Deleted files that a process holds open: space that df shows as used and du does not find. */
export const deletedOpenFilesReader: FactReader<'deletedOpenFiles'> = {
	// Kept between runs for their price alone; what was mended meanwhile must not stand there for long.
	maxAgeMs: 30 * secondMs,
	isKept: true,
	deadlineMs: 20 * secondMs,
	async read(transport, signal) {
		const pids = await listPids(transport);
		if (!pids.ok) return pids;
		const found = await findDescriptors(transport, pids.value, signal);
		if (!found.ok) return found;
		const sizes = await readSizes(transport, found.value.descriptors.slice(0, maxDescriptors), signal);
		const names = await readNames(transport, [...new Set(sizes.map(({ pid }) => pid))]);
		const rows = sizes.map((file): DeletedOpenFile => ({ ...file, name: names.get(file.pid) ?? null }));
		return answer(rows, processProblems(field, 'Deleted files that are still open', found.value));
	},
};

type Descriptors = Omit<ProcessFiles, 'outputs'> & { readonly descriptors: readonly DeletedDescriptor[] };

async function findDescriptors(
	transport: Transport,
	pids: readonly number[],
	signal: AbortSignal,
): Promise<Result<Descriptors>> {
	const directories = (batch: readonly number[]) => batch.map((pid) => `/proc/${pid}/fd`);
	const find = (batch: readonly number[]) => ({
		file: 'find',
		args: [...directories(batch), '-maxdepth', '1', '-lname', '* (deleted)', '-printf', '%p\\t%l\\0'],
	});
	const found = await searchProcesses(transport, pids, find, signal);
	const isTooSimple =
		found.ok && found.value.outputs.some(({ stderr }) => /unrecognized|unknown predicate/.test(stderr));
	if (found.ok && !isTooSimple) return descriptorsOf(found.value, parseFoundDescriptors);
	// -n: names of owners would be looked up over the network.
	const list = (batch: readonly number[]) => ({ file: 'ls', args: ['-ln', ...directories(batch)] });
	const listed = await searchProcesses(transport, pids, list, signal);
	return listed.ok ? descriptorsOf(listed.value, parseListedDescriptors) : listed;
}

function descriptorsOf(
	files: ProcessFiles,
	parse: (text: string) => readonly DeletedDescriptor[],
): Result<Descriptors> {
	const { outputs, ...rest } = files;
	return succeed({ ...rest, descriptors: outputs.flatMap(({ stdout }: CommandOutcome) => parse(stdout)) });
}

async function readSizes(transport: Transport, descriptors: readonly DeletedDescriptor[], signal: AbortSignal) {
	let text = '';
	for (let start = 0; start < descriptors.length; start += statBatchSize) {
		const links = descriptors.slice(start, start + statBatchSize).map(({ link }) => link);
		const command = { file: 'stat', args: ['-L', '-c', descriptorStatFormat, '--', ...links] };
		// A batch that hangs behind a dead mount loses its own files only.
		const result = await runInTime(transport, command, { timeoutMs: 2 * secondMs }, signal);
		if (result.ok) text += result.value.stdout;
	}
	return joinDescriptorSizes(descriptors, text, largeDeletedFileBytes);
}
