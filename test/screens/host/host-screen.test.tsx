import { afterEach, describe, expect, it } from 'vitest';
import { cellWidth } from '../../../source/components/cells.ts';
import type { HostData } from '../../../source/domain/host.ts';
import type { Problem } from '../../../source/domain/problem.ts';
import type { Reading } from '../../../source/domain/reading.ts';
import { HostScreen } from '../../../source/screens/host/host-screen.tsx';
import type { View } from '../../../source/store/console-store.ts';
import { createFakeConsole, type FakeConsoleOptions, type RenderedView, renderAt } from '../../support/render-at.tsx';
import { filesystem, sampleHost, sickHost } from '../../support/sample-host.ts';

type HostReading = Reading<View<HostData>>;
const ready = (data: HostData, problems: readonly Problem[] = []): HostReading => ({
	state: 'ready',
	value: { data, problems },
	takenAtMs: 0,
});

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

function open(
	columns: number,
	rows: number,
	reading: HostReading = ready(sampleHost()),
	options: FakeConsoleOptions = {},
) {
	const fake = createFakeConsole({ ...options, readings: { host: reading } });
	view = renderAt(
		columns,
		rows,
		<fake.Provider>
			<HostScreen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	const lines = () => view?.lines().map((line) => line.trimEnd()) ?? [];
	return { fake, lines, selected: () => lines().find((line) => /^[›>]| {3}[›>] /.test(line)) ?? '' };
}

const has = (lines: readonly string[], text: string | RegExp) =>
	lines.some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));

