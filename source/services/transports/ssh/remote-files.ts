import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import type { FileText, ReadOptions, Transport } from '../transport.ts';
import { failureOfReason, reasonsByPath } from './agent/failures.ts';
import { readGrepAnswer } from './agent/grep-answer.ts';
import { brokenOff, createTextAnswer, hasRun, type TextAnswer } from './agent/text-answer.ts';
import { encodeWord, encodeWords, splitPaths } from './agent/words.ts';
import type { Lane, Lanes } from './lanes.ts';

/** Tables of sockets and routes grow with the host: 95,000 sockets take 15 MB. Nothing is told of a host that has three times as many. */
const maxTableBytes = 48 * 1024 * 1024;
/** Any other file of those that are read is short. */
const maxFileBytes = 2 * 1024 * 1024;
/** For each file that only the begin is wanted of: grep brings all of it. */
const spareBytes = 64 * 1024;
const usualAnswerBytes = 8 * 1024 * 1024;
/** No line of a file, and no name, is longer. */
const maxLineBytes = 1024 * 1024;
/** A far host with stalls of seconds answers within that; what takes longer hangs. */
export const readTimeoutMs = 10_000;

export type RemoteFiles = Pick<Transport, 'readFiles' | 'listDirectory' | 'readLinks'>;

/** Files, directories and links of another host, through its live lane. */
export function createRemoteFiles(lanes: Lanes): RemoteFiles {
	return {
		async readFiles(paths, options = {}) {
			const texts = new Map<string, FileText>();
			for (const part of splitPaths([...new Set(paths)])) {
				for (const [path, text] of await readPart(lanes.live(), part, options)) texts.set(path, text);
			}
			return paths.map((path) => texts.get(path) ?? fail('failed', `${sanitise(path)} was not answered`));
		},
		async listDirectory(path) {
			const answer = createTextAnswer();
			const asked = await askText(lanes.live(), `list ${encodeWord(path)}`, answer);
			return asked.ok ? namesOf(path, answer) : asked;
		},
		async readLinks(paths) {
			const targets = new Map<string, Result<string>>();
			for (const part of splitPaths([...new Set(paths)])) {
				for (const [path, target] of await readLinkPart(lanes.live(), part)) targets.set(path, target);
			}
			return paths.map((path) => targets.get(path) ?? failureOfReason(path, 'missing'));
		},
	};
}

export type AskLimits = { readonly timeoutMs?: number; readonly maxBytes?: number };

/** One repeatable question whose answer is kept as text, in as much memory as such an answer may need and no more. */
export function askText(
	lane: Lane,
	text: string,
	answer: TextAnswer,
	{ timeoutMs = readTimeoutMs, maxBytes = usualAnswerBytes }: AskLimits = {},
): Promise<Result<void>> {
	return lane.ask({
		text,
		timeoutMs,
		maxBytes,
		maxLineBytes,
		isRepeatable: true,
		onData: answer.onData,
		onControl: answer.onControl,
	});
}

async function readPart(
	lane: Lane,
	paths: readonly string[],
	{ maxBytes = maxTableBytes }: ReadOptions,
): Promise<ReadonlyMap<string, FileText>> {
	const answer = createTextAnswer();
	const cut = cutFor(paths, maxBytes);
	// What grep says of a file names it.
	const errorBytes = 2 * paths.reduce((bytes, path) => bytes + path.length + 128, spareBytes);
	const asked = await askText(lane, `read ${cut} ${encodeWords(paths)}`, answer, { maxBytes: cut + errorBytes });
	if (!asked.ok) return new Map(paths.map((path) => [path, asked]));
	return readGrepAnswer({ text: answer.text(), errors: answer.errors(), paths, maxBytes });
}

/** Each line comes with the name of its file before it. */
function cutFor(paths: readonly string[], maxBytes: number): number {
	const bytes = paths.reduce((sum, path) => {
		const usual = /^\/proc\/(?:.*\/)?net\//.test(path) ? maxTableBytes : maxFileBytes;
		return sum + Math.min(usual, maxBytes * 2 + spareBytes);
	}, 0);
	return Math.min(maxTableBytes, bytes);
}

/** `find DIR/. -print0`, or where there is no find, `ls -1a`: names with newlines are not told right by that. */
function namesOf(path: string, answer: TextAnswer): Result<readonly string[]> {
	const text = answer.text();
	if (!hasRun(answer, 'end')) return brokenOff(`the list of ${path}`);
	const state = answer.said('state');
	if (state !== null) return failureOfReason(path, state);
	const prefix = `${path}/./`;
	const isFound = text.includes('\0');
	const names = isFound
		? text.split('\0').flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
		: text.split('\n').filter((name) => name !== '' && name !== '.' && name !== '..');
	const isRefused = names.length === 0 && answer.said('end') !== '0';
	return isRefused ? failureOfReason(path, 'denied') : succeed(names);
}

async function readLinkPart(lane: Lane, paths: readonly string[]): Promise<ReadonlyMap<string, Result<string>>> {
	const answer = createTextAnswer();
	const asked = await askText(lane, `links ${encodeWords(paths)}`, answer);
	if (!asked.ok) return new Map(paths.map((path) => [path, asked]));
	if (!hasRun(answer)) return new Map(paths.map((path) => [path, brokenOff(`the target of ${path}`)]));
	const text = answer.text();
	const targets = text.includes('\0') ? parseFound(text) : parseListed(text, new Set(paths));
	const reasons = reasonsByPath(answer.errors());
	return new Map(
		paths.map((path): [string, Result<string>] => {
			const target = targets.get(path);
			if (target) return [path, succeed(target)];
			return [path, failureOfReason(path, reasons.get(path) ?? (targets.has(path) ? 'invalid argument' : 'missing'))];
		}),
	);
}

/** `find PATHS -printf '%p\0%l\0'`; a target is empty where it could not be read. */
function parseFound(text: string): ReadonlyMap<string, string> {
	const words = text.split('\0');
	const targets = new Map<string, string>();
	for (let index = 0; index + 1 < words.length; index += 2) targets.set(words[index] ?? '', words[index + 1] ?? '');
	return targets;
}

/** `ls -lnd PATHS`, where find has no -printf. */
function parseListed(text: string, paths: ReadonlySet<string>): ReadonlyMap<string, string> {
	const targets = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [, path, target] = /^l.*? (\/.*?) -> (.*)$/.exec(line) ?? [];
		if (path !== undefined && target !== undefined && paths.has(path)) targets.set(path, target);
	}
	return targets;
}
