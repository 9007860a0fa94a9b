import type { Command } from '../../../domain/command.ts';
import { fail } from '../../../domain/result.ts';
import {
	countApkUpdates,
	countAptUpdates,
	countDnfUpdates,
	countNotifierUpdates,
	countPacmanUpdates,
	countZypperUpdates,
} from '../../../parsers/package-updates.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, firstLine, hourMs, runInTime, secondMs } from './fact-reader.ts';

type PackageManager = {
	/** A directory that only its hosts have. */
	readonly mark: string;
	readonly command: Command;
	/** Exit statuses of an answer, besides 0. */
	readonly answers: readonly number[];
	readonly count: (text: string) => number | null;
};

/** None of these commands goes to the network, takes a lock, or changes anything: they look at the lists that are there. */
const managers: readonly PackageManager[] = [
	{
		mark: '/var/lib/dpkg/info',
		command: { file: 'apt', args: ['list', '--upgradable'] },
		answers: [],
		count: countAptUpdates,
	},
	{ mark: '/lib/apk/db', command: { file: 'apk', args: ['version', '-l', '<'] }, answers: [], count: countApkUpdates },
	{
		mark: '/var/lib/pacman/local',
		command: { file: 'pacman', args: ['-Qu'] },
		answers: [1],
		count: countPacmanUpdates,
	},
	{
		mark: '/etc/zypp/repos.d',
		command: { file: 'zypper', args: ['-q', '-n', '--no-refresh', 'list-updates'] },
		answers: [],
		count: countZypperUpdates,
	},
	{
		mark: '/etc/dnf',
		command: { file: 'dnf', args: ['-q', '-C', 'check-update'] },
		answers: [100],
		count: countDnfUpdates,
	},
	{
		mark: '/etc/yum',
		command: { file: 'yum', args: ['-q', '-C', 'check-update'] },
		answers: [100],
		count: countDnfUpdates,
	},
];

/** How many packages the known package lists have newer versions of. It takes seconds, so it is kept for hours. */
export const packageUpdatesReader: FactReader<'packagesUpgradable'> = {
	maxAgeMs: 6 * hourMs,
	isKept: true,
	deadlineMs: 30 * secondMs,
	async read(transport, signal) {
		const [notifier] = await transport.readFiles(['/var/lib/update-notifier/updates-available']);
		const announced = notifier?.ok ? countNotifierUpdates(notifier.value) : null;
		if (announced !== null) return answer(announced);
		const manager = await findManager(transport);
		if (manager === null) return fail('unavailable', 'No package manager that is known here was found');
		const { file, args } = manager.command;
		const command = { file: 'nice', args: ['-n', '10', file, ...args] };
		const result = await runInTime(transport, command, { timeoutMs: 25 * secondMs, maxBytes: 4 * 1024 * 1024 }, signal);
		if (!result.ok) return result;
		const { exitCode, stdout, stderr } = result.value;
		const count = exitCode === 0 || manager.answers.includes(exitCode ?? -1) ? manager.count(stdout) : null;
		return count === null
			? fail('failed', `${file} did not count its updates: ${firstLine(stderr) ?? `status ${exitCode}`}`)
			: answer(count);
	},
};

async function findManager(transport: Transport): Promise<PackageManager | null> {
	for (const manager of managers) {
		if ((await transport.listDirectory(manager.mark)).ok) return manager;
	}
	return null;
}
