import { fail, type OpsErrorCode } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';

type Kind = { readonly code: OpsErrorCode; readonly say: (what: string) => string; readonly hint?: string };

const askRoot = 'Run opsdash as root, or as a user who may read it.';

const missing: Kind = { code: 'not-found', say: (what) => `${what} does not exist` };
const denied: Kind = { code: 'permission', say: (what) => `${what} may not be read by this user`, hint: askRoot };
const absent: Kind = { code: 'unavailable', say: (what) => `${what} is not supported by this kernel or device` };

/** errno to what it means for a reader of kernel files; see errors in proc(5), sysfs(5) and open(2). */
const kinds: Readonly<Record<string, Kind>> = {
	ENOENT: missing,
	ENOTDIR: missing,
	// A process that ended between opening its file and reading it.
	ESRCH: { code: 'not-found', say: (what) => `${what} is gone: its process ended` },
	EACCES: denied,
	EPERM: denied,
	// sysfs attributes of hardware that is not there or asleep.
	ENODEV: absent,
	ENXIO: absent,
	EOPNOTSUPP: absent,
	EINVAL: absent,
	EMFILE: {
		code: 'unavailable',
		say: (what) => `${what} was not opened: this process has no descriptor left`,
		hint: 'Raise the limit of open files (ulimit -n).',
	},
};

/** The errno name of anything thrown by Node's file functions, or an empty string. */
export function errnoOf(error: unknown): string {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
	return typeof code === 'string' ? code : '';
}

/** Turns what a file function threw into a failure; `path` is as the host names it. */
export function failureOfErrno(path: string, error: unknown): ReturnType<typeof fail> {
	const what = sanitise(path);
	const name = errnoOf(error);
	const kind = kinds[name];
	if (kind !== undefined) return fail(kind.code, kind.say(what), kind.hint);
	return fail('failed', `${what} could not be read (${name || String(error)})`);
}
