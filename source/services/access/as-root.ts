import { randomBytes } from 'node:crypto';
import type { Command, CommandOutcome } from '../../domain/command.ts';
import type { AskPassword, Dialogue, PasswordQuestion } from '../../domain/dialogue.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { HeldProcess, RunOptions, Transport } from '../transports/transport.ts';
import type { PasswordKeeper } from './password-keeper.ts';
import { explainRoot, noPasswordHint, type RootTool, rootCommand } from './root-tool.ts';
import { listenToSudo, notTakenBy, withoutPrompts } from './sudo-conversation.ts';

/** sudo asks at once, unless a directory or a token is slow; then stdin is closed, and it ends without running anything. */
const silenceMs = 10_000;
const newline = 0x0a;
const killTimeoutMs = 30_000;
/** How often a person may mistype for one act. Nothing is tried again without a person: failed tries lock accounts. */
const mostTries = 3;
/** Whether a process is still there is told at once, unless the host serves one thing at a time and is at this act. */
const lookTimeoutMs = 3000;

export type AsRoot = {
	readonly transport: Transport;
	readonly tool: RootTool;
	/** The act under which a signal runs. */
	readonly id: string;
	readonly question: () => PasswordQuestion;
	/** Null where nobody can be asked. */
	readonly ask: () => AskPassword | null;
	readonly keeper: PasswordKeeper;
};

/** How the talk with sudo or doas went. */
type Talk = {
	state: 'listening' | 'answered' | 'withdrawn' | 'nobody' | 'gone' | 'wrong';
	password: Uint8Array | null;
	/** sudo has ended, whether or not somebody still types. */
	isOver: boolean;
};

/**
 * The host with its acts run as root through sudo or doas, one by one: nothing is remembered by sudo, and what only reads runs as it
 * did. The password is written once, after a prompt that nobody could foresee, and overwritten.
 */
export function asRoot(options: AsRoot): Transport {
	const { transport } = options;
	return {
		...transport,
		act: (id, command, runOptions, signal) =>
			actAsRoot(options, { id, command, runOptions, signal, isStill: async () => true }),
		async holdProcess(identity) {
			const held = await transport.holdProcess(identity);
			return held.ok ? succeed(signalAsRoot(options, held.value)) : held;
		},
	};
}

/** Whether the process is still there is looked at again right before the password is given: typing it takes its time. */
function signalAsRoot(options: AsRoot, held: HeldProcess): HeldProcess {
	return {
		identity: held.identity,
		isAlive: () => held.isAlive(),
		release: () => held.release(),
		async signal(name) {
			const { pid } = held.identity;
			const act = await actAsRoot(options, {
				id: options.id,
				command: { file: 'kill', args: [`-${name}`, '--', String(pid)] },
				runOptions: { timeoutMs: killTimeoutMs },
				signal: undefined,
				isStill: () => isAliveInTime(held),
			});
			if (!act.ok) return act;
			const { exitCode, stderr } = act.value;
			if (exitCode === 0) return succeed(undefined);
			return fail('failed', `${name} was not sent to process ${pid}: ${stderr.trim() || `status ${exitCode}`}`);
		},
	};
}

async function isAliveInTime(held: HeldProcess): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((resolve) => {
		timer = setTimeout(() => resolve(false), lookTimeoutMs);
	});
	return Promise.race([held.isAlive(), late]).finally(() => clearTimeout(timer));
}

type Act = {
	readonly id: string;
	readonly command: Command;
	readonly runOptions: RunOptions;
	readonly signal: AbortSignal | undefined;
	readonly isStill: () => Promise<boolean>;
};

async function actAsRoot(options: AsRoot, act: Act): Promise<Result<CommandOutcome>> {
	for (let tries = 1; ; tries += 1) {
		const { talk, result } = await tryOnce(options, act, tries > 1);
		const mayTryAgain = talk.state === 'wrong' && tries < mostTries && options.ask() !== null;
		if (!mayTryAgain) return endOf(options.tool, talk, result, act.runOptions.timeoutMs);
	}
}

