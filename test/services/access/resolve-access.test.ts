import { expect, test } from 'vitest';
import type { Role } from '../../../source/domain/access.ts';
import { fail, succeed } from '../../../source/domain/result.ts';
import type { IdLookup } from '../../../source/services/access/account-ids.ts';
import { parsePolicy } from '../../../source/services/access/policy.ts';
import { type AccessParts, resolveAccess } from '../../../source/services/access/resolve-access.ts';

const ids: Readonly<Record<string, number>> = {
	root: 0,
	alice: 1000,
	al: 1000,
	bob: 1001,
	ops: 500,
	wheel: 501,
	slow: -1,
};
const lookup: IdLookup = async (_database, name) => (name === 'slow' ? 'unknown' : (ids[name] ?? null));

async function accessOf(text: string | null, parts: Partial<AccessParts> = {}) {
	const policy = text === null ? succeed(null) : parsePolicy(text, '/etc/opsdash/access.yaml');
	const identity = { uid: 1000, gids: [1000, 500] };
	return resolveAccess({ policy, identity, lookup, ownRole: null, person: null, ...parts });
}

async function roleOf(text: string | null, parts: Partial<AccessParts> = {}): Promise<Role> {
	return (await accessOf(text, parts)).role;
}

test('without a policy everybody is admin', async () => {
	expect(await accessOf(null)).toMatchObject({ role: 'admin', because: expect.stringContaining('no /etc/opsdash') });
});

test('a user’s own line counts before those of groups', async () => {
	expect(await roleOf('users: {alice: viewer}\ngroups: {ops: admin}')).toBe('viewer');
});

test('of two names of one uid the lesser role counts', async () => {
	expect(await roleOf('users: {alice: admin, al: operator}')).toBe('operator');
});

test('of several groups the one that gives most counts, and only groups that the kernel knows of', async () => {
	expect(await roleOf('groups: {ops: operator, wheel: admin}')).toBe('operator');
	const identity = { uid: 1000, gids: [500, 501] };
	expect(await roleOf('groups: {ops: operator, wheel: admin}', { identity })).toBe('admin');
});

test('who is in no list has the default', async () => {
	expect(await roleOf('users: {bob: admin}')).toBe('viewer');
	expect(await roleOf('users: {bob: admin}\ndefault: operator')).toBe('operator');
});

test('root is admin unless it is named', async () => {
	const identity = { uid: 0, gids: [0] };
	expect(await roleOf('users: {bob: viewer}', { identity })).toBe('admin');
	expect(await roleOf('users: {root: viewer}', { identity })).toBe('viewer');
});

test('a damaged policy leaves everybody a viewer, root too, and says why', async () => {
	const policy = fail('malformed', '/etc/opsdash/access.yaml line 3: users.al: Invalid option');
	const access = await accessOf(null, { policy, identity: { uid: 0, gids: [0] } });

	expect(access).toMatchObject({ role: 'viewer', because: expect.stringContaining('line 3') });
});

test('a name that cannot be looked up gives nothing away', async () => {
	expect(await roleOf('users: {slow: viewer}\ndefault: admin')).toBe('viewer');
	expect(await roleOf('groups: {slow: viewer}\ndefault: admin')).toBe('viewer');
});

test('own settings take away and never give', async () => {
	expect(await roleOf(null, { ownRole: 'viewer' })).toBe('viewer');
	expect(await roleOf('users: {alice: operator}', { ownRole: 'admin' })).toBe('operator');
});

test('who signed in has no more than the account, and no more than is said of the person', async () => {
	const entry = `'$scrypt$ln=16,r=8,p=2$${'A'.repeat(22)}$${'A'.repeat(43)}'`;
	const people = `signIn: {people: {carol: {passphrase: ${entry}, role: operator}, dave: {passphrase: ${entry}, role: admin}}}`;

	expect(await roleOf(`users: {alice: admin}\n${people}`, { person: 'carol' })).toBe('operator');
	expect(await roleOf(`users: {alice: operator}\n${people}`, { person: 'dave' })).toBe('operator');
});
