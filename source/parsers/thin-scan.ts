/**
 * A scan of another host's process table as the agent there thins it, one record a line, in bytes:
 *
 *     =KERNEL LINE                      /proc/PID/stat as it is, with what nobody reads set to 0 and newlines in the name as \x01
 *     PID STATE USER SYSTEM START COLUMNS…   ticks, and the columns asked for
 *     u PID UID   s PID SHARED-PAGES   i PID READ-BYTES   o PID WRITTEN-BYTES   c PID LINE-OF-CGROUP
 */
import { createPidStat, type PidStat, parsePidStat } from './pid-stat.ts';

/** Columns after the start of a thin row, in this order. */
export type ThinColumns = {
	residentPages: number | null;
	virtualBytes: number | null;
	nice: number | null;
	priority: number | null;
};

/** Fields of the last thin row; reused, never kept. */
export type ThinRow = ThinColumns & {
	pid: number;
	state: string;
	userTicks: number;
	systemTicks: number;
	startTicks: number;
};

export type ThinFact = 'u' | 's' | 'i' | 'o' | 'c';

export type ThinSink = {
	readonly onStat: (stat: PidStat, bytes: Buffer) => void;
	readonly onRow: (row: ThinRow) => void;
	readonly onFact: (fact: ThinFact, pid: number, text: string) => void;
};

/** Letters of the columns in the order in which the agent prints them. */
export type ColumnLetters = string;

const newline = 0x0a;
const equals = 0x3d;
const linesPerStep = 1000;

/** Hands every record to the sink; a record that is none is counted. Yields now and then, so that keys are heard meanwhile. */
export function* parseThinScan(bytes: Buffer, columns: ColumnLetters, sink: ThinSink): Generator<void, number> {
	const stat = createPidStat();
	const row = createRow();
	let malformed = 0;
	let start = 0;
	for (let count = 1; start < bytes.length; count += 1) {
		const found = bytes.indexOf(newline, start);
		const end = found < 0 ? bytes.length : found;
		if (end > start && !takeLine(bytes.subarray(start, end), columns, stat, row, sink)) malformed += 1;
		start = end + 1;
		if (count % linesPerStep === 0) yield;
	}
	return malformed;
}

function takeLine(line: Buffer, columns: ColumnLetters, stat: PidStat, row: ThinRow, sink: ThinSink): boolean {
	const first = line[0] ?? 0;
	if (first === equals) return takeStat(line, stat, sink);
	if (first >= 0x61) return takeFact(line.toString('utf8'), sink);
	const fields = line.toString('latin1').split(' ');
	if (fields.length !== 5 + columns.length || !/^[A-Za-z]$/.test(fields[1] ?? '')) return false;
	const numbers = fields.map((field, index) =>
		index === 1 || /^-?\d{1,20}$/.test(field) ? Number(field) : Number.NaN,
	);
	if (numbers.some((number, index) => index !== 1 && Number.isNaN(number))) return false;
	row.pid = numbers[0] ?? 0;
	row.state = fields[1] ?? '';
	row.userTicks = numbers[2] ?? 0;
	row.systemTicks = numbers[3] ?? 0;
	row.startTicks = numbers[4] ?? 0;
	row.residentPages = columnOf(numbers, columns, 'r');
	row.virtualBytes = columnOf(numbers, columns, 'v');
	row.nice = columnOf(numbers, columns, 'n');
	row.priority = columnOf(numbers, columns, 'p');
	sink.onRow(row);
	return true;
}

function columnOf(numbers: readonly number[], columns: ColumnLetters, letter: string): number | null {
	const index = columns.indexOf(letter);
	return index < 0 ? null : (numbers[5 + index] ?? null);
}

function takeStat(line: Buffer, stat: PidStat, sink: ThinSink): boolean {
	// The kernel's own line ends with a newline.
	const bytes = Buffer.alloc(line.length);
	line.copy(bytes, 0, 1);
	bytes[line.length - 1] = newline;
	if (!parsePidStat(bytes, bytes.length, stat)) return false;
	for (let index = stat.nameStart; index < stat.nameEnd; index += 1) if (bytes[index] === 1) bytes[index] = newline;
	sink.onStat(stat, bytes);
	return true;
}

function takeFact(line: string, sink: ThinSink): boolean {
	const [, fact, pid, text = ''] = /^([usioc]) (\d{1,10}) (.*)$/.exec(line) ?? [];
	if (fact === undefined) return false;
	sink.onFact(fact as ThinFact, Number(pid), text);
	return true;
}

function createRow(): ThinRow {
	const columns = { residentPages: null, virtualBytes: null, nice: null, priority: null };
	return { pid: 0, state: '', userTicks: 0, systemTicks: 0, startTicks: 0, ...columns };
}
