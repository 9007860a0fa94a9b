import { describe, expect, test } from 'vitest';
import { parseSince, queryOf } from '../../source/commands/history-query.ts';
import { parseCommandLine } from '../../source/commands/parse-command-line.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');

function asked(...words: readonly string[]) {
	const parsed = parseCommandLine(['history', ...words]);
	if (!parsed.ok) throw new Error(parsed.error.message);
	return queryOf(parsed.value.flags, now);
}

describe('what the flags of history narrow', () => {
	test('nothing without any', () => {
		expect(asked()).toEqual({ ok: true, value: { unreadOnly: false } });
	});

	test('host, text, status, type, age, number and what was not seen', () => {
		const found = asked(
			...['--host', 'web1', '--find', 'nginx failed', '--status', 'interrupted', '--type', 'service'],
			...['--since', '2d', '--lines', '7', '--unread'],
		);
		expect(found).toEqual({
			ok: true,
			value: {
				host: 'web1',
				text: 'nginx failed',
				status: 'interrupted',
				type: 'service',
				since: '2026-11-19T12:00:00.000Z',
				limit: 7,
				unreadOnly: true,
			},
		});
	});

	test('a time that is none is refused with a sentence', () => {
		expect(asked('--since', 'yesterday-ish')).toMatchObject({ ok: false, error: { message: expect.any(String) } });
		expect(parseSince('99999999999999999w', now)).toBeNull();
	});
});
