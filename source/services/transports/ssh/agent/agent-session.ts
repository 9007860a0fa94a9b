import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';
import { readRandomMark } from '../../local/random-mark.ts';
import type { RemoteShell } from '../remote-shell.ts';
import { createFloodGauge, type FloodLimits } from './flood-gauge.ts';
import { createFrameDecoder, type FrameDecoder } from './frame-decoder.ts';
import { agentProgram } from './program.ts';
import { replyLine } from './words.ts';

/** Time for the agent to say that it is there, on a far and busy host. */
const helloMs = 15_000;
/** What a login shell may print before that. */
const maxNoiseBytes = 16 * 1024 * 1024;
/** What may come while nothing was asked: a program that outlived its request may still print. */
const maxJunkBytes = 1024 * 1024;
/** No answer takes longer, however its bytes trickle, unless its time limit is a longer one. */
const longestMs = 60_000;

/** What the answer is told to, as it comes. */
export type AnswerSink = {
	readonly onData?: (bytes: Buffer) => void;
	readonly onControl?: (word: string, rest: string) => void;
};

export type AgentRequest = AnswerSink & {
	/** A kind and its words, encoded. */
	readonly text: string;
	/** Longest silence, or where `isWallClock` the whole time, until the answer is complete; null waits for ever. A minute is the longest in all. */
	readonly timeoutMs: number | null;
	readonly isWallClock?: boolean;
	/** It was handed to ssh: from now on the host may have it. */
	readonly onSent?: () => void;
	/** It asks something before it does its work: until it got its reply, held processes can be looked at beside it. */
	readonly talks?: boolean;
} & FloodLimits;

/**
 * Why an answer did not come whole; `flood` of a host that sent more than was asked for, which is not listened to. The session is over then,
 * except after `done`.
 */
export type AnswerEnd = 'done' | 'timeout' | 'gone' | 'flood';

/** One agent on the host. It serves one request at a time. */
export type AgentSession = {
	ask(request: AgentRequest): Promise<AnswerEnd>;
	/** Tells it something about the request under way, in words of the agent's; what it says to that is part of the answer. */
	order(text: string): void;
	/** Answers what the act under way asks, or nothing; the bytes are overwritten. Nothing can be answered afterwards. */
	reply(answer: Uint8Array | null): void;
	/** Whether a process is still held in that slot, beside an act that asks something; null where none does. */
	lookAside(slot: string): Promise<boolean> | null;
	isDead(): boolean;
	/** Closes its input: the agent ends, and what it started with it. */
	close(): void;
	readonly ended: Promise<void>;
};

type Current = {
	readonly mark: string;
	readonly decoder: FrameDecoder;
	readonly finish: (end: AnswerEnd) => void;
	/** False when it is more than was asked for. */
	takes(bytes: Buffer): boolean;
	/** Those who wait to hear of a held process; null where the request asks nothing, or has its reply. */
	asides: Array<(isAlive: boolean) => void> | null;
};

/** Sends the program to a shell on the host, and waits until that has said that it runs. */
export async function startAgent(shell: RemoteShell, host: string): Promise<Result<AgentSession>> {
	const session = createSession(shell);
	const hello = await session.hello;
	if (hello.kind === 'ready' && hello.missing === '') return succeed(session);
	session.close();
	if (hello.kind === 'ready') return fail('unavailable', missingSentence(hello.missing, host), missingHint);
	if (hello.kind === 'ended') return fail('unreachable', await endSentence(shell, host, hello.said));
	const why = hello.kind === 'flood' ? 'prints without end' : `did not start a program within ${helloMs / 1000} s`;
	return fail('unreachable', `the login shell on ${sanitise(host)} ${why}`, loginHint);
}

const missingHint = 'Install it there: everything that is shown of a host is read by it.';
const loginHint = 'Try `ssh HOST exec /bin/sh` and see what its start-up files print.';

function missingSentence(missing: string, host: string): string {
	return `there is no ${sanitise(missing).split(' ').join(' and no ')} on ${sanitise(host)}`;
}

async function endSentence(shell: RemoteShell, host: string, said: string): Promise<string> {
	const { stderr } = await shell.ended;
	const words = sanitise(`${stderr}\n${said}`.trim().split('\n').at(-1) ?? '').slice(0, 200);
	return `the shell on ${sanitise(host)} ended before it ran anything${words === '' ? '' : `: ${words}`}`;
}

