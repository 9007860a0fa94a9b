import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { TerminalEvent } from '../../source/terminal/input-decoder.ts';
import { createTerminalSession, type SessionOptions } from '../../source/terminal/terminal-session.ts';

class FakeStdin extends EventEmitter {
	readonly modes: boolean[] = [];
	isPaused = true;
	setRawMode(isRaw: boolean): void {
		this.modes.push(isRaw);
	}
	resume(): void {
		this.isPaused = false;
	}
	pause(): void {
		this.isPaused = true;
	}
}

class FakeStdout extends EventEmitter {
	columns = 80;
	rows = 24;
	written = '';
	isGone = false;
	write(text: string): boolean {
		if (this.isGone) throw new Error('EIO');
		this.written += text;
		return true;
	}
}

function openSession(options: Partial<SessionOptions> = {}) {
	const stdin = new FakeStdin();
	const stdout = new FakeStdout();
	const events: TerminalEvent[] = [];
	const seen = { sizes: [] as unknown[], hangUps: 0 };
	const session = createTerminalSession(
		{
			stdin: stdin as unknown as NodeJS.ReadStream,
			stdout: stdout as unknown as NodeJS.WriteStream,
			env: {},
			hasMouse: false,
			isLinear: false,
			isAsciiOnly: false,
			...options,
		},
		{
			onEvent: (event) => events.push(event),
			onResize: (size) => seen.sizes.push(size),
			onResume() {},
			onHangUp: () => {
				seen.hangUps += 1;
			},
		},
	);
	session.start();
	return { stdin, stdout, events, seen, session };
}

let opened: ReturnType<typeof openSession> | null = null;
afterEach(() => opened?.session.stop());

const open = (options?: Partial<SessionOptions>) => {
	opened = openSession(options);
	return opened;
};

describe('the terminal while the console has it', () => {
	test('is in raw mode, and back in its usual one afterwards, once', () => {
		const { stdin, stdout, session } = open();
		expect([stdin.modes, stdin.isPaused]).toEqual([[true], false]);
		session.stop();
		const { length } = stdout.written;
		session.stop();
		expect([stdin.modes, stdin.isPaused]).toEqual([[true, false], true]);
		expect(stdout.written.length).toBe(length);
		expect(stdout.written).toMatch(/\u001B\[\?1049l$/);
	});

	test('hands on keys, and Esc when nothing follows it', async () => {
		const { stdin, events } = open();
		stdin.emit('data', Buffer.from('q'));
		stdin.emit('data', Buffer.from('\u001B'));
		expect(events.map((event) => event.kind === 'key' && event.key)).toEqual(['q']);
		while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(events[1]).toMatchObject({ kind: 'key', key: 'Esc' });
	});

	test('takes a size of 0x0 as 80x24', () => {
		const { stdout, seen, session } = open();
		stdout.columns = 0;
		stdout.rows = 0;
		stdout.emit('resize');
		expect(seen.sizes).toEqual([{ columns: 80, rows: 24 }]);
		expect([session.output.columns, session.output.rows]).toEqual([80, 24]);
	});

	test('tells how wide the terminal draws symbols', () => {
		const { stdin, session } = open();
		const answers: string[] = [];
		session.probeWidth(1000, (answer) => answers.push(answer));
		stdin.emit('data', Buffer.from('\u001B[1;9R'));
		session.probeWidth(1000, (answer) => answers.push(answer));
		stdin.emit('data', Buffer.from('\u001B[1;5R'));
		expect(answers).toEqual(['wide', 'narrow']);
	});

	test('says when no answer came in time, and hears a late one', async () => {
		const { stdin, session } = open();
		const answers: string[] = [];
		session.probeWidth(1, (answer) => answers.push(answer));
		while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		stdin.emit('data', Buffer.from('\u001B[1;5R'));
		expect(answers).toEqual(['none', 'narrow']);
	});

	test('gets nothing but ASCII where the locale is not UTF-8, in as many cells', () => {
		const { stdout, session } = open({ isAsciiOnly: true });
		session.output.write('a│漢e\u0301z');
		expect(stdout.written).toMatch(/a\?\?\?ez$/);
	});

	test('gets nothing from Ink before it was taken and after it was given back', () => {
		const { stdout, session } = open();
		session.output.write('frame');
		session.stop();
		session.output.write('late frame');
		expect(stdout.written).toContain('frame');
		expect(stdout.written).not.toContain('late');
	});

	test('may be gone at any time', () => {
		const { stdin, stdout, seen, session } = open();
		stdout.isGone = true;
		session.output.write('frame');
		stdin.emit('end');
		session.stop();
		stdout.emit('error', new Error('EIO'));
		expect(seen.hangUps).toBe(1);
	});

	test('lets nobody else end the process when it is gone', () => {
		const stdout = new FakeStdout();
		let ended = 0;
		stdout.on('error', () => {
			ended += 1;
		});
		const { session } = open({ stdout: stdout as unknown as NodeJS.WriteStream });
		stdout.emit('error', new Error('EIO'));
		session.stop();
		stdout.emit('error', new Error('EIO'));
		expect(ended).toBe(0);
	});

	test('sends what is copied, or says that it is too long', () => {
		const { stdout, session } = open();
		expect(session.copy('text')).toBe('sent');
		expect(stdout.written).toContain('\u001B]52;c;dGV4dA==\u0007');
		expect(session.copy('x'.repeat(100_000))).toBe('too-long');
	});
});
