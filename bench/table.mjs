// The rows of the table: what is measured, its bound, the figure, what it is compared with, and whether the bound holds.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A value with its bound, both in `unit`; `name` says what the value is where a row has several. */
export function check(name, value, bound, { unit = '', digits = 2 } = {}) {
	return { name, value, bound, unit, digits };
}

const isMet = ({ value, bound, isExcused = false }) => value <= bound || isExcused;
const print = (value, { unit, digits }) => `${Number.isFinite(value) ? value.toFixed(digits) : '–'}${unit}`;

function verdictOf(checks) {
	const missed = checks.filter((one) => !isMet(one));
	if (checks.length === 0) return 'not judged';
	const excused = checks.some(({ value, bound }) => value > bound);
	if (missed.length === 0) return excused ? 'met otherwise' : 'met';
	const byHowMuch = ({ value, bound }) =>
		Number.isFinite(value) && bound > 0 ? `by ${(100 * (value / bound - 1)).toFixed(0)} %` : 'not seen';
	return missed.map((one) => `missed ${byHowMuch(one)}${checks.length > 1 ? ` (${one.name})` : ''}`).join('; ');
}

/** `figure` is the console's own; `note` what else the reader has to know. */
export function row(what, figure, checks, note = '') {
	return { what, figure, checks, note };
}

export function unmeasured(what, reason) {
	return { what, figure: '–', checks: null, note: reason };
}

const cell = (text) => text.replaceAll('|', '\\|');

export function printRow({ what, figure, checks, note }) {
	const judged = checks ?? [];
	const besides = judged.map((one) => `${one.name} ${print(one.value, one)} (at most ${print(one.bound, one)})`);
	const verdict = checks === null ? 'not measured' : verdictOf(judged);
	const cells = [what, figure, besides.join(', ') || '–', note === '' ? verdict : `${verdict}; ${note}`];
	return `| ${cells.map(cell).join(' | ')} |`;
}

export const tableHead = ['| what | opsdash | beside | bound |', '| --- | --- | --- | --- |'];

/** `report` with those rows of the table in README that it has not. */
export function withOtherRows(marker, report) {
	const readme = readFileSync(readmePath, 'utf8');
	const table = readme.slice(readme.indexOf(`<!-- ${marker} -->`), readme.indexOf(`<!-- /${marker} -->`));
	// The number of processes that a machine has anyway is part of a row's name.
	const nameOf = (line) => (line.split(' | ')[0] ?? '').replaceAll(/\d+/g, '#');
	const rowsOf = (text) => text.split('\n').filter((line) => line.startsWith('| ') && !tableHead.includes(line));
	const measured = new Map(rowsOf(report).map((line) => [nameOf(line), line]));
	const before = rowsOf(table).map((line) => [nameOf(line), line]);
	const rows = [...new Map([...before, ...measured]).values()];
	return [report.slice(0, report.indexOf('\n')), '', ...tableHead, ...rows].join('\n');
}

const readmePath = fileURLToPath(new URL('../README.md', import.meta.url));

/** Puts a report between the two markers of that name in README. */
export function writeIntoReadme(marker, text) {
	const between = new RegExp(`(<!-- ${marker} -->)[\\s\\S]*?(<!-- /${marker} -->)`);
	writeFileSync(
		readmePath,
		readFileSync(readmePath, 'utf8').replace(between, (_, from, to) => `${from}\n${text}\n\n${to}`),
	);
}