describe('the Host tab', () => {
	it('stands in two columns at 120x40', () => {
		const { lines } = open(120, 36);
		expect(lines()[1]).toBe('› ✓ Nothing needs attention.');
		expect(has(lines(), /^ {2}System {40,}File systems/)).toBe(true);
		expect(has(lines(), /^ {2}Kernel {7}Linux 6\.1\.0-28-amd64 x86_64/)).toBe(true);
		expect(has(lines(), /\/var\/lib\/mysql ▕.*▏ {2}41% {2}382G of 931G i 4%/)).toBe(true);
	});
	it('stands in one column at 80x24', () => {
		const { lines } = open(80, 20);
		expect(has(lines(), /File systems/)).toBe(true);
		expect(has(lines(), /System.*File systems/)).toBe(false);
	});
	it('keeps to 40x15', () => {
		const { lines } = open(40, 11);
		expect(lines()).toHaveLength(11);
		expect(has(lines(), 'System    Debian GNU/Linux 12')).toBe(true);
	});
	it.each([
		[120, 36],
		[80, 20],
		[40, 11],
		[20, 5],
		[300, 96],
	])('never passes %i columns and %i rows, however long the texts are', (columns, rows) => {
		const long = 'ü漢'.repeat(200);
		const data = sampleHost({
			os: { name: long, version: long, id: long, pretty: long },
			filesystems: [filesystem(long, `/${long}`, 1e12, 1e11)],
			cronJobs: [{ source: long, user: long, schedule: long, command: long }],
			temperatures: [{ name: long, celsius: 40, criticalCelsius: null }],
		});
		const { lines } = open(columns, rows, ready(data));
		expect(lines().length).toBeLessThanOrEqual(rows);
		for (const line of lines()) expect(cellWidth(line)).toBeLessThanOrEqual(columns);
	});
	it('keeps figures near their names on a very wide terminal', () => {
		const { lines } = open(300, 96);
		const line = lines().find((each) => each.includes('coretemp')) ?? '';
		expect(line.indexOf('48 °C')).toBeLessThan(96);
	});
	it('shows the sick things first, with a sign each', () => {
		const { lines } = open(80, 20, ready(sickHost()));
		expect(lines().slice(1, 5)).toEqual([
			'  Needs attention',
			'› ✗ RAID md0 (raid1) is degraded, failed: sdb1',
			'  ✗ /srv (/dev/sdc1) became read-only: EXT4-fs (sdc1): Remounting filesystem re…',
			'  ✗ / is 99% full, 1.9G left',
		]);
	});
	it('shows what is unknown with its reason, and what is on its way quietly', () => {
		const problems: Problem[] = [
			{ field: 'temperatures', code: 'unavailable', message: 'No sensor here', hint: null },
			{ field: 'packagesUpgradable', code: 'pending', message: 'x', hint: null },
			{ field: 'filesystems[].usedBytes', code: 'pending', message: '/mnt has not answered yet', hint: null },
		];
		const waiting = { ...filesystem('a:/b', '/mnt', 0, 0), totalBytes: null, usedBytes: null, availableBytes: null };
		const data = sampleHost({ temperatures: null, packagesUpgradable: null, filesystems: [waiting] });
		const { lines } = open(80, 60, ready(data, problems));
		expect(has(lines(), 'Temperatures  –  No sensor here')).toBe(true);
		expect(has(lines(), /Packages {5}…$/)).toBe(true);
		expect(has(lines(), /\/mnt +▕ +▏ +– {3}…/)).toBe(true);
	});
	it('says that it reads, and why it could not', () => {
		expect(has(open(80, 20, { state: 'waiting' }).lines(), 'Reading facts …')).toBe(true);
		view?.unmount();
		const error = { code: 'unreachable', message: 'web1 does not answer.' } as const;
		expect(has(open(80, 20, { state: 'failed', error }).lines(), 'web1 does not answer.')).toBe(true);
	});
	it('shows no control sequence of the host', () => {
		const evil = '\u001B[2J\u009B31m\u202Ename\n';
		const data = sampleHost({
			hostname: evil,
			cronJobs: [{ source: evil, user: evil, schedule: evil, command: evil }],
		});
		open(120, 36, ready(data));
		expect(view?.painted()).not.toMatch(/\u001B\[2J|\u009B|\u202E/);
	});
	it('moves line by line, through both columns, and scrolls along', async () => {
		const { fake, lines, selected } = open(120, 12);
		await fake.press('Down');
		expect(selected()).toContain('Host         web1');
		await fake.press('End');
		expect(selected()).toContain('backup --quiet');
		await fake.press('Home');
		expect(lines()[1]).toBe('› ✓ Nothing needs attention.');
	});
	it('reaches every line on a small terminal', async () => {
		const { fake, selected } = open(40, 11);
		await fake.press('G');
		expect(selected()).toContain('10 3 * * *');
		await fake.press('PageUp', 'PageUp', 'g');
		expect(selected()).toContain('Nothing needs attention');
	});
	it('filters lines and shows them all again', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press('/');
		await fake.type('mysql');
		await fake.press('Enter');
		expect(has(lines(), '/var/lib/mysql')).toBe(true);
		expect(has(lines(), 'Kernel')).toBe(false);
		await fake.press('Esc');
		expect(has(lines(), 'Kernel')).toBe(true);
	});
	it('copies the line', async () => {
		const { fake } = open(120, 36);
		await fake.press('Down', 'y');
		expect(fake.copied).toEqual(['Host  web1 (web1.example.org)']);
	});
	it('shows the whole line with what is known about its gaps', async () => {
		const problems: Problem[] = [{ field: 'hostname', code: 'failed', message: 'Odd', hint: 'Look.' }];
		const { fake } = open(120, 36, ready(sampleHost(), problems));
		await fake.press('Down', 'Enter');
		expect(fake.questions[0]?.args[1]).toEqual(['Host  web1 (web1.example.org)', '', 'hostname: Odd', '    Look.']);
	});
	it('goes to the process of a line', async () => {
		const { fake } = open(120, 36, ready(sickHost()));
		await fake.press(...Array<string>(7).fill('Down'), 'o');
		expect(fake.store.getState()).toMatchObject({ tab: 'top', pivot: { tab: 'top', pids: [812] } });
	});
	it('counts no gap for a sensor that the host does not have', () => {
		const absent: Problem = { field: 'temperatures', code: 'unavailable', message: 'None', hint: null };
		const closed: Problem = { field: 'cronJobs', code: 'permission', message: 'Closed', hint: null };
		expect(open(80, 20, ready(sampleHost(), [absent, closed])).lines()[0]).toContain('1 gap (!)');
	});
	it('tells the gaps, and that there are none', async () => {
		const { fake } = open(120, 36);
		await fake.press('!');
		expect(fake.toasts()).toEqual(['Everything that was asked for could be read.']);
	});
	it('selects the line that is clicked', async () => {
		const { fake, lines, selected } = open(120, 36);
		const row = lines().findIndex((line) => line.includes('/var/lib/mysql'));
		await fake.mouse({ kind: 'press', column: 70, row });
		expect(selected()).toContain('/var/lib/mysql');
	});
	it('draws nothing again when nothing changed', async () => {
		const data = sampleHost();
		const { fake } = open(120, 36, ready(data));
		await fake.press();
		const before = view?.frame();
		fake.store.setState((all) => ({
			readings: { ...all.readings, host: ready({ ...data, uptimeSeconds: 1_051_205 }) },
		}));
		await fake.press();
		expect(view?.frame()).toBe(before);
	});
	it('is all ASCII where the terminal asks for it', () => {
		open(80, 60, ready(sickHost()), { theme: { isAscii: true } });
		expect(view?.frame()).toMatch(/^[ -~\n]*$/);
	});
});
