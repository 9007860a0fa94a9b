import { randomBytes } from 'node:crypto';
import type { AskPassword, PasswordQuestion } from '../../domain/dialogue.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import type { RemoteShell, SessionPurpose, ShellOpener } from '../transports/ssh/remote-shell.ts';
import { type BecomeEnd, becomeRoot } from './become-root.ts';
import type { PasswordKeeper } from './password-keeper.ts';
import { noPasswordHint, type RootTool } from './root-tool.ts';
import { notTakenBy } from './sudo-conversation.ts';

export type RootOpenerOptions = {
	/** Opens shells of the user who signed in. */
	readonly opener: ShellOpener;
	readonly question: () => PasswordQuestion;
	/** Null where nobody can be asked. */
	readonly ask: AskPassword | null;
	/** Keeps the password at least as long as it takes to open the sessions of one screen. */
	readonly keeper: PasswordKeeper;
};

export type RootOpener = ShellOpener & {
	/** What made root of this user; null before the first session. */
	tool(): RootTool | null;
};

const mostTries = 3;

/**
 * Opens shells of root on a host, each through sudo or doas, which remember nothing: what sudo remembers counts for one session only.
 * After one that was not answered, or not allowed, no more are tried: failed tries are logged there, and lock accounts; a person has to
 * ask for it again.
 */
export function createRootOpener({ opener, question, ask, keeper }: RootOpenerOptions): RootOpener {
	let tool: RootTool | null = null;
	/** What asked last. */
	let asking: RootTool = 'sudo';
	let refused: OpsError | null = null;
	/** One after the other: what is typed for the first one serves those behind it. */
	let queue: Promise<unknown> = Promise.resolve();
	const owner = () => `${question().user}@${question().host}`;

	/** A kept password first, then whoever sits there. */
	async function findPassword(by: RootTool, isAgain: boolean): Promise<Uint8Array | null> {
		asking = by;
		return keeper.take(owner()) ?? (await ask?.({ ...question(), by, isAgain })) ?? null;
	}

	async function tryOnce(purpose: SessionPurpose, isAgain: boolean): Promise<Result<RemoteShell> | BecomeEnd> {
		const opened = await opener.open(purpose);
		if (!opened.ok) return opened;
		let given: Uint8Array | null = null;
		const end = await becomeRoot(opened.value, {
			random: randomBytes(12).toString('hex'),
			host: opener.host,
			async findPassword(by) {
				const password = await findPassword(by, isAgain);
				given = password === null ? null : Uint8Array.from(password);
				return password;
			},
		});
		settle(end, given);
		return end;
	}

	function settle(end: BecomeEnd, given: Uint8Array | null): void {
		if (end.kind === 'root' && given !== null) keeper.keep(owner(), given);
		else if (end.kind === 'wrong') keeper.forget(owner());
		given?.fill(0);
	}

	async function open(purpose: SessionPurpose): Promise<Result<RemoteShell>> {
		for (let tries = 1; refused === null; tries += 1) {
			const end = await tryOnce(purpose, tries > 1);
			if ('ok' in end) return end;
			if (end.kind === 'root') {
				tool = end.tool;
				return succeed(end.shell);
			}
			if (end.kind === 'lost') return { ok: false, error: end.error };
			if (end.kind !== 'wrong' || tries >= mostTries || ask === null) refused = errorOf(end, asking, ask !== null);
		}
		return { ok: false, error: refused };
	}

	return {
		host: opener.host,
		sessionLimit: () => opener.sessionLimit(),
		connections: () => opener.connections?.() ?? 0,
		tool: () => tool,
		open(purpose) {
			const next = queue.then(() => open(purpose));
			queue = next.catch(() => {});
			return next;
		},
	};
}

function errorOf(
	end: Exclude<BecomeEnd, { readonly kind: 'root' | 'lost' }>,
	asking: RootTool,
	isAsked: boolean,
): OpsError {
	if (end.kind === 'refused') return end.error;
	if (end.kind === 'wrong') return fail('permission', notTakenBy(end.tool), 'Ask for it once more.').error;
	if (isAsked) return fail('permission', 'No password was given', 'Ask for it once more.').error;
	return fail(
		'permission',
		`${asking} asks for a password, and there is no terminal to ask on`,
		`Run it on a terminal, or ${noPasswordHint(asking, '/bin/sh')}`,
	).error;
}
