import { clipboardSequence } from './clipboard.ts';
import { createInkInput, createInkOutput, type InkOutputStream } from './ink-streams.ts';
import { createInputDecoder, type TerminalEvent } from './input-decoder.ts';
import { clearSequence, enterSequence, leaveSequence, type ScreenModes } from './modes.ts';
import { refreshTerminalSize, stopProcessGroup } from './process-guard.ts';
import { holdStrayOutput } from './stray-output.ts';
import { sizeOf, type TerminalSize } from './terminal-size.ts';
import { probeSequence, readProbe, type WidthAnswer } from './width-probe.ts';

export type SessionOptions = ScreenModes & {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The locale is not UTF-8: whatever is left that is not ASCII goes out as `?`. */
	readonly isAsciiOnly: boolean;
};

export type SessionEvents = {
	onEvent(event: TerminalEvent): void;
	onResize(size: TerminalSize): void;
	/** The screen has to be drawn anew: the process was suspended. */
	onResume(): void;
	/** The terminal is gone; nothing can be shown or asked any more. */
	onHangUp(): void;
};

/** The terminal while the console has it. */
export type TerminalSession = {
	/** For Ink, in place of stdin and stdout. */
	readonly input: NodeJS.ReadStream;
	readonly output: InkOutputStream;
	size(): TerminalSize;
	/** Takes the terminal: raw mode, its own screen, pastes in brackets. */
	start(): void;
	/** Gives it back as it was, and what libraries printed meanwhile. Synchronous; more than one call does no harm. */
	stop(): void;
	/** Gives it back, stops the process, takes it again when it goes on. */
	suspend(): void;
	/** Gives it back while `run` has it, and takes it again when that has ended, however it ended. */
	handOver<Value>(run: () => Promise<Value>): Promise<Value>;
	/** Something else has it: what is pressed there, Ctrl+C as well, is meant for that. */
	isLent(): boolean;
	/** Takes it again after a stop that was not announced (SIGSTOP): a shell may have used it meanwhile. */
	retake(): void;
	/** Wipes the screen for a frame drawn anew. */
	clear(): void;
	copy(text: string): 'sent' | 'too-long';
	/**
	 * Asks how wide the symbols are. Calls back with `none` when the terminal took longer than `waitMs`; its answer, should one
	 * come after all, is a second call.
	 */
	probeWidth(waitMs: number, answered: (answer: WidthAnswer | 'none') => void): void;
};

const wide =
	/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/gu;

/** As many cells as before, so that columns stay where they are. */
function toAscii(text: string): string {
	return text
		.replace(/\p{M}/gu, '')
		.replace(wide, '??')
		.replace(/[^\0-\u007F]/gu, '?');
}

export function createTerminalSession(options: SessionOptions, events: SessionEvents): TerminalSession {
	const { stdin, stdout } = options;
	const decoder = createInputDecoder();
	const writeToTerminal = stdout.write.bind(stdout);
	let isTaken = false;
	let isLent = false;
	/** Given back for good. */
	let isStopped = false;
	let releaseStray: (() => string) | null = null;
	let flushTimer: NodeJS.Timeout | null = null;
	let onProbe: ((answer: WidthAnswer) => void) | null = null;

	function write(text: string): void {
		try {
			const heard = options.isLinear ? text.replace(/ {3,}/g, '  ') : text;
			writeToTerminal(options.isAsciiOnly ? toAscii(heard) : heard);
		} catch {
			// The terminal is gone; its end arrives as a hang-up.
		}
	}

	const output = createInkOutput(sizeOf(stdout), write);
	const input = createInkInput();

	function hand(event: TerminalEvent): void {
		if (event.kind === 'cursor') {
			const answered = onProbe;
			onProbe = null;
			answered?.(readProbe(event.column));
			return;
		}
		events.onEvent(event);
	}

	function scheduleFlush(): void {
		if (flushTimer !== null) clearTimeout(flushTimer);
		flushTimer = null;
		const waitMs = decoder.waitMs();
		if (waitMs === null) return;
		flushTimer = setTimeout(() => {
			flushTimer = null;
			for (const event of decoder.flush(performance.now())) hand(event);
		}, waitMs);
	}

	function read(chunk: Uint8Array): void {
		// What unfinished input there is gets its timer before anybody's handler can throw.
		const arrived = decoder.push(chunk, performance.now());
		scheduleFlush();
		for (const event of arrived) hand(event);
	}

	function resize(): void {
		const size = sizeOf(stdout);
		output.setSize(size);
		if (isTaken) events.onResize(size);
	}

	function setRaw(isRaw: boolean): void {
		try {
			stdin.setRawMode(isRaw);
		} catch {
			// As in `write`.
		}
	}

	function take(): void {
		isTaken = true;
		setRaw(true);
		write(enterSequence(options));
		releaseStray = holdStrayOutput([process.stdout, process.stderr]);
		output.setMuted(false);
		stdin.resume();
	}

	function giveBack(): void {
		if (!isTaken) return;
		isTaken = false;
		output.setMuted(true);
		// Reports first: one that arrives after raw mode ended would be typed into the shell.
		write(leaveSequence(options));
		stdin.pause();
		setRaw(false);
		const stray = releaseStray?.() ?? '';
		releaseStray = null;
		if (stray !== '') process.stderr.write(stray);
	}

	function takeAgain(): void {
		refreshTerminalSize();
		take();
		output.setSize(sizeOf(stdout));
		events.onResume();
	}

	const ignore = () => {};

	return {
		input,
		output,
		size: () => sizeOf(stdout),
		start() {
			stdin.on('data', read);
			stdin.on('end', events.onHangUp);
			stdin.on('error', events.onHangUp);
			stdout.on('resize', resize);
			// Whoever ends the process at a closed pipe must not do so while an act is still to be recorded. For good: the
			// terminal may say that it is gone long after the console gave it back.
			stdout.removeAllListeners('error');
			stdout.on('error', events.onHangUp);
			take();
		},
		stop() {
			isStopped = true;
			giveBack();
			if (flushTimer !== null) clearTimeout(flushTimer);
			stdin.off('data', read);
			stdin.off('end', events.onHangUp);
			stdin.off('error', events.onHangUp);
			stdout.off('resize', resize);
			stdout.off('error', events.onHangUp);
			// A terminal that is gone may still report errors of what was written last.
			stdin.on('error', ignore);
			stdout.on('error', ignore);
		},
		suspend() {
			if (isLent) stopProcessGroup(ignore);
			if (!isTaken) return;
			giveBack();
			stopProcessGroup(takeAgain);
		},
		async handOver(run) {
			if (!isTaken) return run();
			giveBack();
			isLent = true;
			try {
				return await run();
			} finally {
				isLent = false;
				if (!isStopped) takeAgain();
			}
		},
		isLent: () => isLent,
		retake() {
			if (!isTaken) return;
			refreshTerminalSize();
			// Asked for the mode that it believes to be in, Node does nothing.
			setRaw(false);
			setRaw(true);
			write(enterSequence(options));
			events.onResume();
		},
		clear: () => write(clearSequence(sizeOf(stdout).rows)),
		copy(text) {
			const sequence = clipboardSequence(text, options.env);
			if (sequence === null) return 'too-long';
			write(sequence);
			return 'sent';
		},
		probeWidth(waitMs, answered) {
			const deadline = setTimeout(() => answered('none'), waitMs);
			onProbe = (answer) => {
				clearTimeout(deadline);
				answered(answer);
			};
			write(probeSequence);
		},
	};
}
