/**
 * `systemctl list-units --all` and `systemctl list-unit-files`, as JSON (systemd 246 and newer) and as text.
 * Seen: 252 (JSON and text); older text after its documentation. https://www.freedesktop.org/software/systemd/man/systemctl.html
 */

import type { Records } from './records.ts';

export type ListedUnit = {
	readonly name: string;
	readonly loadState: string;
	readonly activeState: string;
	readonly subState: string;
	readonly description: string;
};

export type ListedUnitFile = { readonly name: string; readonly state: string };

type Fields = Readonly<Record<string, unknown>>;

function parseJsonRecords<Value>(text: string, read: (fields: Fields) => Value | null): Records<Value> {
	let list: unknown;
	try {
		list = text.trim() === '' ? [] : JSON.parse(text);
	} catch {
		return { records: [], malformed: 1 };
	}
	if (!Array.isArray(list)) return { records: [], malformed: 1 };
	const parsed = list.map((item: unknown) => (typeof item === 'object' && item !== null ? read(item as Fields) : null));
	const records = parsed.filter((record): record is Value & {} => record !== null);
	return { records, malformed: parsed.length - records.length };
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/** `[{"unit":"cron.service","load":"loaded","active":"active","sub":"running","description":"…"}, …]` */
export function parseUnitsJson(text: string): Records<ListedUnit> {
	return parseJsonRecords(text, ({ unit, load, active, sub, description }) =>
		isText(unit) && isText(load) && isText(active) && isText(sub)
			? {
					name: unit,
					loadState: load,
					activeState: active,
					subState: sub,
					description: isText(description) ? description : '',
				}
			: null,
	);
}

/** `[{"unit_file":"cron.service","state":"enabled","preset":"enabled"}, …]` */
export function parseUnitFilesJson(text: string): Records<ListedUnitFile> {
	return parseJsonRecords(text, ({ unit_file: name, state }) =>
		isText(name) && isText(state) ? { name, state } : null,
	);
}

/**
 * The table with its head, down to the blank line before the legend. A bullet may mark a unit in trouble (`●`, `*` in the
 * C locale), and a column JOB stands before DESCRIPTION while any unit has a job; it is empty for the others.
 */
export function parseUnitsText(text: string): Records<ListedUnit> {
	const lines = text.split('\n');
	const head = lines[0] ?? '';
	const hasHead = /^\s*UNIT\s+LOAD\s+ACTIVE\s+SUB\b/.test(head);
	const descriptionAt = / JOB +DESCRIPTION/.test(head) ? head.indexOf('DESCRIPTION') : null;
	const end = lines.findIndex((line, index) => line.trim() === '' && index > 0);
	const body = lines.slice(hasHead ? 1 : 0, end === -1 ? undefined : end).filter((line) => line.trim() !== '');
	const parsed = body.map((line) => parseUnitLine(line, descriptionAt));
	const records = parsed.filter((record) => record !== null);
	return { records, malformed: parsed.length - records.length };
}

function parseUnitLine(line: string, descriptionAt: number | null): ListedUnit | null {
	const match = /^(?:[●*○↻×x] |\s*)\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/u.exec(line);
	const [, name, loadState, activeState, subState, rest = ''] = match ?? [];
	if (!name || !loadState || !activeState || !subState || !name.includes('.')) return null;
	return {
		name,
		loadState,
		activeState,
		subState,
		description: descriptionAt === null ? rest : line.slice(descriptionAt),
	};
}

/** `cron.service   enabled   enabled` (the third column since systemd 235), with or without head and count. */
export function parseUnitFilesText(text: string): Records<ListedUnitFile> {
	const lines = text
		.split('\n')
		.filter((line) => line.trim() !== '' && !/^UNIT FILE\s|^\d+ unit files listed/.test(line));
	const parsed = lines.map((line) => {
		const [name = '', state = ''] = line.trim().split(/\s+/);
		return name.includes('.') && state !== '' ? { name, state } : null;
	});
	const records = parsed.filter((record) => record !== null);
	return { records, malformed: parsed.length - records.length };
}
