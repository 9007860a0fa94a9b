import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Dialogue } from '../../../domain/dialogue.ts';
import { type ActFiles, actFile } from './act-files.ts';

const lookEveryMs = 30;
const chunkBytes = 64 * 1024;

export type CarriedDialogue = {
	/** Settled once stdin is closed: what runs from then on is the command itself. */
	readonly over: Promise<void>;
	/** The act has ended. */
	stop(): void;
};

/**
 * Carries a dialogue between what an act prints to stderr, which is a file so that the act outlives this program, and its
 * stdin, which is a pipe that closes with this program: an act that still asks then ends without having done anything.
 */
export function carryDialogue(files: ActFiles, stdin: Writable, dialogue: Dialogue): CarriedDialogue {
	const path = join(files.directory, actFile.stderr);
	const buffer = Buffer.alloc(chunkBytes);
	const over = Promise.withResolvers<void>();
	const startedMs = performance.now();
	let position = 0;
	let isOver = false;
	let timer: NodeJS.Timeout | null = null;

	function close(answer?: Uint8Array): void {
		if (isOver) return;
		isOver = true;
		if (answer === undefined) stdin.end();
		// Overwritten once the system has it: nobody else holds these bytes.
		else stdin.end(answer, () => answer.fill(0));
		over.resolve();
	}

	async function look(): Promise<void> {
		timer = null;
		const text = readOn();
		const answer = text === '' ? null : await dialogue.hear(text);
		if (answer instanceof Uint8Array) {
			if (isOver) answer.fill(0);
			else close(answer);
		} else if (answer === 'close' || performance.now() - startedMs > dialogue.silenceMs) close();
		if (!isOver) timer = setTimeout(look, lookEveryMs);
	}

	function readOn(): string {
		try {
			const descriptor = openSync(path, 'r');
			try {
				const length = readSync(descriptor, buffer, 0, buffer.length, position);
				position += length;
				return buffer.toString('latin1', 0, length);
			} finally {
				closeSync(descriptor);
			}
		} catch {
			return '';
		}
	}

	void look();
	return {
		over: over.promise,
		stop() {
			if (timer !== null) clearTimeout(timer);
			// A second question is heard, though nothing answers it.
			if (isOver) void dialogue.hear(readOn());
			close();
		},
	};
}
