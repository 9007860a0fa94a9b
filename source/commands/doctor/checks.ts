import type { Command } from '../../domain/command.ts';
import { isOnNetwork } from '../../services/operation-log/mount-type.ts';
import type { OperationLog } from '../../services/operation-log/operation-log.ts';
import { shareCommand } from '../../services/operation-log/shared-log.ts';
import type { CommandContext } from '../context.ts';
import { broken, type Check, fine, missing } from './check.ts';
import { checkManagers } from './manager-checks.ts';

/** Programs that make parts of the console better, and the Debian package that has each. */
const helpers: ReadonlyArray<readonly [program: string, packageName: string, use: string]> = [
	['ss', 'iproute2', 'details of TCP connections'],
	['ip', 'iproute2', 'neighbours and addresses'],
	['getent', 'libc-bin', 'names of users'],
	['ionice', 'util-linux', 'I/O classes'],
	['renice', 'bsdutils', 'changing nice values'],
	['lsblk', 'util-linux', 'disks'],
];

const timeoutMs = 2000;

/** Walks what the console needs on this host, in order. */
export async function findNotices(context: CommandContext): Promise<readonly Check[]> {
	const groups = await Promise.all([
		checkKernel(context),
		checkManagers(context),
		checkJournal(context),
		checkHelpers(context),
		checkLog(context),
		checkSettings(context),
		checkAccess(context),
		checkTerminal(context),
	]);
	return groups.flat();
}

async function checkKernel({ services }: CommandContext): Promise<readonly Check[]> {
	const transport = services.transport();
	const [stat, other] = await transport.readFiles(['/proc/stat', '/proc/1/stat']);
	const [boot] = await Promise.all([transport.listDirectory('/sys/class/net')]);
	return [
		stat?.ok
			? fine('/proc', 'can be read')
			: broken('/proc', stat?.error.message ?? 'cannot be read', 'Mount it: mount -t proc proc /proc'),
		other?.ok
			? fine('other processes', 'can be seen')
			: missing('other processes', 'only your own can be seen', '/proc is mounted with hidepid; root sees them all.'),
		boot.ok ? fine('/sys', 'can be read') : missing('/sys', boot.error.message, 'Mount it: mount -t sysfs sysfs /sys'),
	];
}

async function checkJournal({ services, signal }: CommandContext): Promise<readonly Check[]> {
	const command: Command = { file: 'journalctl', args: ['--no-pager', '-n', '1', '-q'] };
	const outcome = await services.transport().run(command, { timeoutMs }, signal);
	if (!outcome.ok)
		return [missing('journal', outcome.error.message, 'Logs of services come from their files instead.')];
	const { exitCode, stdout } = outcome.value;
	if (exitCode === 0 && stdout !== '') return [fine('journal', 'can be read')];
	return [missing('journal', 'shows you nothing', 'Its readers are in the groups systemd-journal and adm.')];
}

async function checkHelpers({ services, signal }: CommandContext): Promise<readonly Check[]> {
	const transport = services.transport();
	return Promise.all(
		helpers.map(async ([program, packageName, use]) => {
			const outcome = await transport.run({ file: program, args: ['--version'] }, { timeoutMs }, signal);
			return outcome.ok || outcome.error.code !== 'not-found'
				? fine(program, use)
				: missing(program, `is not there: no ${use}`, `On Debian: apt install ${packageName}`);
		}),
	);
}

async function checkLog({ services }: CommandContext): Promise<readonly Check[]> {
	const log = await services.operationLog();
	const checked = await log.check();
	const { logNotice } = services.paths;
	const notShared = logNotice === null ? [] : [missing('shared log', logNotice, `As root: ${shareCommand}`)];
	if (checked.ok) return [fine('operation log', describeLog(log)), ...notShared];
	const mend = checked.error.hint ?? 'Acts are refused until it can be written.';
	return [missing('operation log', checked.error.message, mend)];
}

function describeLog({ path, isShared }: Pick<OperationLog, 'path' | 'isShared'>): string {
	const network = 'on a network file system: without a write-ahead log, so that programs wait for each other longer';
	return [path, isShared ? 'shared' : null, isOnNetwork(path) ? network : null]
		.filter((part) => part !== null)
		.join(', ');
}

async function checkSettings({ services }: CommandContext): Promise<readonly Check[]> {
	const { notices } = await services.settings();
	if (notices.length === 0) return [fine('settings', services.paths.settingsFile)];
	return notices.map((notice) => missing('settings', notice, 'Mend that line; the rest of the file counts.'));
}

async function checkAccess({ services }: CommandContext): Promise<readonly Check[]> {
	const access = services.access();
	const [{ role, because }, policy] = await Promise.all([access.read(), access.policy()]);
	if (policy.ok) return [fine('role', `${role}: ${because}`)];
	return [missing('role', `${role}: ${because}`, policy.error.hint ?? 'Mend it as root.')];
}

async function checkTerminal({ output }: CommandContext): Promise<readonly Check[]> {
	const { env } = process;
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'not set';
	const isUtf8 = /utf-?8/i.test(locale);
	return [
		output.columns === null
			? fine('terminal', 'stdout is none')
			: fine('terminal', `${env['TERM'] ?? 'TERM is not set'}, ${output.columns} columns`),
		isUtf8
			? fine('locale', locale)
			: missing('locale', `${locale}: symbols are ASCII`, 'Set LANG to a UTF-8 locale, for example C.UTF-8.'),
		fine('Node', process.version),
	];
}
