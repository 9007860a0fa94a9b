import { fail } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';

const askRoot = 'Use --become (# in the console), or sign in as a user who may read it.';

/** What a program said about a file, as a failure. The words are those of the C library: every program runs with LC_ALL=C. */
export function failureOfReason(path: string, reason: string): ReturnType<typeof fail> {
	const what = sanitise(path);
	if (/no such file|not a directory|missing/i.test(reason)) return fail('not-found', `${what} does not exist`);
	if (/no such process/i.test(reason)) return fail('not-found', `${what} is gone: its process ended`);
	if (/denied|not permitted/i.test(reason)) return fail('permission', `${what} may not be read by this user`, askRoot);
	if (/invalid argument|no such device|not supported/i.test(reason))
		return fail('unavailable', `${what} is not supported by this kernel or device`);
	return fail('failed', `${what} could not be read (${sanitise(reason.trim()) || 'no reason was told'})`);
}

/** The reason that `PROGRAM: PATH: reason` or `PROGRAM: … 'PATH': reason` gives for each path named. */
export function reasonsByPath(errors: string): ReadonlyMap<string, string> {
	const reasons = new Map<string, string>();
	for (const line of errors.split('\n')) {
		const [, quoted, plain, reason] = /^\w+: (?:.*?'(.+)'|(.+?)): ([^:]+)$/.exec(line) ?? [];
		const path = quoted ?? plain;
		if (path !== undefined && reason !== undefined) reasons.set(path, reason);
	}
	return reasons;
}
