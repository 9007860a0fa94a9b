import { describe, expect, test } from 'vitest';
import { matchEntries, type PaletteEntry, parseCommand, rememberLine } from '../../source/domain/palette.ts';

const entry = (name: string, argument: string | null = null, description = name): PaletteEntry => ({
	name,
	argument,
	description,
	keys: '',
	run() {},
});

const entries = [
	entry('host'),
	entry('host', 'NAME', 'Another host'),
	entry('interval', 'SECONDS', 'Refresh interval'),
	entry('restart', null, 'Restart the unit'),
	entry('refresh', null, 'Read everything now'),
	entry('top'),
];

const names = (line: string) => matchEntries(entries, line).map(({ name }) => name);

describe('the command palette', () => {
	test('lists everything for an empty line', () => {
		expect(names('')).toHaveLength(entries.length);
	});

	test('puts names that start with the text before those that hold it, then descriptions', () => {
		expect(names('re')).toEqual(['restart', 'refresh', 'interval']);
		expect(names('everything now')).toEqual(['refresh']);
		expect(names('zzz')).toEqual([]);
	});

	test('takes what follows a name as its argument', () => {
		expect(parseCommand(entries, ' interval  5 ')).toMatchObject({ entry: { name: 'interval' }, argument: '5' });
		expect(parseCommand(entries, 'host web1')).toMatchObject({ entry: { argument: 'NAME' }, argument: 'web1' });
		expect(parseCommand(entries, 'host')).toMatchObject({ entry: { argument: null }, argument: '' });
		expect(parseCommand(entries, 'restart nginx')).toBeNull();
		expect(parseCommand(entries, 'inter')).toBeNull();
	});

	test('remembers lines once, newest first', () => {
		expect(rememberLine(['b', 'a'], 'a')).toEqual(['a', 'b']);
		expect(rememberLine(['b', 'a'], 'c', 2)).toEqual(['c', 'b']);
	});
});
