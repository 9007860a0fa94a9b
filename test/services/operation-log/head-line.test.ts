import { describe, expect, test } from 'vitest';
import { formatHead, parseGivenHead, parseHead } from '../../../source/services/operation-log/head-line.ts';
import { parseJournalHead } from '../../../source/services/operation-log/kept-heads.ts';

const hash = '0123456789abcdef'.repeat(4);
const event = { seq: 12, kind: 'begun', time: '2026-11-21T08:30:00.000Z', hash, id: 't3n0ql-4k9x2f' } as const;

describe('a line for the journal', () => {
	test('holds number, hash, kind, id and file, and is read back', () => {
		const line = formatHead({ ...event, file: '/root/.local/state/opsdash/operations.db' });
		expect(line).toBe(`head 12:${hash} begun t3n0ql-4k9x2f /root/.local/state/opsdash/operations.db`);
		expect(parseHead(line)).toEqual({ seq: 12, hash, file: '/root/.local/state/opsdash/operations.db' });
	});

	test('a path with odd signs stays one line', () => {
		const file = '/home/a b\n100%/x\u007F.db';
		const line = formatHead({ ...event, file });
		expect(line).not.toContain('\n');
		expect(parseHead(line)?.file).toBe(file);
	});

	test('other lines are none', () => {
		for (const line of ['', 'head', `head x:${hash} a b /c`, `head 1:${hash} a b c`, `ahead 1:${hash} a b /c`]) {
			expect(parseHead(line)).toBeNull();
		}
	});
});

test('a line of journalctl -o json tells who wrote it', () => {
	const message = formatHead({ ...event, file: '/x/operations.db' });
	const line = JSON.stringify({ MESSAGE: message, _UID: '1000', __CURSOR: 's=1' });
	expect(parseJournalHead(line)).toEqual({ head: { seq: 12, hash, file: '/x/operations.db' }, uid: 1000 });
	for (const odd of ['', '[]', 'null', '{}', '{"MESSAGE":[1,2]}', '{"MESSAGE":"hello"}']) {
		expect(parseJournalHead(odd)).toBeNull();
	}
});

test('a head is given as a hash, or with its number before it', () => {
	expect(parseGivenHead(hash)).toEqual({ seq: null, hash });
	expect(parseGivenHead(`12:${hash.toUpperCase()}`)).toEqual({ seq: 12, hash });
	for (const wrong of ['', 'abc', `:${hash}`, `x:${hash}`, `${hash}0`]) expect(parseGivenHead(wrong)).toBeNull();
});
