import { spawn } from 'node:child_process';
import { succeed } from '../../../domain/result.ts';
import type { FileText } from '../transport.ts';
import { childEnvironment } from './child-environment.ts';
import { failureOf } from './slow-answers.ts';

/**
 * Many kernel files by one grep that does nothing but read them: half the cost of asking the helper, which takes care at every
 * file. Whatever it has not answered after a short silence is left to the helper, which knows how to go round a file that hangs.
 */
export type QuickReader = (
	paths: readonly string[],
	names: readonly string[],
	options: { readonly maxBytes: number },
) => Promise<QuickAnswers>;

export type QuickAnswers = {
	/** In the order asked; shorter where it came to a file that did not answer. */
	readonly texts: readonly FileText[];
	/** Whether this machine's grep can be used so. */
	readonly isUsable: boolean;
};

/** Silence after which the file that it is at is taken to hang. */
const silenceMs = 250;
/** Bounds the length of the command line. */
export const mostQuickPaths = 8192;
const mostBytes = 64 * 1024 * 1024;
const nothing: QuickAnswers = { texts: [], isUsable: false };

export const readQuickly: QuickReader = async (paths, names, { maxBytes }) => {
	const asked = paths.slice(0, mostQuickPaths);
	const printed = await runGrep(asked).catch(() => null);
	if (printed === null) return nothing;
	const { output, complaints, isWhole } = printed;
	const reasons = reasonsOf(complaints);
	const found = splitByFile(output, asked);
	if (reasons === null || found === null) return nothing;
	const end = isWhole ? asked.length : found.last;
	const texts = asked.slice(0, end).map((path, index): FileText => {
		const reason = reasons.get(path);
		if (reason !== undefined) return failureOf(names[index] ?? path, reason);
		const text = found.texts[index] ?? '';
		return succeed(text.length > maxBytes ? text.slice(0, maxBytes) : text);
	});
	return { texts, isUsable: true };
};

type Printed = { readonly output: string; readonly complaints: string; readonly isWhole: boolean };

/** Rejects where the command line is longer than this machine takes. */
async function runGrep(paths: readonly string[]): Promise<Printed> {
	const child = spawn('grep', ['-aH', '', '--', ...paths], {
		cwd: '/',
		env: childEnvironment(process.env),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output: Buffer[] = [];
	const complaints: Buffer[] = [];
	let length = 0;
	let isWhole = true;
	const ended = Promise.withResolvers<Printed>();

	function end(): void {
		clearTimeout(silence);
		const [text, said] = [output, complaints].map((chunks) => Buffer.concat(chunks).toString('utf8'));
		ended.resolve({ output: text ?? '', complaints: said ?? '', isWhole });
	}
	function giveUp(): void {
		isWhole = false;
		child.kill('SIGKILL');
		child.stdout.destroy();
		child.stderr.destroy();
		child.unref();
		end();
	}
	const silence = setTimeout(giveUp, silenceMs);
	for (const [stream, chunks] of [[child.stdout, output] as const, [child.stderr, complaints] as const]) {
		stream.on('error', () => {});
		stream.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			silence.refresh();
			if (length > mostBytes) giveUp();
		});
	}
	child.once('error', () => {
		isWhole = false;
		end();
	});
	child.once('close', (code) => {
		// 1 is nothing found, 2 that some file could not be read.
		if (code === null || code > 2) isWhole = false;
		end();
	});
	return ended.promise;
}

/** `grep: PATH: reason` by path; null when it says anything else: its own usage, for one. */
function reasonsOf(complaints: string): ReadonlyMap<string, string> | null {
	const reasons = new Map<string, string>();
	for (const line of complaints.split('\n')) {
		if (line === '') continue;
		const match = /^grep: (\/.+): ([^:]+)$/.exec(line);
		if (match === null) return null;
		reasons.set(match[1] ?? '', match[2] ?? '');
	}
	return reasons;
}

/** Texts by place. Every line has its file's path before it, so that no content passes for another file's. Null when one has none. */
function splitByFile(
	output: string,
	paths: readonly string[],
): { readonly texts: ReadonlyArray<string | undefined>; readonly last: number } | null {
	const texts: Array<string | undefined> = [];
	let place = 0;
	for (let at = 0; at < output.length; ) {
		const newline = output.indexOf('\n', at);
		// A line cut off, by a file that hung or by the end of what may be kept.
		if (newline < 0) break;
		while (place < paths.length && !isOf(output, at, paths[place] ?? '')) place += 1;
		if (place === paths.length) return null;
		const text = output.slice(at + (paths[place] ?? '').length + 1, newline);
		const before = texts[place];
		texts[place] = before === undefined ? text : `${before}\n${text}`;
		at = newline + 1;
	}
	return { texts, last: place };
}

function isOf(output: string, at: number, path: string): boolean {
	return output.startsWith(path, at) && output[at + path.length] === ':';
}
