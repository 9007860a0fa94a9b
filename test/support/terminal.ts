/**
 * A real terminal for tests: the program runs in a pty, what it writes is drawn by xterm, and the test presses keys and
 * waits for what a person would see. It waits on content, never on time.
 */

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cleanEnvironment, type Environment } from './program.ts';

export type TerminalOptions = {
	readonly command: string;
	readonly args?: readonly string[];
	/** 120 unless told. */
	readonly columns?: number;
	/** 40 unless told. */
	readonly rows?: number;
	readonly cwd?: string;
	/** Added to the environment of a plain login with TERM=xterm-256color; undefined takes a variable away. */
	readonly env?: Environment;
	/** The user and group that the program runs as, when the test runs as root. */
	readonly uid?: number;
};

/** A colour as the program chose it: the terminal's default, a number of the palette, or `#rrggbb`. */
export type Colour = 'default' | number | `#${string}`;

export type Cell = {
	/** What the cell shows; empty for the second half of a wide character. */
	readonly text: string;
	/** Cells that it takes: 0 for that second half, 1 or 2. */
	readonly width: number;
	readonly foreground: Colour;
	readonly background: Colour;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isItalic: boolean;
	readonly isUnderlined: boolean;
	readonly isInverse: boolean;
};

export type Exit = { readonly exitCode: number; readonly signal: number | undefined };

export type Pattern = string | RegExp | ((screen: readonly string[]) => boolean);

export type WaitOptions = {
	/** 20,000 unless told. The deadline of a broken program, not a time to wait. */
	readonly timeoutMs?: number;
};

const keySequences = {
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	'shift+tab': '\u001B[Z',
	space: ' ',
	backspace: '\u007F',
	delete: '\u001B[3~',
	insert: '\u001B[2~',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	pageup: '\u001B[5~',
	pagedown: '\u001B[6~',
	f1: '\u001BOP',
	f2: '\u001BOQ',
	f3: '\u001BOR',
	f4: '\u001BOS',
	f5: '\u001B[15~',
	f6: '\u001B[17~',
	f7: '\u001B[18~',
	f8: '\u001B[19~',
	f9: '\u001B[20~',
	f10: '\u001B[21~',
} as const satisfies Record<string, string>;

const rawTextCap = 16 * 1024 * 1024;

/** The bytes that a key sends: a name such as `down` or `ctrl+c`, else the text itself. */
export function encodeKey(key: string): string {
	const control = /^ctrl\+([a-z[\]\\^_])$/.exec(key)?.[1];
	if (control !== undefined) {
		return String.fromCharCode(control.toUpperCase().charCodeAt(0) % 32);
	}

	return Object.hasOwn(keySequences, key) ? keySequences[key as keyof typeof keySequences] : key;
}

function describeColour(value: number, isPalette: boolean, isRgb: boolean): Colour {
	if (isRgb) {
		return `#${value.toString(16).padStart(6, '0')}`;
	}

	return isPalette ? value : 'default';
}

function isSeen(screen: readonly string[], pattern: Pattern): boolean {
	if (typeof pattern === 'function') {
		return pattern(screen);
	}

	const text = screen.join('\n');
	return typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0;
}

function frameOf(screen: readonly string[]): string {
	return screen.map((line) => `  |${line}`).join('\n');
}

export class TestTerminal implements AsyncDisposable {
	/** What the program asked the terminal to put on the clipboard (OSC 52), decoded, oldest first. */
	readonly clipboard: string[] = [];
	/** Bytes that the program has written so far. */
	writtenBytes = 0;
	readonly #terminal: InstanceType<typeof xterm.Terminal>;
	readonly #pty: ReturnType<typeof spawn>;
	readonly #exit = Promise.withResolvers<Exit>();
	readonly #watchers = new Set<() => void>();
	#written: Buffer[] = [];
	#end: Exit | undefined;

