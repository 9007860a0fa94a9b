import type { AccessPolicy, Person } from './policy.ts';

/** Somebody who may sign in; null where nobody of that name is listed. */
export function findPerson(policy: AccessPolicy | null, name: string): Person | null {
	const people = policy?.signIn.people ?? {};
	return Object.hasOwn(people, name) ? (people[name] ?? null) : null;
}
