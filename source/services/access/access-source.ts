import { setTimeout as pause } from 'node:timers/promises';
import type { Access, Role } from '../../domain/access.ts';
import type { Result } from '../../domain/result.ts';
import { readActor } from '../operation-log/actor.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import type { Transport } from '../transports/transport.ts';
import { createIdLookup, type IdLookup } from './account-ids.ts';
import type { AccessPolicy } from './policy.ts';
import { readPolicy } from './read-policy.ts';
import { readIdentity, resolveAccess } from './resolve-access.ts';

/** One try; answers the person. */
export type SignIn = (name: string, passphrase: Uint8Array) => Promise<Result<string>>;

export type SignInPlace = { readonly operationLog: () => Promise<OperationLog>; readonly host: string };

/** Who may do what here: asked before each act, since the administrators may have changed it while a console is open. */
export type AccessSource = {
	read(): Promise<Access>;
	policy(): Promise<Result<AccessPolicy | null>>;
	/** Where this account is a shared one: what prepares a sign-in. Null where nobody has to. */
	signInAsked(): Promise<((where: SignInPlace) => Promise<SignIn>) | null>;
	/** Who signed in; null where nobody has to. */
	person(): string | null;
};

export type AccessSourceOptions = {
	/** Of this machine, whatever host is acted on: the console's user is one of this machine. */
	readonly transport: Pick<Transport, 'run'>;
	readonly ownRole: () => Promise<Role | null>;
};

const keepIdsMs = 60_000;

export function createAccessSource({ transport, ownRole }: AccessSourceOptions): AccessSource {
	const lookup = rememberIds(createIdLookup(transport), () => performance.now());
	let person: string | null = null;
	return {
		async read() {
			const [policy, own] = await Promise.all([readPolicy(), ownRole()]);
			return resolveAccess({ policy, identity: readIdentity(), lookup, ownRole: own, person });
		},
		policy: () => readPolicy(),
		async signInAsked() {
			const policy = await readPolicy();
			// Of a damaged policy everybody is viewer, whoever it is.
			if (!policy.ok || policy.value === null || policy.value.signIn.accounts.length === 0) return null;
			const found = policy.value;
			const { mustSignIn, trySignIn } = await import('./sign-in.ts');
			if (!(await mustSignIn(found, readIdentity().uid, lookup))) return null;
			return async ({ operationLog, host }) => {
				const log = await operationLog();
				const parts = { policy: found, log, host, actor: readActor(), now: () => new Date(), pause };
				return async (name, passphrase) => {
					const signedIn = await trySignIn(parts, name, passphrase);
					if (signedIn.ok) person = signedIn.value;
					return signedIn;
				};
			};
		},
		person: () => person,
	};
}

/** Asking a directory takes its time, and acts come in a row. What could not be told is asked again. */
function rememberIds(lookup: IdLookup, now: () => number): IdLookup {
	const known = new Map<string, { readonly id: number | null; readonly untilMs: number }>();
	return async (database, name) => {
		const key = `${database} ${name}`;
		const before = known.get(key);
		if (before !== undefined && now() < before.untilMs) return before.id;
		const id = await lookup(database, name);
		if (id !== 'unknown') known.set(key, { id, untilMs: now() + keepIdsMs });
		return id;
	};
}
