import type { HistoryEntry } from '../../domain/history.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import type { ActorRecord, Begun } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import { readWriter } from '../operation-log/writer.ts';
import { newOperationId } from '../operations/operation-id.ts';
import type { IdLookup } from './account-ids.ts';
import { isPassphrase } from './passphrase.ts';
import { findPerson } from './person.ts';
import type { AccessPolicy } from './policy.ts';

/** Under which sign-ins stand in the log, and under which those that were not even tried. */
export const signInType = 'sign-in';
const lockedType = 'sign-in-locked';
/** What stands for a name that nobody has: it may be a passphrase, typed a line too early. */
export const unlistedName = '(no such name)';
const longestDelayMs = 30_000;

export type SignInParts = {
	readonly policy: AccessPolicy;
	readonly log: OperationLog;
	readonly host: string;
	readonly actor: ActorRecord;
	readonly now: () => Date;
	readonly pause: (milliseconds: number) => Promise<void>;
};

/** Whether this account is one that several people share, so that each has to say who it is. */
export async function mustSignIn(policy: AccessPolicy, uid: number, lookup: IdLookup): Promise<boolean> {
	for (const name of policy.signIn.accounts) {
		const id = await lookup('passwd', name);
		if (id === uid || id === 'unknown') return true;
	}
	return false;
}

/**
 * One try of one name. It is on record before the passphrase is looked at, so that tries side by side count as well; the delay
 * doubles with each failure in a row, and past the limit of the policy the name is locked for a while. Answers the person.
 */
export async function trySignIn(parts: SignInParts, name: string, passphrase: Uint8Array): Promise<Result<string>> {
	const { policy, log, now } = parts;
	const person = findPerson(policy, name);
	const target = person === null ? unlistedName : name;
	const failures = await countFailures(parts, target);
	if (!failures.ok) return failures;
	if (failures.value >= policy.signIn.lockAfter) return refuseLocked(parts, target);
	const id = newOperationId(now());
	const begun = await log.append(beginning(parts, id, signInType, target));
	if (!begun.ok) return unrecorded(begun.error);
	if (failures.value > 0) await parts.pause(Math.min(1000 * 2 ** (failures.value - 1), longestDelayMs));
	const isRight = await isPassphrase(person?.passphrase ?? null, passphrase);
	const isLast = failures.value + 1 >= policy.signIn.lockAfter;
	const message = isRight
		? `${name} signed in`
		: `Name or passphrase is wrong${isLast ? `; the name is locked for ${policy.signIn.lockMinutes} minutes` : ''}`;
	const ended = await log.append({
		kind: 'ended',
		id,
		time: now().toISOString(),
		status: isRight ? 'succeeded' : 'failed',
		message,
		exitCode: null,
		durationMs: null,
		after: null,
		output: '',
	});
	if (!ended.ok) return unrecorded(ended.error);
	return isRight ? succeed(name) : fail('permission', message);
}

/** Tries in a row that did not succeed, within the time that a lock lasts. Those that are still open count. */
async function countFailures({ policy, log, host, now }: SignInParts, target: string): Promise<Result<number>> {
	const since = new Date(now().getTime() - policy.signIn.lockMinutes * 60_000).toISOString();
	const answer = await log.query({ type: signInType, host, since, limit: 1000 });
	if (!answer.ok) return unrecorded(answer.error);
	const own = answer.value.entries.filter((entry: HistoryEntry) => entry.target === target);
	const lastSuccess = own.findIndex(({ status }) => status === 'succeeded');
	return succeed(lastSuccess === -1 ? own.length : lastSuccess);
}

async function refuseLocked(parts: SignInParts, target: string): Promise<Result<never>> {
	const { lockMinutes } = parts.policy.signIn;
	const message = 'This name is locked after too many failures';
	const { writer: _, ...subject } = beginning(parts, newOperationId(parts.now()), lockedType, target);
	await parts.log.append({ ...subject, kind: 'refused', message });
	return fail('permission', message, `Try again ${lockMinutes} minutes after the last failure.`);
}

function beginning({ actor, host, now }: SignInParts, id: string, type: string, target: string): Begun {
	const time = now().toISOString();
	const what = { host, type, target, argv: [], asUser: actor.user, before: null };
	return { kind: 'begun', id, time, actor, ...what, writer: readWriter() };
}

function unrecorded({ message }: OpsError): ReturnType<typeof fail> {
	return fail('permission', `Nobody can sign in, because it could not be recorded: ${message}`);
}
