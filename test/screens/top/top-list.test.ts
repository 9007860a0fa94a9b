import { describe, expect, it } from 'vitest';
import { noFilter, parseFilter } from '../../../source/domain/list-filter.ts';
import { createTopColumns } from '../../../source/screens/top/top-columns.ts';
import { createTopLister, type TopListOptions } from '../../../source/screens/top/top-list.ts';
import { createTheme } from '../../../source/theme.ts';
import { sampleProcess, sampleTop } from '../../support/sample-top.ts';

const { symbols } = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const columns = createTopColumns(symbols, 'full');
const options: TopListOptions = {
	filter: noFilter,
	user: null,
	pids: null,
	hidesKernel: false,
	sort: { column: 'pid', descending: false },
	isTree: false,
	folded: new Set(),
	followedKey: null,
};
const { processes } = sampleTop(50);

function filterOf(text: string): TopListOptions['filter'] {
	const filter = parseFilter(text);
	if (!filter.ok) throw new Error(filter.error.message);
	return filter.value;
}

describe('the list of processes', () => {
	for (const isTree of [false, true]) {
		it(`keeps rows that did not change as they are ${isTree ? 'in a tree' : 'in a flat list'}`, () => {
			const list = createTopLister(symbols);
			const before = list(processes, columns, { ...options, isTree });
			const changed = processes.map((process) => (process.pid === 2114 ? { ...process, cpuPercent: 1 } : process));
			const after = list(changed, columns, { ...options, isTree });
			const fresh = after.filter((row) => !before.includes(row)).map((row) => row.process.pid);
			expect(fresh).toEqual([2114]);
		});
	}

	it('forgets processes that ended', () => {
		const list = createTopLister(symbols);
		for (let round = 0; round < 50; round++) {
			const passing = Array.from({ length: 40 }, (_, index) => sampleProcess(100_000 + round * 40 + index));
			expect(list(passing, columns, options)).toHaveLength(40);
		}
	});

	it('keeps the process that is followed, whatever the filter says', () => {
		const list = createTopLister(symbols);
		const rows = list(processes, columns, { ...options, filter: filterOf('mysqld'), followedKey: 11_790 });
		expect(rows.map((row) => row.process.pid)).toEqual([1790, 2114]);
	});

	it('finds by PID, user, name, argument and unit', () => {
		const list = createTopLister(symbols);
		for (const text of ['2114', 'mysql', 'datadir', 'mysql.service']) {
			const found = list(processes, columns, { ...options, filter: filterOf(text) });
			expect(
				found.map((row) => row.process.pid),
				text,
			).toContain(2114);
		}
	});
});
