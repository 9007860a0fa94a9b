import { runAsRoot } from '../../../domain/hints.ts';
import type { CronJob } from '../../../domain/host.ts';
import { type Problem, problemOf } from '../../../domain/problem.ts';
import type { OpsError } from '../../../domain/result.ts';
import { maskLine, type SecretPatterns } from '../../../domain/secrets.ts';
import { type CrontabFile, parseAnacrontab, parseCrontab } from '../../../parsers/crontab.ts';
import type { Records } from '../../../parsers/records.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, leftOut, minuteMs, runInTime, secondMs } from './fact-reader.ts';

const field = 'cronJobs';
/** cron passes over what editors and packages leave behind. */
const leftBehind = /^\.|~$|\.(?:rpm(?:save|new|orig)|dpkg-\w+|bak|swp)$/;
const scriptDirectories = ['hourly', 'daily', 'weekly', 'monthly'] as const;
const spoolDirectories = ['/var/spool/cron/crontabs', '/var/spool/cron', '/etc/crontabs'] as const;

type Found = { readonly jobs: readonly CronJob[]; readonly problems: readonly Problem[] };
const nothing: Found = { jobs: [], problems: [] };

/** System crontabs, scripts that run by period, and the crontabs of users, as far as this user may read them. */
export function createCronJobsReader(secrets: SecretPatterns = []): FactReader<'cronJobs'> {
	return {
		maxAgeMs: 2 * minuteMs,
		isKept: true,
		deadlineMs: 3 * secondMs,
		async read(transport, signal) {
			const parts = await Promise.all([
				readSystemFiles(transport),
				readScripts(transport),
				readSpools(transport, signal),
			]);
			// Masked before it is kept: facts lie in the cache directory.
			const jobs = parts.flatMap((part) => part.jobs);
			return answer(
				jobs.map((job) => ({ ...job, command: maskLine(job.command, secrets) })),
				parts.flatMap(({ problems }) => problems),
			);
		},
	};
}

async function readSystemFiles(transport: Transport): Promise<Found> {
	const names = await transport.listDirectory('/etc/cron.d');
	const listed = names.ok ? names.value.filter((name) => !leftBehind.test(name)).sort() : [];
	const paths = ['/etc/crontab', ...listed.map((name) => `/etc/cron.d/${name}`)];
	const system = await readTables(
		transport,
		paths.map((path) => ({ path, hasUserField: true, user: null })),
	);
	const [anacrontab] = await transport.readFiles(['/etc/anacrontab']);
	const anacron = anacrontab?.ok
		? foundIn('/etc/anacrontab', parseAnacrontab(anacrontab.value, '/etc/anacrontab'))
		: nothing;
	return merge([system, anacron]);
}

async function readTables(transport: Transport, files: readonly CrontabFile[]): Promise<Found> {
	const texts = await transport.readFiles(files.map(({ path }) => path));
	return merge(
		files.map((file, index) => {
			const text = texts[index];
			if (text?.ok) return foundIn(file.path, parseCrontab(text.value, file));
			return text === undefined || text.error.code === 'not-found' ? nothing : lost(text.error);
		}),
	);
}

function foundIn(path: string, { records, malformed }: Records<CronJob>): Found {
	return { jobs: records, problems: leftOut(field, malformed, path) };
}

function lost(error: OpsError): Found {
	return { jobs: [], problems: [problemOf(field, error)] };
}

function merge(parts: readonly Found[]): Found {
	return { jobs: parts.flatMap(({ jobs }) => jobs), problems: parts.flatMap(({ problems }) => problems) };
}

/** /etc/cron.daily and its like: every script is a job of root. */
async function readScripts(transport: Transport): Promise<Found> {
	const parts = await Promise.all(
		scriptDirectories.map(async (period): Promise<Found> => {
			const directory = `/etc/cron.${period}`;
			const names = await transport.listDirectory(directory);
			if (!names.ok) return names.error.code === 'not-found' ? nothing : lost(names.error);
			const scripts = names.value.filter((name) => !leftBehind.test(name)).sort();
			return {
				jobs: scripts.map((name) => ({
					source: directory,
					user: 'root',
					schedule: `@${period}`,
					command: `${directory}/${name}`,
				})),
				problems: [],
			};
		}),
	);
	return merge(parts);
}

/** Users' own: root reads the spool, others only what `crontab -l` gives them of their own. */
async function readSpools(transport: Transport, signal: AbortSignal): Promise<Found> {
	let isDenied = false;
	for (const directory of spoolDirectories) {
		const names = await transport.listDirectory(directory);
		if (names.ok && !names.value.includes('crontabs')) {
			const users = names.value.filter((name) => !leftBehind.test(name) && !name.startsWith('cron.')).sort();
			const files = users.map((user) => ({ path: `${directory}/${user}`, hasUserField: false, user }));
			const found = await readTables(transport, files);
			if (found.problems.every(({ code }) => code !== 'permission')) return found;
		}
		isDenied ||= (names.ok && !names.value.includes('crontabs')) || (!names.ok && names.error.code === 'permission');
	}
	return isDenied ? readOwn(transport, signal) : nothing;
}

async function readOwn(transport: Transport, signal: AbortSignal): Promise<Found> {
	const others: Problem = {
		field,
		code: 'permission',
		message: 'The crontabs of other users may be read by root only',
		hint: `${runAsRoot}, to see them.`,
	};
	const own = await runInTime(transport, { file: 'crontab', args: ['-l'] }, { timeoutMs: secondMs }, signal);
	// It ends with 1 for "no crontab for NAME".
	if (!own.ok || own.value.exitCode !== 0) return { jobs: [], problems: [others] };
	const found = foundIn(
		'crontab -l',
		parseCrontab(own.value.stdout, { path: 'crontab -l', hasUserField: false, user: null }),
	);
	return { jobs: found.jobs, problems: [...found.problems, others] };
}
