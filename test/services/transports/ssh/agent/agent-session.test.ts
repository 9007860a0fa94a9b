import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAgent } from '../../../../../source/services/transports/ssh/agent/agent-session.ts';
import { createFloodGauge } from '../../../../../source/services/transports/ssh/agent/flood-gauge.ts';
import type { RemoteShellEnd } from '../../../../../source/services/transports/ssh/remote-shell.ts';

/** A host whose answers are written here. */
async function openSession() {
	const ended = Promise.withResolvers<RemoteShellEnd>();
	const sent: string[] = [];
	let listener: (chunk: Buffer) => void = () => {};
	const starting = startAgent(
		{
			write: (text) => void sent.push(text.toString()),
			onData(next) {
				listener = next;
			},
			pause() {},
			resume() {},
			end: () => ended.resolve({ exitCode: 0, signal: null, stderr: '' }),
			kill() {},
			ended: ended.promise,
		},
		'far',
	);
	const say = (text: string) => listener(Buffer.from(text));
	say(`${/^hello=(\w+)$/m.exec(sent.join(''))?.[1]} ready\n`);
	const session = await starting;
	if (!session.ok) throw new Error(session.error.message);
	const markOf = () => sent.at(-1)?.split(' ')[0] ?? '';
	return { session: session.value, say, markOf };
}

describe('an answer is waited for', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test('as long as something comes, and not when it trickles for ever', async () => {
		const { session, say } = await openSession();
		const asked = session.ask({ text: 'read', timeoutMs: 10_000, maxBytes: 1e6 });
		let end: string | null = null;
		void asked.then((how) => {
			end = how;
		});
		for (let seconds = 0; seconds < 54; seconds += 9) {
			await vi.advanceTimersByTimeAsync(9000);
			say('x\n');
			expect(end).toBeNull();
		}
		await vi.advanceTimersByTimeAsync(6001);
		expect(end).toBe('timeout');
		expect(session.isDead()).toBe(true);
	});

	test('and what comes for another request is not part of it', async () => {
		const { session, say, markOf } = await openSession();
		let text = '';
		const asked = session.ask({
			text: 'read',
			timeoutMs: 10_000,
			maxBytes: 1e6,
			onData: (bytes) => {
				text += bytes;
			},
		});
		say(`${'0'.repeat(32)} end 0\n${markOf()} end 0\nlate`);
		expect(await asked).toBe('done');
		expect(text).toBe(`${'0'.repeat(32)} end 0\n`);
	});
});

describe('what is more than was asked for', () => {
	const x = (bytes: number) => Buffer.alloc(bytes, 'x');

	test('is told by its bytes, however short its lines are', () => {
		const gauge = createFloodGauge({ maxBytes: 100, maxLineBytes: 10 });
		for (let line = 0; line < 50; line += 1) expect(gauge.takes(Buffer.from('\n\n'))).toBe(true);
		expect(gauge.takes(Buffer.from('\n'))).toBe(false);
	});

	test.each(['\n', '\0'])('is told by its lines, which end with %j', (end) => {
		const gauge = createFloodGauge({ maxBytes: 1000, maxLineBytes: 10 });
		const lines = [x(9), Buffer.from(`x${end}`), x(9), Buffer.from(`${end}xxxx`), x(6)];
		expect(lines.map((line) => gauge.takes(line))).toEqual([true, true, true, true, true]);
		expect(gauge.takes(x(1))).toBe(false);
	});
});
