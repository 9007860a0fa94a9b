import { type Access, lesserRole, type Role, roles, unrestricted } from '../../domain/access.ts';
import { type Result, succeed } from '../../domain/result.ts';
import type { IdLookup } from './account-ids.ts';
import { findPerson } from './person.ts';
import type { AccessPolicy } from './policy.ts';
import { policyFile } from './read-policy.ts';

/** Whom the kernel takes this process for. */
export type Identity = { readonly uid: number; readonly gids: readonly number[] };

export function readIdentity(): Identity {
	const gids = new Set([process.getgid?.() ?? -1, process.getegid?.() ?? -1, ...(process.getgroups?.() ?? [])]);
	return { uid: process.getuid?.() ?? -1, gids: [...gids] };
}

export type AccessParts = {
	/** Null where nothing is written down; an error is a file that does not count. */
	readonly policy: Result<AccessPolicy | null>;
	readonly identity: Identity;
	readonly lookup: IdLookup;
	/** `role` of the user's own settings. */
	readonly ownRole: Role | null;
	/** Who signed in on a shared account. */
	readonly person: string | null;
};

/** What this user may do, and why. Whatever cannot be told counts against it. */
export async function resolveAccess(parts: AccessParts): Promise<Access> {
	const { policy, ownRole, person } = parts;
	if (!policy.ok) {
		const access = looking(`${policy.error.message}; until it is mended everybody is viewer`);
		return { ...access, hint: 'Whoever administers this machine has to mend it.' };
	}
	const granted = policy.value === null ? unrestricted : await grantedBy(policy.value, parts);
	const own: Access =
		ownRole !== null && lesserRole(granted.role, ownRole) !== granted.role
			? {
					...granted,
					role: ownRole,
					because: `role: ${ownRole} stands in your own settings`,
					hint: 'Change that line, or leave it out.',
				}
			: granted;
	const personRole = person === null ? null : (findPerson(policy.value, person)?.role ?? null);
	return personRole !== null && lesserRole(own.role, personRole) !== own.role
		? { ...own, role: personRole, because: `${person} is ${personRole} in ${policyFile}` }
		: own;
}

function looking(because: string): Access {
	return { role: 'viewer', because, commands: [] };
}

/** A user's own line counts before those of groups; of several groups the one that gives most; then the default. */
async function grantedBy(policy: AccessPolicy, { identity, lookup }: AccessParts): Promise<Access> {
	const { commands } = policy;
	const users = await idsOf(policy.users, (name) => lookup('passwd', name));
	if (!users.ok) return users.error;
	const own = users.value.filter(({ id }) => id === identity.uid);
	const [first] = own.toSorted((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role));
	if (first !== undefined) {
		return { role: first.role, because: `user ${first.name} is ${first.role} in ${policyFile}`, commands };
	}
	// Whoever may write the file is not held by it.
	if (identity.uid === 0) return { role: 'admin', because: 'root is admin unless users names it otherwise', commands };
	const groups = await idsOf(policy.groups, (name) => lookup('group', name));
	if (!groups.ok) return groups.error;
	const joined = groups.value.filter(({ id }) => identity.gids.includes(id));
	const [most] = joined.toSorted((a, b) => roles.indexOf(b.role) - roles.indexOf(a.role));
	if (most !== undefined) {
		return { role: most.role, because: `group ${most.name} is ${most.role} in ${policyFile}`, commands };
	}
	return { role: policy.default, because: `${policyFile} names neither you nor a group of yours`, commands };
}

type Named = { readonly name: string; readonly id: number; readonly role: Role };

async function idsOf(
	entries: Readonly<Record<string, Role>>,
	find: (name: string) => ReturnType<IdLookup>,
): Promise<Result<readonly Named[], Access>> {
	const found: Named[] = [];
	for (const [name, role] of Object.entries(entries)) {
		const id = await find(name);
		if (id === 'unknown') {
			return { ok: false, error: looking(`whether you are ${name} of ${policyFile} could not be looked up`) };
		}
		if (id !== null) found.push({ name, id, role });
	}
	return succeed(found);
}
