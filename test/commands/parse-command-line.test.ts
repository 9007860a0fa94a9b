import { expect, test } from 'vitest';
import { parseCommandLine } from '../../source/commands/parse-command-line.ts';

function parsed(...argv: string[]) {
	const result = parseCommandLine(argv);
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

function refusal(...argv: string[]) {
	const result = parseCommandLine(argv);
	return result.ok ? 'understood' : result.error.message;
}

test('no word at all opens the console', () => {
	expect(parsed()).toMatchObject({ verb: null, words: [], command: null, flags: { json: false, watch: undefined } });
});

test('a verb takes words and flags in any order', () => {
	expect(parsed('service', '--yes', 'restart', 'nginx', '--manager', 'sysv')).toMatchObject({
		verb: 'service',
		words: ['restart', 'nginx'],
		flags: { yes: true, manager: 'sysv' },
	});
});

test('what stands after -- is left alone', () => {
	expect(parsed('run', '--yes', '--', 'ls', '--json', '--', 'x')).toMatchObject({
		verb: 'run',
		command: ['ls', '--json', '--', 'x'],
		flags: { json: false },
	});
});

test('--no-color is a flag like the others', () => {
	expect(parsed('top', '--no-color').flags['no-color']).toBe(true);
	expect(parsed('top').flags['no-color']).toBe(false);
});

test.each([
	[['top', '-H', 'web1', '--host', 'web2'], 'host'],
	[['top', '--window=1', '--window', '2'], 'window'],
	[['web1', '-Fone', '--sshConfig', 'two'], 'ssh-config'],
])('a flag that is given twice is refused: %j', (argv, name) => {
	expect(refusal(...argv)).toBe(`--${name} is given twice.`);
});

test('what takes no value may be given again', () => {
	expect(parsed('top', '--json', '--json').flags.json).toBe(true);
});

test('short flags stand for long ones', () => {
	expect(parsed('kill', '12', '-s', 'HUP', '-y').flags).toMatchObject({ signal: 'HUP', yes: true });
});

test('flags are known in every spelling, and letters in a row too', () => {
	expect(parsed('history', '-n5', '-hH=web').flags).toMatchObject({ lines: 5, help: true, host: 'web' });
	expect(parsed('kill', '7', '--dryRun', '--json=false').flags).toMatchObject({ 'dry-run': true, json: false });
});

test('digits are words, not numbers', () => {
	expect(parsed('renice', '10', '2114').words).toEqual(['10', '2114']);
});

test('a negative nice value is a word', () => {
	expect(parsed('renice', '--', '-5', '2114').command).toEqual(['-5', '2114']);
});

test('an unknown flag names the nearest', () => {
	expect(refusal('top', '--jsno')).toBe('There is no flag --jsno for top. Did you mean --json?');
});

test('a flag of another verb is refused', () => {
	expect(refusal('top', '--yes')).toBe('opsdash top does not take --yes.');
	expect(refusal('--yes')).toBe('--yes needs a verb before it.');
});

test('a value that is missing or out of range is refused in words', () => {
	expect(refusal('top', '--window')).toBe('--window needs a value: --window MS.');
	expect(refusal('top', '--window', 'x')).toBe('--window takes a number from 0 to 60000, and "x" is none.');
	expect(refusal('--interval', '0')).toBe('--interval takes a number from 0.1 to 60, and "0" is none.');
	expect(refusal('top', '--host=')).toBe('--host is empty.');
});

test('a value that is none of those a flag takes names the nearest', () => {
	expect(refusal('--theme', 'drak')).toBe('--theme takes one of dark, light, and "drak" is none. Did you mean dark?');
	expect(refusal('--tab', 'net')).toContain('Did you mean network?');
	expect(refusal('history', '--type', 'signals')).toContain('Did you mean signal?');
	expect(parsed('history', '--status', 'timed-out').flags.status).toBe('timed-out');
});

test('what is counted is a whole number', () => {
	expect(refusal('top', '-n', '1.5')).toBe('--lines takes a whole number from 1 to 100000, and "1.5" is none.');
	expect(parsed('top', '--watch', '1.5').flags.watch).toBe(1.5);
});

test('a verb that takes no words refuses them, after -- too', () => {
	expect(refusal('host', 'web1')).toBe('opsdash host takes no words, and "web1" is one.');
	expect(refusal('top', '--', '5')).toBe('opsdash top takes no words, and "5" is one.');
	expect(parsed('logs', 'cron').words).toEqual(['cron']);
});
