import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
	parseListens,
	parsePropertyNames,
	parsePropertyNumber,
	parsePropertyTime,
	parseUnitProperties,
} from '../../source/parsers/systemd-show.ts';
import {
	parseUnitFilesJson,
	parseUnitFilesText,
	parseUnitsJson,
	parseUnitsText,
} from '../../source/parsers/systemd-units.ts';
import { mutations } from '../support/mutate.ts';

function fixture(path: string): string {
	return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}

const debian = 'systemd-252-debian12';
const older = 'systemd-older-handmade';

describe('list-units', () => {
	test('JSON and text of the same moment are the same units', () => {
		const fromJson = parseUnitsJson(fixture(`${debian}/list-units.json`));
		const fromText = parseUnitsText(fixture(`${debian}/list-units-legend.txt`));
		const plain = parseUnitsText(fixture(`${debian}/list-units.txt`));
		expect(fromJson).toMatchObject({ malformed: 0, records: { length: 132 } });
		expect(fromText).toEqual(fromJson);
		expect(plain).toEqual(fromJson);
	});

	test('a failed unit keeps its description with quotes and dashes', () => {
		const { records } = parseUnitsText(fixture(`${debian}/list-units-legend.txt`));
		expect(records.find(({ name }) => name === 'opsdash-fail.service')).toEqual({
			name: 'opsdash-fail.service',
			loadState: 'loaded',
			activeState: 'failed',
			subState: 'failed',
			description: 'Fails — once, with "quotes" and $dollar',
		});
	});

	test('older text with bullets and a column of jobs', () => {
		const { records, malformed } = parseUnitsText(fixture(`${older}/list-units-219.txt`));
		expect(malformed).toBe(0);
		expect(records.map(({ name, activeState, description }) => [name, activeState, description])).toEqual([
			['crond.service', 'active', 'Command Scheduler'],
			['kdump.service', 'failed', 'Crash recovery kernel arming'],
			['missing.service', 'inactive', 'missing.service'],
			['nginx.service', 'deactivating', 'The nginx HTTP and reverse proxy server'],
			['sys-kernel-debug.mount', 'active', 'Debug File System'],
		]);
	});

	test('a record that is none is counted, the others stay', () => {
		const json = '[{"unit":"a.service","load":"loaded","active":"active","sub":"running"},{"unit":7},null,"x"]';
		expect(parseUnitsJson(json)).toMatchObject({ malformed: 3, records: [{ name: 'a.service', description: '' }] });
		expect(parseUnitsText('a.service loaded active running A\nnonsense\n')).toMatchObject({
			malformed: 1,
			records: { length: 1 },
		});
	});

	test('empty and broken answers are no units', () => {
		expect(parseUnitsJson('')).toEqual({ records: [], malformed: 0 });
		expect(parseUnitsJson('[{"unit":')).toEqual({ records: [], malformed: 1 });
		expect(parseUnitsText('')).toEqual({ records: [], malformed: 0 });
	});
});

describe('list-unit-files', () => {
	test('JSON and text are the same files', () => {
		const fromJson = parseUnitFilesJson(fixture(`${debian}/list-unit-files.json`));
		expect(fromJson.malformed).toBe(0);
		expect(parseUnitFilesText(fixture(`${debian}/list-unit-files.txt`))).toEqual(fromJson);
		expect(fromJson.records).toContainEqual({ name: 'opsdash-masked.service', state: 'masked' });
	});

	test('older text with head and count, without presets', () => {
		expect(parseUnitFilesText(fixture(`${older}/list-unit-files-219.txt`))).toMatchObject({
			malformed: 0,
			records: { length: 5, 1: { name: 'crond.service', state: 'enabled' } },
		});
	});
});

