import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../source/domain/history.ts';
import { noFilter, parseFilter } from '../../../source/domain/list-filter.ts';
import { fail } from '../../../source/domain/result.ts';
import { createHistoryLister } from '../../../source/screens/history/history-list.ts';
import { selectHistoryBadge } from '../../../source/screens/history/history-screen.tsx';
import { queryOf } from '../../../source/screens/history/history-state.ts';
import { withoutZones } from '../../support/local-time.ts';
import { openScreen } from '../../support/open-screen.tsx';
import { createFakeConsole, type FakeConsoleOptions } from '../../support/render-at.tsx';
import { sampleEntry, sampleHistory } from '../../support/sample-history.ts';

function open(columns: number, rows: number, options: FakeConsoleOptions = {}, entries = sampleHistory()) {
	const opened = openScreen('history', [columns, rows], { entries }, options);
	return { ...opened, refresh: (next: readonly HistoryEntry[]) => opened.refresh({ entries: next }) };
}

const seenAll = (entries: readonly HistoryEntry[]) => entries.map((entry) => ({ ...entry, seen: true }));

describe('the History tab', () => {
	for (const [columns, rows] of [
		[300, 96],
		[160, 36],
		[120, 36],
		[80, 20],
		[40, 11],
		[20, 4],
	] as const) {
		it(`fills ${columns}x${rows} and no more, details open or not`, async () => {
			const { fake, expectToFill } = open(columns, rows);
			for (const keys of [[], ['Enter']]) {
				await fake.press(...keys);
				expectToFill();
			}
		});
	}

	it('shows who did what to what, how it ended, and what was not seen yet', async () => {
		const { fake, lines } = open(120, 10);
		await fake.press();
		expect(lines().slice(0, 8)).toMatchInlineSnapshot(`
			[
			  " • 3 not seen   ✗ 1 failed   ! 1 refused   ● 1 running   ✓ 2 succeeded   5 acts",
			  "                                                                                                                 1 of 5",
			  "     TIME▾          STATUS      ACT           TARGET             ACTOR           TOOK OUTCOME",
			  " › • 11-21 08:40:00 ● running   run           apt-get update     alice as root      –",
			  "   • 11-21 08:31:12 ✗ failed    start         mysql.service      alice as root   2.3s mysql.service did not start",
			  "   • 11-21 08:30:40 ! refused   signal KILL   1 systemd          bob                – The init process cannot be kille…",
			  "     11-21 08:12:04 ✓ succeeded restart       nginx.service      alice as root  412ms Restarted nginx.service",
			  "     11-20 17:02:00 ✓ succeeded renice        2114 mysqld        alice as root    8ms",
			]
		`);
	});

	it('keeps time, outcome, act, target and actor at 80 columns', async () => {
		const { fake, lines } = open(80, 10);
		await fake.press();
		expect(lines().slice(2, 5)).toMatchInlineSnapshot(`
			[
			  "     TIME▾          STATUS      ACT           TARGET              ACTOR",
			  " › • 11-21 08:40:00 ● running   run           apt-get update      alice as root",
			  "   • 11-21 08:31:12 ✗ failed    start         mysql.service       alice as root",
			]
		`);
	});

	it('names hosts as soon as another one than that in front is among them', async () => {
		const [first, ...others] = sampleHistory();
		const elsewhere = first === undefined ? [] : [{ ...first, host: 'db7' }];
		const { fake, lines } = open(80, 10, {}, [...elsewhere, ...others]);
		await fake.press();
		expect(lines()[2]).toMatch(/ TARGET +HOST/);
		expect(lines()[3]).toMatch(/apt-get update +db7/);
		expect(lines()[4]).toMatch(/mysql\.service +web1/);
	});

	it('keeps outcome and target at 40 columns', async () => {
		const { fake, lines } = open(40, 11);
		await fake.press();
		expect(lines().slice(0, 5)).toMatchInlineSnapshot(`
			[
			  " ✗ 1 failed   ● 1 running",
			  "                                 1 of 5",
			  "    STATUS      ACT           TARGET",
			  "› • ● running   run           apt-get u…",
			  "  • ✗ failed    start         mysql.ser…",
			]
		`);
	});

	it('draws with ASCII alone where the locale asks for it', async () => {
		const { fake, lines } = open(120, 36, { theme: { isAscii: true } });
		for (const keys of [[], ['Enter']]) {
			await fake.press(...keys);
			expect(lines().join('')).toMatch(/^[ -~]*$/);
		}
	});

	it('has no colour but attributes where there are none', async () => {
		const { fake, view } = open(120, 36);
		await fake.press();
		expect(view.painted()).not.toMatch(/\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[;m]/);
	});

	it('lets no control sequence of an output or a name through', async () => {
		const hostile = sampleEntry('evil', {
			target: 'x\u001B[2J.service',
			output: 'a\u001B]52;c;AAAA\u0007\nb\u009B31m\u202E',
			actor: { user: 'mallory\u001Bc', loginUser: null, sudoUser: null, from: '\u0007', signInName: null },
		});
		const { fake, view } = open(160, 36, {}, [hostile]);
		await fake.press('Enter');
		const bare = view.painted().replaceAll(/\u001B\[[\d;]*m/g, '');
		expect(bare).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
	});

	it('says that nothing was done yet, and tells that from a filter that matches nothing', async () => {
		const { fake, lines } = open(80, 20, {}, []);
		await fake.press();
		expect(lines()[3]).toContain('Nothing was done yet on web1. Each act is recorded before it starts.');
		await fake.press('n');
		expect(lines()[3]).toContain('No entries match. Esc shows all.');
	});

	it('says why the log cannot be read', async () => {
		const { error } = fail('permission', 'The log may not be read.', 'Look at its owner.');
		const { fake, lines } = open(80, 20, { readings: { history: { state: 'failed', error } } });
		await fake.press('Enter', 'm', 'l', 'y');
		expect(lines()[3]).toContain('The log may not be read. Look at its owner.');
	});

	it('has what was not seen on its badge, failures before the rest', () => {
		const badge = (unseen: number, unseenFailed: number) => {
			const value = { unseen, unseenFailed };
			const { store } = createFakeConsole({ readings: { historyBadge: { state: 'ready', value, takenAtMs: 0 } } });
			return selectHistoryBadge(store.getState());
		};
		expect(badge(0, 0)).toBeNull();
		expect(badge(3, 0)).toEqual({ kind: 'unseen', count: 3, failed: 0 });
		expect(badge(3, 1)).toEqual({ kind: 'unseen', count: 3, failed: 1 });
	});
});

describe('narrowing the history', () => {
	it('asks for everything first, then for what was chosen', async () => {
		const { fake, lines, callsOf } = open(120, 20, { answers: { choose: ['day', 'run', 'failed'] } });
		await fake.press('w', 't', 'v', 'n');
		const queries = callsOf('queryHistory');
		expect(queries[0]).toEqual({ limit: 500 });
		expect(queries.at(-1)).toEqual({
			limit: 500,
			since: expect.stringMatching(/^\d{4}-/),
			type: 'run',
			status: 'failed',
			unreadOnly: true,
		});
		expect(lines()[1]).toContain('last day  run  failed  not seen');
	});

	it('shows everything again with Esc', async () => {
		const { fake, callsOf } = open(120, 20);
		await fake.press('n', 'Esc');
		expect(callsOf('queryHistory').at(-1)).toEqual({ limit: 500 });
	});

	it('counts the last hour back from the moment of the question', () => {
		const at = Date.parse('2026-11-21T12:00:00Z');
		expect(queryOf({ span: 'hour', entryType: null, status: null, unreadOnly: false }, noFilter, at).since).toBe(
			'2026-11-21T11:00:00.000Z',
		);
	});

	it('asks the log itself for the words of a filter, so that older acts are found too', () => {
		const nothing = { span: 'all', entryType: null, status: null, unreadOnly: false } as const;
		const textOf = (text: string) => {
			const filter = parseFilter(text);
			return queryOf(nothing, filter.ok ? filter.value : noFilter, 0).text;
		};
		expect(textOf('')).toBeUndefined();
		expect(textOf('nginx "two words" !not /re.*/ Grace')).toBe('nginx two words Grace');
		expect(textOf('running')).toBeUndefined();
	});

	it('checks the log with V and shows what was found', async () => {
		const { fake, callsOf } = open(120, 20);
		await fake.press('V');
		expect(callsOf('checkHistory')).toHaveLength(1);
		expect(fake.questions.at(-1)?.args).toEqual(['The log is intact', ['The log is as it was written: 2 events']]);
	});

	it('does an act again with a, as it was asked for', async () => {
		const operation = { type: 'service', verb: 'restart', unit: 'nginx.service', manager: 'systemd' } as const;
		const { fake, callsOf } = open(120, 20, {}, [sampleEntry('x', { operation })]);
		await fake.press('a');
		expect(callsOf('plan')).toEqual([operation]);
	});

	it('asks for what was masked before it does an act again', async () => {
		const operation = {
			type: 'run',
			command: { file: 'mysql', args: ['-p***', '-e', 'FLUSH LOGS'] },
			timeoutMs: 1000,
		} as const;
		const options = { answers: { askSecret: ['geheim'] } };
		const { fake, callsOf } = open(120, 20, options, [sampleEntry('x', { type: 'run', operation })]);
		await fake.press('a');
		expect(fake.questions.map(({ args }) => args[0])).toContainEqual(
			expect.objectContaining({ label: 'What was hidden in -p***' }),
		);
		expect(callsOf('plan')).toEqual([
			{ ...operation, command: { file: 'mysql', args: ['-pgeheim', '-e', 'FLUSH LOGS'] } },
		]);
	});

	it('says why an act cannot be done again', async () => {
		const { fake, callsOf } = open(120, 20, {}, [sampleEntry('x', { operation: null })]);
		await fake.press('a');
		expect(callsOf('plan')).toEqual([]);
	});

	it('filters by text over acts, actors, commands and outputs', async () => {
		const { fake, lines } = open(120, 20);
		const shown = async (text: string) => {
			await fake.press('/', 'Ctrl+U');
			await fake.type(text);
			await fake.press('Enter');
			return lines().filter((line) => /\d\d:\d\d:\d\d/.test(line)).length;
		};
		expect(await shown('bob')).toBe(1);
		expect(await shown('control process')).toBe(1);
		expect(await shown('service !mysql')).toBe(1);
		expect(await shown('/renice|apt/')).toBe(2);
	});

	it('keeps the selection on its entry while newer ones come in', async () => {
		const { fake, selected, refresh } = open(120, 20);
		await fake.press('Down', 'Down');
		expect(selected()).toContain('signal KILL');
		await refresh([sampleEntry('new', { time: '2026-11-21T09:00:00.000Z' }), ...sampleHistory()]);
		expect(selected()).toContain('signal KILL');
	});
});

describe('an entry of the history', () => {
	it('tells outcome, command, change, actor and the events that prove it', async () => {
		const { fake, lines } = open(100, 32);
		await fake.press('Down', 'Enter');
		expect(withoutZones(lines().slice(1, 31))).toMatchInlineSnapshot(`
			[
			  " start mysql.service",
			  " status        ✗ failed",
			  " began         2026-11-21 08:31:12",
			  " took          2.3s",
			  " exit status   1",
			  "",
			  " Outcome  l shows it alone",
			  " mysql.service did not start",
			  " Job for mysql.service failed because the control process exited.",
			  "",
			  " What",
			  " host          web1",
			  " target        mysql.service",
			  " command       systemctl start -- mysql.service",
			  " before        failed",
			  " after         failed",
			  "",
			  " Who",
			  " user          root",
			  " logged in as  alice",
			  " through sudo  alice",
			  " from          10.0.0.17",
			  "",
			  " Events  opsdash history verify checks the chain of all hashes",
			  "     11 begun    2026-11-21 08:12:04 0b0b0b0b0b0b",
			  "     12 ended    2026-11-21 08:12:04 0c0c0c0c0c0c",
			  "",
			  "",
			  "",
			  "",
			]
		`);
	});

	it('stay with their entry when something new was done', async () => {
		const { fake, lines, callsOf, refresh } = open(160, 30);
		await fake.press('Enter');
		await refresh([sampleEntry('new', { target: 'new.service', seen: false }), ...sampleHistory()]);
		expect(lines()[3]).toContain('new.service');
		expect(lines()[1]).toMatch(/│ run apt-get update$/);
		expect(callsOf('markSeen')).toEqual([]);
	});

	it('counts as seen once its details were opened, but not before it ended', async () => {
		const { fake, callsOf } = open(80, 20);
		await fake.press('Enter', 'Esc');
		expect(callsOf('markSeen')).toEqual([]);
		await fake.press('Down', 'Enter');
		expect(callsOf('markSeen')).toEqual([['m2-failed']]);
	});

	it('stays open when it leaves a list of the unseen, and its neighbour is not marked', async () => {
		const { fake, lines, callsOf, refresh } = open(160, 30);
		await fake.press('n', 'Down', 'Enter');
		await refresh(sampleHistory().filter(({ id }) => id === 'm3-refused'));
		expect(lines().join('\n')).toContain('mysql.service did not start');
		expect(callsOf('markSeen')).toEqual([['m2-failed']]);
		await refresh(seenAll(sampleHistory()));
		expect(callsOf('markSeen')).toEqual([['m2-failed']]);
	});

	it('is marked with m, and all of them with M', async () => {
		const { fake, callsOf } = open(80, 20);
		await fake.press('Down', 'm', 'M');
		expect(callsOf('markSeen')).toEqual([['m2-failed'], 'all']);
		expect(fake.toasts()).toEqual(['Every entry counts as seen now.']);
	});

	it('says when a mark could not be kept', async () => {
		const { fake } = open(80, 20, { actions: { markSeen: async () => fail('permission', 'The log is read-only.') } });
		await fake.press('Down', 'm');
		expect(fake.toasts()).toEqual(['The log is read-only.']);
	});

	it('goes to its unit, which only acts on units have', async () => {
		const { fake } = open(80, 20);
		await fake.press('u');
		expect(fake.store.getState().tab).toBe('history');
		await fake.press('Down', 'u');
		expect(fake.store.getState()).toMatchObject({ tab: 'services', pivot: { tab: 'services', unit: 'mysql.service' } });
	});

	it('is opened by a pivot', async () => {
		const { fake, lines } = open(80, 20);
		fake.store.setState({ pivot: { tab: 'history', id: 'm4-restart' } });
		await fake.press();
		expect(lines()[1]).toContain('restart nginx.service');
	});

	it('gives its output and its command away', async () => {
		const { fake } = open(80, 20, { answers: { choose: ['command'] } });
		await fake.press('Down', 'l', 'y');
		expect(fake.questions[0]?.args).toEqual([
			'start mysql.service',
			['mysql.service did not start', 'Job for mysql.service failed because the control process exited.'],
		]);
		expect(fake.copied).toEqual(['systemctl start -- mysql.service']);
	});

	it('is the same row after a refresh that brought nothing new about it', () => {
		const list = createHistoryLister();
		const before = list(sampleHistory(), noFilter);
		expect(list(sampleHistory(), noFilter)).toBe(before);
		const [changed, ...rest] = list(sampleHistory().with(0, sampleEntry('m1-open')), noFilter);
		expect(changed).not.toBe(before[0]);
		expect(rest.every((entry, index) => entry === before[index + 1])).toBe(true);
	});
});