	constructor(options: TerminalOptions) {
		const { columns: cols = 120, rows = 40, uid } = options;
		const isOther = uid !== undefined && process.getuid?.() === 0;
		this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 2000 });
		this.#pty = spawn(options.command, [...(options.args ?? [])], {
			cols,
			rows,
			name: options.env?.['TERM'] ?? 'xterm-256color',
			cwd: options.cwd ?? process.cwd(),
			env: cleanEnvironment({ TERM: 'xterm-256color', ...options.env }),
			encoding: null,
			...(isOther ? { uid, gid: uid } : {}),
		});
		// With no encoding the pty hands over bytes; its types do not say so.
		this.#pty.onData((data) => this.#take(data as unknown as Buffer));
		this.#pty.onExit(({ exitCode, signal }) => this.#finish({ exitCode, signal: signal || undefined }));
		// The terminal's own answers: cursor position, device attributes.
		this.#terminal.onData((answer) => this.#send(answer));
		this.#terminal.parser.registerOscHandler(52, (data) => {
			this.clipboard.push(Buffer.from(data.slice(data.indexOf(';') + 1), 'base64').toString());
			return true;
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** Everything the program wrote, with its escape sequences; the first 16 MiB of it. */
	get written(): string {
		return Buffer.concat(this.#written).toString();
	}

	/** Whether the program is on the alternate screen, as full-screen programs are. */
	get isAlternateScreen(): boolean {
		return this.#terminal.buffer.active.type === 'alternate';
	}

	/** What the program has switched on (bracketed paste, mouse reporting …) and not off again. */
	get modes(): InstanceType<typeof xterm.Terminal>['modes'] {
		return this.#terminal.modes;
	}

	/** Whether the cursor was hidden last, or shown. */
	get isCursorHidden(): boolean {
		const text = this.written;
		return text.lastIndexOf('\u001B[?25l') > text.lastIndexOf('\u001B[?25h');
	}

	/** Where the cursor stands, from 0. */
	get cursor(): { readonly column: number; readonly row: number } {
		const { cursorX, cursorY } = this.#terminal.buffer.active;
		return { column: cursorX, row: cursorY };
	}

	get size(): { readonly columns: number; readonly rows: number } {
		return { columns: this.#terminal.cols, rows: this.#terminal.rows };
	}

	/** Presses keys, each by its name (`down`, `ctrl+c`, `escape`) or its text. After `escape`, wait for what it does. */
	press(...keys: readonly string[]): void {
		for (const key of keys) {
			this.#send(encodeKey(key));
		}
	}

	/** Pastes text as a terminal does: in brackets if the program asked for them. */
	paste(text: string): void {
		this.#send(this.modes.bracketedPasteMode ? `\u001B[200~${text}\u001B[201~` : text);
	}

	/** The screen as text, one string per row without the blanks at its end. */
	screen(): string[] {
		const { active } = this.#terminal.buffer;
		return Array.from(
			{ length: this.#terminal.rows },
			(_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	/** The cells of one row, from 0. */
	cells(row: number): Cell[] {
		const { active } = this.#terminal.buffer;
		const line = active.getLine(active.viewportY + row);
		return Array.from({ length: this.#terminal.cols }, (_, column) => {
			const cell = line?.getCell(column);
			return {
				text: cell?.getChars() ?? '',
				width: cell?.getWidth() ?? 1,
				foreground: cell ? describeColour(cell.getFgColor(), cell.isFgPalette(), cell.isFgRGB()) : 'default',
				background: cell ? describeColour(cell.getBgColor(), cell.isBgPalette(), cell.isBgRGB()) : 'default',
				isBold: Boolean(cell?.isBold()),
				isDim: Boolean(cell?.isDim()),
				isItalic: Boolean(cell?.isItalic()),
				isUnderlined: Boolean(cell?.isUnderline()),
				isInverse: Boolean(cell?.isInverse()),
			};
		});
	}

	/** Resolves with the screen as soon as it shows `pattern`; rejects, with the screen, when the program ends or hangs. */
	async waitFor(pattern: Pattern, options: WaitOptions = {}): Promise<string[]> {
		const seen = Promise.withResolvers<void>();
		const watch = () => {
			if (isSeen(this.screen(), pattern)) {
				seen.resolve();
			} else if (this.#end) {
				seen.reject(this.#complaint(pattern, `the program ended with ${JSON.stringify(this.#end)}`));
			}
		};
		const timeoutMs = options.timeoutMs ?? 20_000;
		const deadline = setTimeout(() => seen.reject(this.#complaint(pattern, `${timeoutMs} ms went by`)), timeoutMs);
		this.#watchers.add(watch);
		watch();
		try {
			await seen.promise;
			return this.screen();
		} finally {
			clearTimeout(deadline);
			this.#watchers.delete(watch);
		}
	}

	/** Resolves once `text` is in what the program wrote, escape sequences included. */
	async waitForWritten(text: string, options: WaitOptions = {}): Promise<void> {
		await this.waitFor(() => this.written.includes(text), options);
	}

	/** Changes the size; the program gets SIGWINCH. */
	resize(columns: number, rows: number): void {
		this.#terminal.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	/** Resolves when the program has ended and all that it wrote is on the screen. */
	exited(): Promise<Exit> {
		return this.#exit.promise;
	}

	kill(signal: NodeJS.Signals = 'SIGTERM'): void {
		process.kill(this.pid, signal);
	}

	/** Reads nothing of what the program writes, as a terminal that was halted (Ctrl+S); `readOn()` takes it back. */
	stopReading(): void {
		this.#pty.pause();
	}

	readOn(): void {
		this.#pty.resume();
	}

	/** Closes the terminal itself, as when its window or connection goes: the program gets SIGHUP, and can write no more. */
	hangUp(): void {
		// The types do not name it.
		(this.#pty as unknown as { destroy(): void }).destroy();
	}

	/** Ends the program, if it still runs, and what it started in its session's foreground. */
	async close(): Promise<void> {
		if (!this.#end) {
			try {
				process.kill(-this.pid, 'SIGKILL');
			} catch {
				// It has ended by itself meanwhile.
			}
		}

		await this.exited();
		this.#terminal.dispose();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	#send(text: string): void {
		if (!this.#end) {
			this.#pty.write(text);
		}
	}

	#take(data: Buffer): void {
		if (this.writtenBytes < rawTextCap) {
			this.#written.push(data);
		}

		this.writtenBytes += data.length;
		this.#terminal.write(data, () => this.#look());
	}

	#finish(end: Exit): void {
		// Behind all that is still to be drawn.
		this.#terminal.write('', () => {
			this.#end = end;
			this.#exit.resolve(end);
			this.#look();
		});
	}

	#look(): void {
		for (const watch of this.#watchers) {
			watch();
		}
	}

	#complaint(pattern: Pattern, why: string): Error {
		return new Error(`${why} before the screen showed ${String(pattern)}:\n${frameOf(this.screen())}`);
	}
}

/** Opens a terminal with a program in it: `await using terminal = openTerminal({command, args})`. */
export function openTerminal(options: TerminalOptions): TestTerminal {
	return new TestTerminal(options);
}
