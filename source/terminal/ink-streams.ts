import { EventEmitter } from 'node:events';
import type { TerminalSize } from './terminal-size.ts';

/**
 * What Ink gets instead of the process's own streams: it neither reads keys (the input decoder does) nor writes while the
 * terminal belongs to somebody else, and a size of 0x0 never reaches it.
 */
export type InkOutputStream = NodeJS.WriteStream & {
	setSize(size: TerminalSize): void;
	setMuted(isMuted: boolean): void;
	/** Whether the terminal shows lines, bars and letters with accents in one cell each (see FrameStream). */
	hasNarrowSymbols: boolean;
};

/** What Ink writes around each frame, so that a terminal shows it at once: the frame goes out with them, in one piece. */
const [beginFrame, endFrame] = ['\u001B[?2026h', '\u001B[?2026l'];

class OutputStandIn extends EventEmitter {
	readonly isTTY = true;
	readonly writable = true;
	readonly destroyed = false;
	readonly writableEnded = false;
	columns: number;
	rows: number;
	hasNarrowSymbols = false;
	readonly #write: (text: string) => void;
	#isMuted = false;
	/** A frame from its first sequence on, until its last one makes it whole; null between frames. */
	#frame: string | null = null;

	constructor(size: TerminalSize, write: (text: string) => void) {
		super();
		this.columns = size.columns;
		this.rows = size.rows;
		this.#write = write;
	}

	setSize(size: TerminalSize): void {
		this.columns = size.columns;
		this.rows = size.rows;
	}

	setMuted(isMuted: boolean): void {
		this.#isMuted = isMuted;
		this.#frame = null;
	}

	write(text: string | Uint8Array, ...rest: readonly unknown[]): boolean {
		if (!this.#isMuted && text.length > 0) this.#take(text.toString());
		const done = rest.find((argument) => typeof argument === 'function');
		if (typeof done === 'function') setImmediate(done as () => void);
		return true;
	}

	#take(text: string): void {
		if (this.#frame !== null) {
			this.#frame += text;
			if (text === endFrame) this.#flush();
		} else if (text === beginFrame) {
			this.#frame = text;
			// Ink writes a frame without a pause; should it throw within, what there is goes out all the same.
			queueMicrotask(() => this.#flush());
		} else {
			this.#write(text);
		}
	}

	#flush(): void {
		const frame = this.#frame;
		this.#frame = null;
		if (frame !== null && !this.#isMuted) this.#write(frame);
	}
}

class InputStandIn extends EventEmitter {
	readonly isTTY = false;
	setEncoding(): this {
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
	read(): null {
		return null;
	}
}

/** `write` gets whole sequences, never parts of one. */
export function createInkOutput(size: TerminalSize, write: (text: string) => void): InkOutputStream {
	return new OutputStandIn(size, write) as unknown as InkOutputStream;
}

export function createInkInput(): NodeJS.ReadStream {
	return new InputStandIn() as unknown as NodeJS.ReadStream;
}
