import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { FileText } from '../transport.ts';
import { childEnvironment } from './child-environment.ts';
import { signalGroup } from './process-group.ts';
import { readRandomMark } from './random-mark.ts';
import { type AnswerReader, createEachReader, createManyReader } from './slow-answers.ts';
import { encodePath, slowProgram } from './slow-program.ts';

export type SlowKind = 'many' | 'each';

export type SlowRequest = {
	readonly kind: SlowKind;
	/** Where the files lie for this process, and what the host calls them (for sentences). */
	readonly paths: readonly string[];
	readonly names: readonly string[];
	readonly maxBytes: number;
	/** Longest silence: each file that is answered starts it anew. */
	readonly timeoutMs: number;
	readonly onAnswer: (index: number, text: FileText) => void;
};

/** `done`, or why it ended early: the file at `answered` is the one that it was reading. */
export type SlowEnd = { readonly how: 'done' | 'timeout' | 'died'; readonly answered: number };

/** One helper child. It serves one request at a time; after anything but `done` it is dead and a new one is needed. */
export type SlowHelper = {
	/** What this machine's grep can do; null when the helper did not start. */
	readonly kinds: Promise<readonly SlowKind[] | null>;
	ask(request: SlowRequest): Promise<SlowEnd>;
	isDead(): boolean;
	/** Ends the helper and whatever it is stuck in, without waiting for it. */
	kill(): void;
};

type Current = { readonly reader: AnswerReader; readonly finish: (how: SlowEnd['how']) => void };

/** Time for the helper to say that it is there, on a machine under heavy load. */
const startMs = 5000;

/** The helper never keeps this process alive: only the deadline of a request under way does. */
function forget(child: ChildProcess): void {
	child.unref();
	for (const stream of child.stdio) (stream as Socket | null)?.unref();
}

export function startSlowHelper(): SlowHelper {
	const child = spawn('/bin/sh', ['-c', slowProgram, 'opsdash-reader'], {
		detached: true,
		cwd: '/',
		env: childEnvironment(process.env),
		stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
	});
	const kinds = Promise.withResolvers<readonly SlowKind[] | null>();
	// Also what keeps this process alive until the helper has said that it is there.
	const startTimer = setTimeout(kill, startMs);
	let isDead = false;
	let hello = '';
	let isReady = false;
	let current: Current | null = null;

	function die(): void {
		isDead = true;
		clearTimeout(startTimer);
		kinds.resolve(null);
		current?.finish('died');
	}

	function takeHello(chunk: Buffer): Buffer {
		hello += chunk.toString('latin1');
		const end = hello.indexOf('\n');
		if (end < 0) return Buffer.alloc(0);
		isReady = true;
		clearTimeout(startTimer);
		kinds.resolve(hello.slice(0, end) === 'READY many' ? ['many', 'each'] : ['each']);
		return Buffer.from(hello.slice(end + 1), 'latin1');
	}

	child.once('error', die);
	child.once('exit', die);
	for (const stream of child.stdio) stream?.on('error', () => {});
	child.stdout?.on('data', (chunk: Buffer) => {
		const rest = isReady ? chunk : takeHello(chunk);
		if (rest.length > 0) current?.reader.add(rest);
	});
	if (child.pid !== undefined) forget(child);

	function kill(): void {
		isDead = true;
		clearTimeout(startTimer);
		if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
		for (const stream of child.stdio) stream?.destroy();
		kinds.resolve(null);
	}

	function ask(request: SlowRequest): Promise<SlowEnd> {
		const ended = Promise.withResolvers<SlowEnd>();
		if (isDead) return Promise.resolve({ how: 'died', answered: 0 });
		const mark = readRandomMark();
		const timer = setTimeout(onSilence, request.timeoutMs);
		const sink = {
			onAnswer(index: number, text: FileText) {
				timer.refresh();
				request.onAnswer(index, text);
			},
			onEnd: () => finish('done'),
		};
		const reader =
			request.kind === 'many'
				? createManyReader({ paths: request.paths, mark, maxBytes: request.maxBytes }, request.names, sink)
				: createEachReader({ mark, count: request.paths.length }, request.names, sink);

		function finish(how: SlowEnd['how']): void {
			clearTimeout(timer);
			current = null;
			ended.resolve({ how, answered: reader.answered() });
		}
		function onSilence(): void {
			kill();
			finish('timeout');
		}

		current = { reader, finish };
		const words = request.kind === 'many' ? request.paths.map((path) => `${path} ,`) : request.paths.map(encodePath);
		child.stdin?.write(`${mark} ${request.kind} ${request.maxBytes} ${words.join(' ')}\n`);
		return ended.promise;
	}

	return { kinds: kinds.promise, ask, isDead: () => isDead, kill };
}
