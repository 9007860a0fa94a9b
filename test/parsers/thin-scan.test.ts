import { describe, expect, test } from 'vitest';
import { parseSocketOwners } from '../../source/parsers/thin-owners.ts';
import { parseThinScan } from '../../source/parsers/thin-scan.ts';
import { mutations } from '../support/mutate.ts';

function parse(text: string, columns = '') {
	const seen: string[] = [];
	const steps = parseThinScan(Buffer.from(text), columns, {
		onStat: (stat, bytes) =>
			seen.push(`stat ${stat.pid} ${bytes.toString('utf8', stat.nameStart, stat.nameEnd)} ${stat.startTicks}`),
		onRow: (row) => seen.push(`row ${row.pid} ${row.state} ${row.userTicks} ${row.residentPages} ${row.nice}`),
		onFact: (fact, pid, text) => seen.push(`${fact} ${pid} ${text}`),
	});
	for (;;) {
		const step = steps.next();
		if (step.done) return { seen, malformed: step.value };
	}
}

const tail = '0 0 0 0 1 2 0 0 20 0 1 0 24 4096 7 0 1 0 0 0 0 0 0 0 0 0 0 0 0 1';
const text = `=10 (a) b\u0001c) S 1 0 10 0 0 4194560 ${tail}\n11 R 5 6 77 300 -5\nu 10 33\nc 10 0::/system.slice/a.service\n`;

describe('a scan as the agent thins it', () => {
	test('has whole rows, thin ones and facts', () => {
		expect(parse(text, 'rn')).toEqual({
			seen: ['stat 10 a) b\nc 24', 'row 11 R 5 300 -5', 'u 10 33', 'c 10 0::/system.slice/a.service'],
			malformed: 0,
		});
	});

	test('loses nothing but a row with other columns than were asked for', () => {
		expect(parse(text, 'r')).toMatchObject({ malformed: 1 });
		expect(parse(text, 'r').seen).toHaveLength(3);
	});

	test('survives whatever a host sends', () => {
		for (const each of mutations(text, 500)) expect(() => parse(each, 'rn')).not.toThrow();
		for (const each of mutations('10 5 6 7\n! 1\n11 5\n', 300)) expect(() => parseSocketOwners(each)).not.toThrow();
	});

	test('names every owner of a socket, and who may not be looked at', () => {
		const owners = parseSocketOwners('10 5 6\n! 1\n8 5\nnonsense 5\n');
		expect([...owners.pidsByInode]).toEqual([
			[5, [8, 10]],
			[6, [10]],
		]);
		expect(owners.unreadablePids).toEqual([1]);
	});
});