type Hello =
	| { readonly kind: 'ready'; readonly missing: string }
	| { readonly kind: 'ended'; readonly said: string }
	| { readonly kind: 'flood' }
	| { readonly kind: 'late' };

function createSession(shell: RemoteShell): AgentSession & { readonly hello: Promise<Hello> } {
	const hello = Promise.withResolvers<Hello>();
	const helloMark = readRandomMark();
	let current: Current | null = null;
	let isDead = false;
	let junk = 0;
	let noise = 0;
	let said = '';
	let greeter: FrameDecoder | null = createFrameDecoder(helloMark, {
		onData(bytes) {
			noise += bytes.length;
			said = (said + bytes.toString('latin1', Math.max(0, bytes.length - 300))).slice(-300);
			if (noise > maxNoiseBytes) greet({ kind: 'flood' });
		},
		onControl: (word, rest) => {
			if (word === 'ready') greet({ kind: 'ready', missing: rest.trim() });
		},
	});
	const helloTimer = setTimeout(() => greet({ kind: 'late' }), helloMs);

	function greet(answer: Hello): void {
		clearTimeout(helloTimer);
		greeter = null;
		hello.resolve(answer);
	}

	function end(why: AnswerEnd): void {
		if (!isDead) shell.end();
		isDead = true;
		const before = current;
		current = null;
		before?.finish(why);
		// A well-behaved agent has ended by itself; the local ssh of another one is not waited for.
		setTimeout(() => shell.kill(), 1500).unref();
	}

	function take(bytes: Buffer): void {
		if (isDead) return;
		if (greeter !== null) {
			greeter.add(bytes);
			return;
		}
		if (current === null) {
			junk += bytes.length;
			if (junk > maxJunkBytes) end('flood');
			return;
		}
		if (!current.takes(bytes)) {
			end('flood');
			return;
		}
		const served = current;
		const { mark, decoder } = served;
		const state = decoder.add(bytes);
		if (state.isOpen || current !== served) return;
		current = null;
		junk += state.rest.length;
		// Else what answered would stay a zombie until the next request, and be counted among the host's.
		shell.write(`${mark} reap\n`);
		served.finish('done');
	}

	/** Nothing is looked at beside it any more. */
	function hush(request: Current): void {
		for (const resolve of request.asides ?? []) resolve(false);
		request.asides = null;
	}

	shell.onData(take);
	void shell.ended.then(() => {
		isDead = true;
		greet({ kind: 'ended', said });
		end('gone');
	});
	shell.write(agentProgram(helloMark));

	return {
		hello: hello.promise,
		ended: shell.ended.then(() => {}),
		isDead: () => isDead,
		close: () => end('gone'),
		order(text) {
			if (!isDead && current !== null) shell.write(`${current.mark} ${text}\n`);
		},
		reply(answer) {
			if (isDead || current === null) answer?.fill(0);
			else {
				hush(current);
				shell.write(replyLine(current.mark, answer));
			}
		},
		lookAside(slot) {
			if (isDead || current === null || current.asides === null) return null;
			const { mark, asides } = current;
			return new Promise((resolve) => {
				asides.push(resolve);
				shell.write(`${mark} aside ${slot}\n`);
			});
		},
		ask(request) {
			if (isDead || current !== null) return Promise.resolve('gone');
			const done = Promise.withResolvers<AnswerEnd>();
			const mark = readRandomMark();
			const gauge = createFloodGauge(request);
			const longest =
				request.timeoutMs === null ? null : setTimeout(() => end('timeout'), Math.max(longestMs, request.timeoutMs));
			const timer = request.timeoutMs === null ? null : setTimeout(() => end('timeout'), request.timeoutMs);
			current = {
				mark,
				decoder: createFrameDecoder(mark, {
					onData(data) {
						if (!isDead) request.onData?.(data);
					},
					onControl(word, rest) {
						if (word === 'aside') current?.asides?.shift()?.(rest === 'alive');
						else if (!isDead) request.onControl?.(word, rest);
					},
				}),
				asides: request.talks === true ? [] : null,
				finish(why) {
					hush(this);
					if (timer !== null) clearTimeout(timer);
					if (longest !== null) clearTimeout(longest);
					done.resolve(why);
				},
				takes(bytes) {
					if (request.isWallClock !== true) timer?.refresh();
					return gauge.takes(bytes);
				},
			};
			junk = 0;
			request.onSent?.();
			shell.write(`${mark} ${request.text}\n`);
			return done.promise;
		},
	};
}
