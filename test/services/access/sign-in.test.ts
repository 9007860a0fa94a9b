import { scryptSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AccessPolicy, parsePolicy } from '../../../source/services/access/policy.ts';
import { mustSignIn, type SignInParts, trySignIn, unlistedName } from '../../../source/services/access/sign-in.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';

// A name that nobody has costs as much as one that somebody has.
vi.setConfig({ testTimeout: 60_000 });

const actor = { user: 'ops', uid: 1000, loginUser: 'ops', loginUid: 1000, sudoUser: null, from: 'pts/1' };
const bytes = (text: string) => Buffer.from(text);

/** As cheap as an entry may be. */
function cheapEntry(passphrase: string): string {
	const salt = Buffer.alloc(16, 7);
	const hash = scryptSync(passphrase, salt, 32, { N: 2 ** 10, r: 8, p: 1 });
	const text = (each: Buffer) => each.toString('base64').replaceAll('=', '');
	return `$scrypt$ln=10,r=8,p=1$${text(salt)}$${text(hash)}`;
}

const entry = cheapEntry('correct horse');

let directory: string;
let log: OperationLog;
let policy: AccessPolicy;
let nowMs: number;
let pauses: number[];

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-sign-in-'));
	log = createOperationLog({ path: join(directory, 'operations.db'), user: '1000' });
	const parsed = parsePolicy(
		`signIn: {accounts: [ops], lockAfter: 3, lockMinutes: 10, people: {alice: {passphrase: '${entry}'}}}`,
		'/etc/opsdash/access.yaml',
	);
	if (!parsed.ok) throw new Error(parsed.error.message);
	policy = parsed.value;
	nowMs = Date.parse('2026-11-21T08:00:00Z');
	pauses = [];
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

function attempt(name: string, passphrase: string, more: Partial<SignInParts> = {}) {
	nowMs += 1000;
	const parts: SignInParts = {
		policy,
		log,
		host: 'web1',
		actor,
		now: () => new Date(nowMs),
		async pause(milliseconds) {
			pauses.push(milliseconds);
		},
		...more,
	};
	return trySignIn(parts, name, bytes(passphrase));
}

async function entries() {
	const answer = await log.query({});
	return answer.ok ? answer.value.entries.map(({ type, target, status }) => `${type} ${target} ${status}`) : [];
}

test('the right passphrase lets in, and it is recorded', async () => {
	expect(await attempt('alice', 'correct horse')).toEqual({ ok: true, value: 'alice' });
	expect(await entries()).toEqual(['sign-in alice succeeded']);
});

test('a wrong one is recorded, and the next answer takes longer each time', async () => {
	expect(await attempt('alice', 'wrong')).toMatchObject({ ok: false, error: { code: 'permission' } });
	await attempt('alice', 'wrong');
	expect((await attempt('alice', 'correct horse')).ok).toBe(true);

	expect(pauses).toEqual([1000, 2000]);
	expect(await entries()).toEqual(['sign-in alice succeeded', 'sign-in alice failed', 'sign-in alice failed']);
});

test('after repeated failures the name is locked, also for the right passphrase, until the time is over', async () => {
	for (let each = 0; each < 3; each++) await attempt('alice', 'wrong');

	expect(await attempt('alice', 'correct horse')).toMatchObject({
		ok: false,
		error: { message: 'This name is locked after too many failures' },
	});
	nowMs += 10 * 60_000;
	expect((await attempt('alice', 'correct horse')).ok).toBe(true);
	expect((await entries())[1]).toBe('sign-in-locked alice refused');
});

test('a success begins anew', async () => {
	await attempt('alice', 'wrong');
	await attempt('alice', 'wrong');
	await attempt('alice', 'correct horse');
	await attempt('alice', 'wrong');
	await attempt('alice', 'wrong');

	expect((await attempt('alice', 'correct horse')).ok).toBe(true);
});

test('a name that nobody has is not recorded: it may be a passphrase', async () => {
	expect((await attempt('correct horse', 'x')).ok).toBe(false);
	expect(await entries()).toEqual([`sign-in ${unlistedName} failed`]);
});

test('a name of the language’s own is nobody’s', async () => {
	expect((await attempt('constructor', 'x')).ok).toBe(false);
});

test('nobody signs in where it cannot be recorded', async () => {
	const broken: OperationLog = {
		...log,
		append: async () => ({ ok: false, error: { code: 'failed', message: 'the disk is full' } }),
	};
	expect(await attempt('alice', 'correct horse', { log: broken })).toMatchObject({
		ok: false,
		error: { message: 'Nobody can sign in, because it could not be recorded: the disk is full' },
	});
});

test('only shared accounts ask, and one that cannot be looked up may be one', async () => {
	expect(await mustSignIn(policy, 1000, async () => 1000)).toBe(true);
	expect(await mustSignIn(policy, 1000, async () => 1001)).toBe(false);
	expect(await mustSignIn(policy, 1000, async () => null)).toBe(false);
	expect(await mustSignIn(policy, 1000, async () => 'unknown')).toBe(true);
});