/** One run of sudo or doas. A second question of sudo ends it before it ran anything; doas asks once. */
async function tryOnce(
	options: AsRoot,
	act: Act,
	isAgain: boolean,
): Promise<{ readonly talk: Talk; readonly result: Result<CommandOutcome> }> {
	const random = randomBytes(12).toString('hex');
	const talk: Talk = { state: 'listening', password: null, isOver: false };
	const command = rootCommand(options.tool, act.command, random);
	const dialogue = createDialogue(options, talk, random, act.isStill, isAgain);
	const ran = await options.transport.act(act.id, command, { ...act.runOptions, dialogue, isAgain }, act.signal);
	talk.isOver = true;
	const result = ran.ok ? outcomeOf(options.tool, ran.value, random) : ran;
	if (talk.state === 'answered' && isNotTaken(options.tool, result)) talk.state = 'wrong';
	settle(options, talk, result);
	return { talk, result };
}

function isNotTaken(tool: RootTool, result: Result<CommandOutcome>): boolean {
	return !result.ok && result.error.message === notTakenBy(tool);
}

function createDialogue(
	options: AsRoot,
	talk: Talk,
	random: string,
	isStill: () => Promise<boolean>,
	isAgain: boolean,
): Dialogue {
	const listener = listenToSudo(random);
	const close = (state: Talk['state']) => {
		talk.state = state;
		return 'close' as const;
	};
	return {
		silenceMs,
		async hear(text) {
			const heard = listener.hear(text);
			if (heard === null) return null;
			if (heard === 'asks-again') return close('wrong');
			const password = await findPassword(options, isAgain);
			if (password === null) return close(options.ask() === null ? 'nobody' : 'withdrawn');
			if (talk.isOver) {
				password.fill(0);
				return 'close';
			}
			talk.password = password;
			if (!(await isStill())) return close('gone');
			talk.state = 'answered';
			const line = new Uint8Array(password.length + 1);
			line.set(password);
			line[password.length] = newline;
			return line;
		},
	};
}

async function findPassword({ keeper, ask, question, tool }: AsRoot, isAgain: boolean): Promise<Uint8Array | null> {
	const asked = { ...question(), by: tool, isAgain };
	return keeper.take(ownerOf(asked)) ?? (await ask()?.(asked)) ?? null;
}

function ownerOf({ user, host }: PasswordQuestion): string {
	return `${user}@${host}`;
}

/** Only a password that was taken is kept. */
function settle({ keeper, question }: AsRoot, talk: Talk, result: Result<CommandOutcome>): void {
	const owner = ownerOf(question());
	const isTaken = talk.state === 'answered' && result.ok;
	if (isTaken && talk.password !== null) keeper.keep(owner, talk.password);
	else if (talk.state === 'wrong' || talk.state === 'answered') keeper.forget(owner);
	talk.password?.fill(0);
	talk.password = null;
}

function outcomeOf(tool: RootTool, outcome: CommandOutcome, random: string): Result<CommandOutcome> {
	const stderr = withoutPrompts(outcome.stderr, random);
	const complaint = explainRoot(tool, { ...outcome, stderr });
	if (complaint !== null) return fail('permission', `${complaint.message}`, complaint.hint);
	return succeed({ ...outcome, stderr });
}

function endOf(tool: RootTool, talk: Talk, result: Result<CommandOutcome>, timeoutMs: number): Result<CommandOutcome> {
	const elsewise = noPasswordHint(tool);
	switch (talk.state) {
		case 'nobody':
			return fail(
				'permission',
				`${tool} asks for a password, and there is no terminal to ask on`,
				`Run it on a terminal, or ${elsewise}`,
			);
		case 'withdrawn':
			return fail('refused', 'No password was given');
		case 'gone':
			return processGone;
		case 'wrong':
			return fail('permission', notTakenBy(tool), 'It is not tried again by itself; do it again to try once more.');
		case 'listening':
			// It was asked for, and the question was not heard.
			return isNotTaken(tool, result)
				? fail(
						'permission',
						`${tool} asks for a password in a way that was not understood, or did so too late`,
						`${elsewise.charAt(0).toUpperCase()}${elsewise.slice(1)}`,
					)
				: unendedOr(result, timeoutMs);
		case 'answered':
			return unendedOr(result, timeoutMs);
	}
}

const processGone = fail(
	'not-found',
	'The process has ended meanwhile, or could not be looked at once more; nothing was sent',
);

function unendedOr(result: Result<CommandOutcome>, timeoutMs: number): Result<CommandOutcome> {
	return !result.ok && result.error.code === 'timeout' ? unended(timeoutMs) : result;
}

/** Processes of root are out of reach of who started them through sudo. */
function unended(timeoutMs: number): Result<never> {
	return fail(
		'timeout',
		`It did not end within ${timeoutMs / 1000} s, and it may go on: it runs as root, out of reach of this user`,
		'Look for it in Top.',
	);
}
