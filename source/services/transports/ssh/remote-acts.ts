import type { Command, CommandOutcome } from '../../../domain/command.ts';
import { fail, failUnknown, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { createCappedOutput } from '../local/capped-output.ts';
import { defaultMaxBytes } from '../local/run.ts';
import type { RunOptions, Transport } from '../transport.ts';
import { brokenOff, createTextAnswer, hasRun } from './agent/text-answer.ts';
import { encodeCommand } from './agent/words.ts';
import type { Lane, Lanes } from './lanes.ts';
import { carryRemoteDialogue } from './remote-dialogue.ts';
import { askText } from './remote-files.ts';
import { createRunFollower, missingCommand, nameOf, type RunFollower } from './remote-run.ts';

/** Longest that ending a process group takes: TERM, a second, KILL, half a second. */
const haltTimeoutMs = 10_000;
/** How often an outcome is looked for while what may have it changes under the eyes. */
const mostLooks = 5;

export type RemoteActs = Pick<Transport, 'act' | 'recoverAct'>;

/**
 * Commands that change another host. Each runs there in a session of its own: a lost connection does not end it, unless it is bound to
 * that, and its outcome waits for ten minutes to be asked for.
 */
export function createRemoteActs(host: string, lanes: Lanes): RemoteActs {
	return {
		async act(id, command, options, signal) {
			if (!/^[\w-][\w.-]{0,127}$/.test(id)) return fail('refused', `${sanitise(id)} cannot be the id of an act`);
			if (signal?.aborted) return fail('cancelled', `${sanitise(command.file)} was cancelled before it started`);
			return runAct({ host, lane: lanes.act(), id, command, options }, signal);
		},
		async recoverAct(id) {
			for (let attempt = 1; ; attempt += 1) {
				const answer = createTextAnswer();
				const asked = await askText(lanes.slow(), `recover ${id.replaceAll(/[^\w.-]/g, '')}`, answer);
				if (!asked.ok) return asked;
				const found = recovered(id, answer.text());
				// One that was found and is gone has left its outcome to another.
				const isSure = found.ok || (answer.said('again') === null && hasRun(answer));
				if (isSure || attempt === mostLooks) return isSure ? found : brokenOff(`looking for act ${id}`);
			}
		},
	};
}

type Act = {
	readonly host: string;
	readonly lane: Lane;
	readonly id: string;
	readonly command: Command;
	readonly options: RunOptions;
};

type ActState = {
	readonly lane: Lane;
	readonly follower: RunFollower;
	/** What the agent said about ending the group; null when the act's own answer ended before that. */
	readonly halted: PromiseWithResolvers<boolean | null>;
	/** The host may have been asked. */
	isSent: boolean;
	pid: number | null;
};

async function runAct(act: Act, signal: AbortSignal | undefined): Promise<Result<CommandOutcome>> {
	const { lane, command, options, id } = act;
	const maxBytes = options.maxBytes ?? defaultMaxBytes;
	const stdout = createCappedOutput(maxBytes);
	const withdraw = new AbortController();
	const follower = createRunFollower(maxBytes, () => lane.drop());
	const state: ActState = { lane, follower, halted: Promise.withResolvers<boolean | null>(), isSent: false, pid: null };
	let early: { readonly why: 'timeout' | 'cancelled'; readonly isGone: Promise<boolean> } | null = null;
	const end = (why: 'timeout' | 'cancelled') => {
		if (early !== null || follower.end() !== null) return;
		// What still asks gets no answer, and ends by that.
		talk?.close();
		early = { why, isGone: halt(state).finally(() => withdraw.abort()) };
	};
	let timer: NodeJS.Timeout | undefined;
	const startTimer = () => {
		timer = setTimeout(() => end('timeout'), options.timeoutMs);
	};
	const talk = options.dialogue === undefined ? null : carryRemoteDialogue(lane, options.dialogue, startTimer);
	if (talk === null) startTimer();
	const onAbort = () => end('cancelled');
	signal?.addEventListener('abort', onAbort, { once: true });
	const request = {
		text: `act ${id} ${kindOf(options)} ${encodeCommand(command, options.stdin)}`,
		timeoutMs: null,
		maxBytes: Number.POSITIVE_INFINITY,
		isRepeatable: false,
		talks: talk !== null,
		onSent: () => {
			state.isSent = true;
			talk?.start();
		},
		onData: stdout.add,
		onControl(word: string, rest: string) {
			note(state, word, rest);
			if (word === 'e') talk?.hear(`${rest}\n`);
			if (word === 'x') talk?.close();
		},
	};
	const asked = await lane.ask(request, withdraw.signal);
	talk?.close();
	clearTimeout(timer);
	state.halted.resolve(null);
	follower.stop();
	signal?.removeEventListener('abort', onAbort);
	if (follower.isMissing()) return missingCommand(command, act.host);
	const outcome = follower.end();
	const reason = early as { readonly why: 'timeout' | 'cancelled'; readonly isGone: Promise<boolean> } | null;
	if (reason !== null) return endedEarly(act, reason.why, state, await reason.isGone);
	if (outcome === null) return lost(act, asked.ok ? null : asked.error, state);
	return succeed({
		...outcome,
		stdout: stdout.text(),
		stderr: follower.stderr.text(),
		truncated: stdout.isTruncated() || follower.stderr.isTruncated(),
	});
}

/** What asks first and then acts as root is out of reach of this user: it goes on, and is looked up later. */
function kindOf({ dialogue, endsWithConnection }: RunOptions): 'talk' | 'yes' | 'no' {
	if (dialogue !== undefined) return 'talk';
	return endsWithConnection === true ? 'yes' : 'no';
}

function note(state: ActState, word: string, rest: string): void {
	state.follower.onControl(word, rest);
	if (word === 'halted') state.halted.resolve(rest === 'gone');
	const number = Number.parseInt(rest, 10);
	if (!(number > 1)) return;
	if (word === 'pid') state.pid = number;
	// What would hold the outcome for a later connection is not needed: it arrives right now.
	if (word === 'linger') state.lane.order(`forget ${number}`);
}

/** Ends the process group; true when none of it is left. */
async function halt({ pid, lane, halted }: ActState): Promise<boolean> {
	if (pid === null) return false;
	lane.order(`halt ${pid}`);
	const timer = setTimeout(() => halted.resolve(false), haltTimeoutMs);
	const isGone = await halted.promise;
	clearTimeout(timer);
	if (isGone !== null) return isGone;
	const answer = createTextAnswer();
	const asked = await askText(lane, `stop ${pid}`, answer);
	return asked.ok && answer.text().trimEnd().endsWith('gone');
}

function endedEarly(
	{ command, options, host }: Act,
	why: 'timeout' | 'cancelled',
	{ pid, isSent }: ActState,
	isGone: boolean,
): Result<never> {
	const name = nameOf(command);
	const what = why === 'timeout' ? `did not end within ${options.timeoutMs / 1000} s` : 'was cancelled';
	if (isGone) return fail(why, `${name} ${what} and its processes were ended`);
	if (pid === null && !isSent)
		return fail(why, `${name} was not started: it ${what} before ${sanitise(host)} could be asked`);
	if (pid === null) {
		const message = `outcome unknown: ${name} ${what}, and ${sanitise(host)} did not say whether it started it`;
		return failUnknown(message, 'Look at the host before you try again.');
	}
	return fail(
		why,
		`${name} ${what} and may still be running on ${sanitise(host)} as process ${pid}`,
		`Look at process ${pid} there.`,
	);
}

/** The connection went in the middle: nobody knows what became of it. */
function lost({ command, host, options }: Act, error: OpsError | null, { pid, isSent }: ActState): Result<never> {
	if (error !== null && !isSent) return { ok: false, error };
	const fate = kindOf(options) === 'yes' ? 'it is ended with its connection' : 'it goes on there';
	return failUnknown(
		`outcome unknown: the connection to ${sanitise(host)} was lost while ${nameOf(command)} ran`,
		pid === null ? 'Look at the host before you try again.' : `It was process ${pid}; ${fate}.`,
	);
}

/** Environments of processes that carry the act's id: the one that ran it, or the one that keeps its outcome. */
function recovered(id: string, text: string): Result<CommandOutcome | null> {
	const found = new Map<string, number>();
	let isRunning = false;
	for (const block of text.split('-\n')) {
		const lines = block.split('\n');
		if (!lines.includes(`OPSDASH_ACT=${id}`)) continue;
		isRunning ||= lines.some((line) => line.startsWith('OPSDASH_BOUND='));
		for (const line of lines) {
			const [, name, value] = /^OPSDASH_(STATUS|FROM|TO)=(\d+(?:\.\d+)?)$/.exec(line) ?? [];
			if (name !== undefined) found.set(name, Number(value));
		}
	}
	const exitCode = found.get('STATUS');
	if (exitCode === undefined) {
		return isRunning ? succeed(null) : fail('not-found', `nothing is known of act ${sanitise(id)} any more`);
	}
	const durationMs = Math.max(0, ((found.get('TO') ?? 0) - (found.get('FROM') ?? 0)) * 1000);
	return succeed({ exitCode, signal: null, stdout: '', stderr: '', truncated: true, durationMs });
}
