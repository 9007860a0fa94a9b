import { readFileSync } from 'node:fs';
import type { Transport } from '../transports/transport.ts';

/** The id of a user or a group, null where there is none of that name, `unknown` where nobody could be asked. */
export type IdLookup = (database: 'passwd' | 'group', name: string) => Promise<number | null | 'unknown'>;

const timeoutMs = 2000;
/** getent(1): a key was not found. */
const notFound = 2;

/**
 * Looks names up the way the system does: the file first, then `getent`, which also asks LDAP or SSSD. Those may not answer;
 * then the name is neither there nor not there. Names that are digits are ids themselves.
 */
export function createIdLookup(transport: Pick<Transport, 'run'>): IdLookup {
	return async (database, name) => {
		if (/^\d{1,10}$/.test(name)) return Number(name);
		const local = findId(readText(`/etc/${database}`), name);
		if (local !== null) return local;
		const answer = await transport.run({ file: 'getent', args: ['--', database, name] }, { timeoutMs });
		// Without getent (musl) there is nothing but the files.
		if (!answer.ok) return answer.error.code === 'not-found' ? null : 'unknown';
		const { exitCode, stdout } = answer.value;
		if (exitCode === 0) return findId(stdout, name) ?? 'unknown';
		return exitCode === notFound ? null : 'unknown';
	};
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** In /etc/passwd and /etc/group the third field is the id. */
function findId(text: string, name: string): number | null {
	const line = text.split('\n').find((each) => each.startsWith(`${name}:`));
	const id = line?.split(':')[2] ?? '';
	return /^\d{1,10}$/.test(id) ? Number(id) : null;
}