describe('show', () => {
	test('each unit has its properties, a missing one too', () => {
		const units = parseUnitProperties(fixture(`${debian}/show.txt`));
		expect(units.map((unit) => [unit.get('Id'), unit.get('LoadState'), unit.get('NeedDaemonReload')])).toEqual([
			['cron.service', 'loaded', 'no'],
			['opsdash-crash.service', 'loaded', 'no'],
			['opsdash-masked.service', 'masked', 'no'],
			['nope.service', 'not-found', 'no'],
			['opsdash-file.service', 'loaded', 'yes'],
		]);
	});

	test('the patterns’ form brings every loaded unit', () => {
		const units = parseUnitProperties(fixture(`${debian}/show-all.txt`));
		expect(new Set(units.map((unit) => unit.get('Id'))).size).toBe(units.length);
		expect(units.length).toBeGreaterThan(130);
	});

	test('a value of several lines, with a blank one among them, stays one value', () => {
		const names = new Set([
			'Id',
			'Description',
			'LoadState',
			'ActiveState',
			'SubState',
			'MainPID',
			'StatusText',
			'UnitFileState',
			'MemoryCurrent',
			'CPUUsageNSec',
			'ControlGroup',
		]);
		const [crond, talks, ...others] = parseUnitProperties(fixture(`${older}/show-219.txt`), names);
		expect(others).toEqual([]);
		expect(crond?.get('MainPID')).toBe('612');
		expect(talks?.get('StatusText')).toBe('first line\nsecond line\n\nActiveState is what it says here');
		expect(talks?.get('ActiveState')).toBe('active');
	});

	test('what is not kept is unknown, in the words of all versions', () => {
		expect(parsePropertyNumber('[not set]')).toBeNull();
		expect(parsePropertyNumber('[no data]')).toBeNull();
		expect(parsePropertyNumber('18446744073709551615')).toBeNull();
		expect(parsePropertyNumber('')).toBeNull();
		expect(parsePropertyNumber(undefined)).toBeNull();
		expect(parsePropertyNumber('0')).toBe(0);
	});

	test('times are taken in UTC only', () => {
		expect(parsePropertyTime('Sat 2026-11-21 08:38:42 UTC')).toBe('2026-11-21T08:38:42.000Z');
		expect(parsePropertyTime('Sat 2026-11-21 08:38:42.221599 UTC')).toBe('2026-11-21T08:38:42.221Z');
		expect(parsePropertyTime('Sat 2026-11-21 08:38:42 CET')).toBeNull();
		expect(parsePropertyTime('n/a')).toBeNull();
		expect(parsePropertyTime('')).toBeNull();
		expect(parsePropertyTime('Sat 2026-99-99 08:38:42 UTC')).toBeNull();
	});

	test('names are separated by blanks', () => {
		expect(parsePropertyNames('a.service  b.socket')).toEqual(['a.service', 'b.socket']);
		expect(parsePropertyNames('')).toEqual([]);
	});
});

test('a socket unit says where it listens, a line each', () => {
	const [unit] = parseUnitProperties(
		'Listen=/run/echo.sock (Stream)\nListen=127.0.0.1:18912 (Stream)\nListen=[::]:53 (Datagram)\nListen=route 1361 (Netlink)\nId=echo.socket\n',
		new Set(['Id', 'Listen']),
	);
	expect(unit?.get('Id')).toBe('echo.socket');
	expect(parseListens(unit?.get('Listen'))).toEqual([
		{ protocol: 'tcp', address: '127.0.0.1', port: 18912 },
		{ protocol: 'udp', address: '::', port: 53 },
	]);
});

test('no answer, however damaged, makes a parser throw', () => {
	for (const text of mutations(fixture(`${debian}/list-units.json`).slice(0, 3000), 1500)) parseUnitsJson(text);
	for (const text of mutations(fixture(`${debian}/list-unit-files.json`).slice(0, 3000), 1500))
		parseUnitFilesJson(text);
	for (const text of mutations(fixture(`${older}/list-units-219.txt`), 3000)) parseUnitsText(text);
	for (const text of mutations(fixture(`${older}/list-unit-files-219.txt`), 3000)) parseUnitFilesText(text);
	for (const text of mutations(fixture(`${debian}/show.txt`), 3000)) {
		for (const unit of parseUnitProperties(text)) {
			parsePropertyTime(unit.get('StateChangeTimestamp'));
			parsePropertyNumber(unit.get('CPUUsageNSec'));
		}
	}
});
