import { describe, expect, it } from 'vitest';
import { succeed } from '../../../source/domain/result.ts';
import { openTop as open, sampleProcessDetail } from '../../support/open-top.ts';
import { sampleProcess, sampleTop } from '../../support/sample-top.ts';

describe('the Top tab', () => {
	for (const [columns, rows] of [
		[300, 96],
		[120, 36],
		[80, 20],
		[40, 11],
		[20, 4],
	] as const) {
		it(`fills ${columns}x${rows} and no more, details open or not`, async () => {
			const { fake, expectToFill } = open(columns, rows, {
				actions: { readProcess: async () => succeed(sampleProcessDetail(2114)) },
			});
			for (const key of [[], ['Enter'], ['Esc', 'C', 't']]) {
				await fake.press(...key);
				expectToFill();
			}
		});
	}

	it('shows the figures and the processes that use the most CPU first', async () => {
		const { fake, lines, selected } = open(120, 36);
		await fake.press();
		expect(lines()[1]).toContain('18.3%  us 14.2 sy  4.1');
		expect(lines()[5]).toContain('CPU%▾');
		expect(selected()).toContain('2114 mysql');
		expect(lines().find((line) => line.includes('rsync'))).toContain('D!');
		expect(lines()[4]).toMatch(/1 of 220$/);
	});

	it('keeps the key columns and one line of figures at 40x15', async () => {
		const { fake, lines } = open(40, 11);
		await fake.press();
		expect(lines()[0]).toBe(' cpu 18.3  mem 48.0  1 stuck in D');
		expect(lines()[3]).toBe('›    2114  812M  S   12.4 /usr/sbin/mys…');
	});

	it('draws with ASCII alone where the locale asks for it', async () => {
		const { fake, lines } = open(120, 36, { theme: { isAscii: true } });
		await fake.press('t');
		expect(lines().join('')).toMatch(/^[ -~]*$/);
	});

	it('has no escape sequence but attributes where there are no colours', async () => {
		const { fake, view } = open(120, 36);
		await fake.press();
		expect(view.painted()).not.toMatch(/\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[;m]/);
	});

	it('prints nothing of a hostile name that a terminal would obey', async () => {
		const evil = sampleProcess(6666, {
			command: 'a\u001B]52;c;AAAA\u0007\u009B2J\u202Eb\nc',
			cpuPercent: 99,
			name: '\u001B[2J',
		});
		const { fake, view } = open(120, 36, {}, sampleTop(20, { processes: [evil] }));
		await fake.press();
		expect(view.frame()).toContain('a^[]52;c;AAAA^G<U+009B>2J<U+202E>b c');
		expect(view.painted().replaceAll(/\u001B\[[\d;]*m/g, '')).not.toMatch(
			/[\0-\u0009\u000B-\u001F\u007F-\u009F\u202E]/,
		);
	});
});

describe('states', () => {
	it('says that it is reading, before the first figures', async () => {
		const { fake, lines } = open(80, 20, { readings: { top: { state: 'waiting' } } });
		await fake.press();
		expect(lines().join('\n')).toContain('Reading processes …');
	});

	it('says why there are no figures and what to try', async () => {
		const error = { code: 'unavailable', message: 'There is no /proc here.', hint: 'Mount it.' } as const;
		const { fake, lines } = open(80, 20, { readings: { top: { state: 'failed', error } } });
		await fake.press();
		expect(lines().join('\n')).toContain('There is no /proc here. Mount it.');
	});

	it('keeps the last figures when a poll failed, and says so', async () => {
		const error = { code: 'timeout', message: 'No answer within 2 s.' } as const;
		const top = { state: 'stale', value: { data: sampleTop(), problems: [] }, takenAtMs: 0, error } as const;
		const { fake, lines } = open(80, 20, { readings: { top } });
		await fake.press();
		expect(lines()[4]).toContain('No answer within 2 s.');
		expect(lines().join('\n')).toContain('mysqld');
	});

	it('tells the gaps of a reading on demand', async () => {
		const problems = [
			{ field: 'processes[].readBytesPerSecond', code: 'permission', message: 'Not yours.', hint: null },
		] as const;
		const top = { state: 'ready', value: { data: sampleTop(), problems }, takenAtMs: 0 } as const;
		const { fake, lines } = open(80, 20, { readings: { top } });
		await fake.press();
		expect(lines()[4]).toContain('1 gap (!)');
		await fake.press('!');
		expect(fake.questions[0]).toMatchObject({
			name: 'showText',
			args: ['What could not be read', [expect.stringContaining('Not yours.')]],
		});
	});
});

describe('cost', () => {
	it('asks for the rows on screen once, and again only when they change', async () => {
		const { fake, refresh } = open(120, 36);
		await fake.press();
		const asked = () => fake.calls.filter((call) => call.name === 'setNeeds').length;
		expect(asked()).toBe(1);
		await refresh(sampleTop());
		expect(asked()).toBe(1);
		await fake.press('G');
		expect(asked()).toBe(2);
		const needs = fake.calls.filter((call) => call.name === 'setNeeds').at(-1)?.args[1];
		expect(needs).toMatchObject({ top: { sort: 'cpu', needsAllFacts: false } });
	});

	it('draws one frame for a refresh', async () => {
		const { fake, view, refresh } = open(200, 50, {}, sampleTop(2000));
		await fake.press();
		const before = view.frameCount();
		await refresh(sampleTop(2000));
		expect(view.frameCount() - before).toBe(1);
	});
});
