import { fail, succeed } from '../../../../domain/result.ts';
import { runInSlices } from '../../../in-slices.ts';
import type { FileText } from '../../transport.ts';
import { failureOfReason, reasonsByPath } from './failures.ts';

export type GrepAnswer = {
	readonly text: string;
	readonly errors: string;
	/** Distinct, in the order asked. */
	readonly paths: readonly string[];
	readonly maxBytes: number;
};

/** Looked through between two looks at the clock. */
const linesPerStep = 2000;
/** Lines of no file that was asked for: a host that sends more of them is not listened to. */
const mostStrays = 100;

/**
 * Texts of files out of `grep -aH '' FILES ,`: each line with its file's name before it, so that no content passes for another file's. The last
 * name is of no file, and grep says so when it has come that far: without that, files without a line were not read.
 */
export async function readGrepAnswer(answer: GrepAnswer): Promise<ReadonlyMap<string, FileText>> {
	const reasons = reasonsByPath(answer.errors);
	const isWhole = reasons.has(',');
	const contents = await runInSlices(splitInSteps(answer));
	return new Map(
		answer.paths.map((path, index): [string, FileText] => {
			const reason = reasons.get(path);
			const lines = contents[index] ?? [];
			const isRead = lines.length > 0 && (isWhole || index < contents.length - 1);
			if (isRead || isLonger(lines, answer.maxBytes)) return [path, textOf(lines, answer.maxBytes)];
			if (reason !== undefined) return [path, failureOfReason(path, reason)];
			return [path, isWhole ? succeed('') : fail('failed', `${path} was not read: the answer broke off`)];
		}),
	);
}

/** What comes behind is not wanted: that it broke off there is no loss. */
function isLonger(lines: readonly string[], maxBytes: number): boolean {
	let length = 0;
	return lines.slice(0, -1).some((line) => {
		length += line.length + 1;
		return length >= maxBytes;
	});
}

function textOf(lines: readonly string[], maxBytes: number): FileText {
	const text = `${lines.join('\n')}\n`;
	return succeed(text.length > maxBytes ? text.slice(0, maxBytes) : text);
}

/** Lines of each path up to the last one that has any. */
function* splitInSteps({ text, paths }: GrepAnswer): Generator<void, ReadonlyArray<readonly string[]>> {
	const contents: string[][] = [];
	let index = 0;
	let count = 0;
	let strays = 0;
	let start = 0;
	while (start < text.length && strays < mostStrays) {
		const newline = text.indexOf('\n', start);
		const end = newline < 0 ? text.length : newline;
		const at = findPath(text, start, paths, index);
		if (at >= 0) {
			index = at;
			while (contents.length <= index) contents.push([]);
			contents[index]?.push(text.slice(start + (paths[index]?.length ?? 0) + 1, end));
		} else {
			strays += 1;
		}
		start = end + 1;
		count += 1;
		if (count % linesPerStep === 0) yield;
	}
	return contents;
}

/** The path that this line is of: the one of the line before, or one behind it. */
function findPath(text: string, start: number, paths: readonly string[], from: number): number {
	for (let index = from; index < paths.length; index += 1) {
		const path = paths[index] ?? '';
		if (text.startsWith(path, start) && text[start + path.length] === ':') return index;
	}
	return -1;
}
