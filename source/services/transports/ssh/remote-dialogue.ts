import type { Dialogue } from '../../../domain/dialogue.ts';
import type { Lane } from './lanes.ts';

export type RemoteDialogue = {
	/** The host has the act: from now on it is waited for a question. */
	start(): void;
	hear(text: string): void;
	/** Closes stdin there, unless it is. */
	close(): void;
};

/**
 * Carries a dialogue between what an act prints to stderr, line by line, and its stdin, which the agent closes after the one reply.
 * `onOver` is called once, when stdin was closed: what runs from then on is the command itself.
 */
export function carryRemoteDialogue(lane: Lane, dialogue: Dialogue, onOver: () => void): RemoteDialogue {
	let heard = '';
	let isListening = false;
	let isOver = false;
	let timer: NodeJS.Timeout | undefined;

	function reply(answer: Uint8Array | null): void {
		if (isOver) {
			answer?.fill(0);
			return;
		}
		isOver = true;
		clearTimeout(timer);
		lane.reply(answer);
		onOver();
	}

	async function listen(): Promise<void> {
		isListening = true;
		while (heard !== '') {
			const text = heard;
			heard = '';
			const answer = await dialogue.hear(text);
			if (answer instanceof Uint8Array) reply(withoutNewline(answer));
			else if (answer === 'close') reply(null);
		}
		isListening = false;
	}

	return {
		start() {
			timer = setTimeout(() => {
				// While a person is asked nothing is silent.
				if (!isListening) reply(null);
			}, dialogue.silenceMs);
		},
		hear(text) {
			heard += text;
			// A second question is heard, though nothing answers it.
			if (!isListening) void listen();
		},
		close: () => reply(null),
	};
}

const newline = 0x0a;

/** The agent ends the line itself. The bytes given are overwritten. */
function withoutNewline(answer: Uint8Array): Uint8Array {
	const length = answer.at(-1) === newline ? answer.length - 1 : answer.length;
	const line = answer.slice(0, length);
	answer.fill(0);
	return line;
}
