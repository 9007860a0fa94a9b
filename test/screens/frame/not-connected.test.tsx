import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectionState } from '../../../source/domain/connection.ts';
import type { OpsError } from '../../../source/domain/result.ts';
import { connectionSentence } from '../../../source/screens/frame/connection-words.ts';
import { NotConnected } from '../../../source/screens/frame/not-connected.tsx';
import { createFakeConsole, type RenderedView, renderAt } from '../../support/render-at.tsx';

const changedKey: OpsError = {
	code: 'unreachable',
	message:
		'the host key of web1 has changed (it now shows ED25519 SHA256:0Y1Yp8uJdP2gGVmHpFqkLk8pO2mJmYbqkTzHn4o3abc): nothing was sent to it',
	hint: 'Compare /home/ops/.ssh/known_hosts:12 with what "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" says on the host\'s own console; only if that is the new key, remove the old line.',
};
const lost: OpsError = { code: 'unreachable', message: 'the connection to web1 was lost' };

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

function draw(columns: number, rows: number, connection: ConnectionState, host = 'web1'): readonly string[] {
	const { Provider } = createFakeConsole();
	const keys = { connectKey: 'Ctrl+R', hostKey: '@' };
	view = renderAt(
		columns,
		rows,
		<Provider>
			<NotConnected {...{ columns, rows, host, connection }} {...keys} />
		</Provider>,
	);
	return view.lines();
}

describe('in the place of figures', () => {
	test.each([
		[120, 35],
		[80, 20],
		[40, 12],
	])('stand the reason and what to try, whole, at %ix%i', (columns, rows) => {
		const lines = draw(columns, rows, { state: 'failed', error: changedKey });
		expect(lines[1]).toBe('  Not connected to web1');
		const text = lines.join(' ').replace(/\s+/g, ' ');
		// A fingerprint or path that is longer than the line is cut between letters.
		const letters = text.replaceAll(' ', '');
		expect(text).toContain('The host key of web1 has changed');
		for (const part of ['SHA256:0Y1Yp8uJdP2gGVmHpFqkLk8pO2mJmYbqkTzHn4o3abc', '/home/ops/.ssh/known_hosts:12']) {
			expect(letters).toContain(part);
		}
		expect(text).toMatch(/remove the old line\. Ctrl\+R tries again\./);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
		expect(lines.length).toBeLessThanOrEqual(rows);
	});

	test.each([
		[120, 35],
		[80, 20],
		[40, 12],
	])('stands what a host waits for, and where else to go, at %ix%i', (columns, rows) => {
		const lines = draw(columns, rows, { state: 'signed-out', error: lost });
		expect(lines.slice(1)).toEqual([
			'  Not connected to web1',
			...(columns === 40
				? ['  Ctrl+R signs in. The connection to', '  web1 was lost.']
				: ['  Ctrl+R signs in. The connection to web1 was lost.']),
			'',
			'  @ goes to another host.',
		]);
	});

	test('stands nothing but that it connects, while it does', () => {
		expect(draw(80, 20, { state: 'connecting' }).slice(1)).toEqual([
			'  Connecting to web1 …',
			'',
			'  @ goes to another host.',
		]);
	});

	test('stands as much as there is room for', () => {
		expect(draw(40, 3, { state: 'failed', error: changedKey })).toHaveLength(3);
	});

	test('stands a hostile name harmlessly', () => {
		expect(draw(80, 20, { state: 'connecting' }, 'a\u001B[2Jb').join('\n')).toContain('a^[[2Jb');
	});
});

describe('the sentence about a connection', () => {
	const error: OpsError = { ...lost, hint: 'Look at the link.' };
	test.each<[ConnectionState, string | null]>([
		[{ state: 'here' }, null],
		[{ state: 'live' }, null],
		[{ state: 'connecting' }, null],
		[{ state: 'reconnecting', attempt: 1, nextAtMs: 0, error }, 'Look at the link. Ctrl+R tries at once.'],
		[{ state: 'failed', error }, 'Look at the link. Ctrl+R tries again.'],
		[{ state: 'signed-out', error }, 'Ctrl+R signs in. The connection to web1 was lost. Look at the link.'],
	])('%j', (connection, ending) => {
		const sentence = connectionSentence(connection, 'Ctrl+R');
		if (ending === null) expect(sentence).toBeNull();
		else expect(sentence?.endsWith(ending)).toBe(true);
	});
});
