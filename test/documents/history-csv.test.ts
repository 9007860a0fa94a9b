import { expect, test } from 'vitest';
import { csvHead, csvLine } from '../../source/documents/history-csv.ts';
import { sampleEntry } from '../support/sample-history.ts';

/** RFC 4180, for what this program writes. */
function parseLine(line: string): readonly string[] {
	const cells = line.replace(/\r\n$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g);
	return [...cells].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}

const cellsOf = (entry: Parameters<typeof csvLine>[0]) => {
	const cells = parseLine(csvLine(entry));
	return Object.fromEntries(parseLine(csvHead).map((title, index) => [title, cells[index]]));
};

test('an act is one record with a column for each fact', () => {
	const cells = cellsOf(sampleEntry('m1', { verdict: 'held for 10 s', journal: ['a', 'b'] }));
	expect(cells).toMatchObject({
		id: 'm1',
		user: 'root',
		login_user: 'alice',
		host: 'web1',
		target: 'nginx.service',
		command: 'systemctl --no-pager --no-ask-password restart -- nginx.service',
		status: 'succeeded',
		exit_code: '0',
		verdict: 'held for 10 s',
		journal: 'a\nb',
		first_seq: '11',
	});
});

test('what is unknown is empty, never 0', () => {
	expect(cellsOf(sampleEntry('m1', { exitCode: null, durationMs: null, after: null }))).toMatchObject({
		exit_code: '',
		duration_ms: '',
		after: '',
	});
});

test('commas, quotes and lines stay in their cell', () => {
	const output = 'said "no", twice\nand left';
	expect(cellsOf(sampleEntry('m1', { output }))).toMatchObject({ output });
});

test('no cell is a formula, and no control sequence is left', () => {
	for (const start of ['=', '+', '-', '@']) {
		expect(cellsOf(sampleEntry('m1', { target: `${start}cmd|'/c calc'!A0` }))['target']).toMatch(/^'/);
	}
	expect(csvLine(sampleEntry('m1', { output: 'a\u001B]52;c;AA\u0007\u202Eb' }))).not.toMatch(
		/[\u0000-\u0009\u001B\u202E]/,
	);
});
