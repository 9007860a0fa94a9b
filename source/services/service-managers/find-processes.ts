import { parseNamespaceDepth } from '../../parsers/pid-status.ts';
import type { Transport } from '../transports/transport.ts';
import { managerTimeoutMs } from './service-manager.ts';

export type FoundProcess = {
	readonly pid: number;
	/** Arguments, separated by NUL. */
	readonly cmdline: string;
	/** Its working directory; null where this user may not see it. */
	readonly directory: string | null;
};

/** Daemons of one kind on a host; more is a container host whose containers could not be told apart. */
const maxProcesses = 20;

/** Processes of a program by its name, in the host's own PID namespace: what runs in a container has its files elsewhere. */
export async function findProcesses(
	transport: Transport,
	name: string,
	signal?: AbortSignal,
): Promise<readonly FoundProcess[]> {
	const listed = (await transport.findByName?.(name)) ?? (await listByProgram(transport, name, signal));
	const pids = listed.slice(0, maxProcesses);
	if (pids.length === 0) return [];
	const [statuses, cmdlines, directories] = await Promise.all([
		transport.readFiles(pids.map((pid) => `/proc/${pid}/status`)),
		transport.readSlowFiles(
			pids.map((pid) => `/proc/${pid}/cmdline`),
			{ timeoutMs: managerTimeoutMs, maxBytes: 65_536 },
		),
		transport.readLinks(pids.map((pid) => `/proc/${pid}/cwd`)),
	]);
	return pids.flatMap((pid, index) => {
		const status = statuses[index];
		const cmdline = cmdlines[index];
		const directory = directories[index];
		const isHere = status?.ok === true && (parseNamespaceDepth(status.value) ?? 1) === 1;
		// The number may be another's by now.
		if (!isHere || !status.value.startsWith(`Name:\t${name}\n`) || cmdline?.ok !== true || cmdline.value === '')
			return [];
		return [{ pid, cmdline: cmdline.value, directory: directory?.ok === true ? directory.value : null }];
	});
}

/**
 * `pgrep` (procps, busybox) reads the table in a process of its own, with a deadline; without it nothing is found. With many processes
 * it costs several times what a scan of the console does.
 */
async function listByProgram(transport: Transport, name: string, signal?: AbortSignal): Promise<readonly number[]> {
	const outcome = await transport.run({ file: 'pgrep', args: ['-x', name] }, { timeoutMs: managerTimeoutMs }, signal);
	const lines = outcome.ok ? outcome.value.stdout.split('\n') : [];
	return lines.filter((line) => /^\d+$/.test(line)).map(Number);
}

const programDirectories = ['/usr/bin', '/usr/local/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/sbin'];

/** Whether a program is installed at a usual place. Costs no process: its first byte is read. */
export async function hasProgram(transport: Transport, name: string): Promise<boolean> {
	const files = await transport.readFiles(
		programDirectories.map((directory) => `${directory}/${name}`),
		{ maxBytes: 1 },
	);
	return files.some((file) => file.ok || file.error.code === 'permission');
}

/** An absolute path of what a process named among its arguments; null where it is relative to a place that is not known. */
export function resolvePath({ directory }: FoundProcess, path: string): string | null {
	if (path.startsWith('/')) return path;
	return directory === null || !directory.startsWith('/') ? null : `${directory.replace(/\/$/, '')}/${path}`;
}

/** Whether a file or directory is there at all. */
export async function hasEntry(transport: Transport, directory: string, name: string): Promise<boolean> {
	const names = await transport.listDirectory(directory);
	return names.ok && names.value.includes(name);
}
