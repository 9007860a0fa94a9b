import { fail, succeed } from '../../../domain/result.ts';
import type { FileText } from '../transport.ts';
import { createLineSplitter } from './line-splitter.ts';

/** Understands what the helper prints for one request and hands over each file's text as soon as it is whole. */
export type AnswerReader = {
	add(chunk: Buffer): void;
	/** Files answered so far, in the order asked: the next one is the one that the helper is reading. */
	answered(): number;
};

export type AnswerSink = {
	readonly onAnswer: (index: number, text: FileText) => void;
	readonly onEnd: () => void;
};

const denied = 'Run opsdash as root, or as the user who owns it.';

/** What a program's complaint about a file comes to. */
export function failureOf(path: string, reason: string): FileText {
	if (/no such (file|process)|not a directory|missing/i.test(reason))
		return fail('not-found', `${path} does not exist`);
	if (/denied|not permitted/i.test(reason)) return fail('permission', `${path} may not be read by this user`, denied);
	return fail('failed', `${path} could not be read`);
}

/** Answers of `many`: lines `PATH:text`, `grep: ,: …` after each file, `grep: PATH: reason`, and the mark at the end. */
export function createManyReader(
	request: { readonly paths: readonly string[]; readonly mark: string; readonly maxBytes: number },
	names: readonly string[],
	sink: AnswerSink,
): AnswerReader {
	let index = 0;
	let lines: string[] = [];
	let length = 0;
	let failure: FileText | null = null;

	function take(line: string): void {
		const prefix = `${request.paths[index]}:`;
		if (line.startsWith(prefix)) {
			if (length < request.maxBytes) lines.push(line.slice(prefix.length));
			length += line.length - prefix.length + 1;
		} else if (line.startsWith('grep: ,: ')) {
			finish();
		} else if (line.startsWith('grep: ')) {
			failure = failureOf(names[index] ?? '', line.slice(line.lastIndexOf(':') + 1));
		} else if (line === request.mark) {
			sink.onEnd();
		}
	}

	function finish(): void {
		const text = lines.join('\n');
		const done = failure ?? succeed(text.length > request.maxBytes ? text.slice(0, request.maxBytes) : text);
		const at = index;
		index += 1;
		lines = [];
		length = 0;
		failure = null;
		sink.onAnswer(at, done);
	}

	const splitter = createLineSplitter(request.maxBytes + 4096, take);
	return { add: splitter.add, answered: () => index };
}

/** Answers of `each`: a file's bytes, a newline, and a line of the mark and what became of it. */
export function createEachReader(
	request: { readonly mark: string; readonly count: number },
	names: readonly string[],
	sink: AnswerSink,
): AnswerReader {
	const start = Buffer.from(`\n${request.mark} `);
	let pending: Buffer = Buffer.alloc(0);
	let index = 0;

	function takeOne(): boolean {
		const at = pending.indexOf(start);
		const end = at < 0 ? -1 : pending.indexOf(0x0a, at + start.length);
		if (end < 0) return false;
		const state = pending.toString('latin1', at + start.length, end);
		const text = pending.toString('utf8', 0, at);
		pending = pending.subarray(end + 1);
		const name = names[index] ?? '';
		index += 1;
		sink.onAnswer(index - 1, state === 'read' ? succeed(text) : failureOf(name, state));
		if (index === request.count) sink.onEnd();
		return true;
	}

	return {
		add(chunk) {
			pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
			while (index < request.count && takeOne());
		},
		answered: () => index,
	};
}
