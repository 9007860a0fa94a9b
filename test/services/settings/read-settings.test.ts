import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../source/domain/settings.ts';
import { parseSettings } from '../../../source/services/settings/parse-settings.ts';
import { readSettings } from '../../../source/services/settings/read-settings.ts';
import { openTemporaryDirectory } from '../../support/program.ts';

describe('the settings', () => {
	test('are the defaults where there is no file, and nothing is said about it', async () => {
		expect(await readSettings('/nonexistent/settings.yaml', false)).toEqual({ settings: defaultSettings, notices: [] });
	});

	test('that the command line names and that are not there are told', async () => {
		const { notices } = await readSettings('/nonexistent/settings.yaml', true);
		expect(notices).toEqual(['settings: /nonexistent/settings.yaml does not exist; the defaults hold']);
	});

	test('take what the file says over the defaults', async () => {
		const { settings, notices } = await parseSettings(
			'theme: light # for the projector\nmouse: true\nkeys:\n  top.signal: x\n  top.renice: [R, r]\nprotectedHosts: [db1, "prod-*"]\n',
			's.yaml',
		);
		expect(notices).toEqual([]);
		expect(settings).toEqual({
			...defaultSettings,
			theme: 'light',
			mouse: true,
			keys: { 'top.signal': ['x'], 'top.renice': ['R', 'r'] },
			protectedHosts: ['db1', 'prod-*'],
		});
	});

	test('name file, line and reason of a wrong value, and keep the right ones', async () => {
		const { settings, notices } = await parseSettings('mouse: true\n\nintervalMs: fast\ntheme: pink\n', 's.yaml');
		expect(settings.mouse).toBe(true);
		expect(settings.intervalMs).toBe(2000);
		expect(notices).toEqual([
			'settings: s.yaml line 3: intervalMs: expected number, received string',
			'settings: s.yaml line 4: theme: expected one of "dark"|"light"|"auto"',
		]);
	});

	test('point at the entry of a list that is wrong', async () => {
		const { notices } = await parseSettings('secretPatterns:\n  - "token=(.*)"\n  - "(("\n', 's.yaml');
		expect(notices).toEqual(['settings: s.yaml line 3: secretPatterns.1: is not a regular expression']);
	});

	test('suggest the setting that was meant', async () => {
		const { notices } = await parseSettings('colur: never\n', 's.yaml');
		expect(notices).toEqual(['settings: s.yaml line 1: there is no setting colur; did you mean colour?']);
	});

	test('are the defaults where the file is no YAML', async () => {
		const { settings, notices } = await parseSettings('mouse: true\nkeys: [a, b\ntheme: "x\n', 's.yaml');
		expect(settings).toEqual(defaultSettings);
		expect(notices).toHaveLength(1);
		expect(notices[0]).toMatch(/^settings: s\.yaml line [234]: .+; the defaults hold$/);
	});

	test.each([
		'',
		'# nothing\n',
		'42\n',
		'- a\n',
		'a: &a [*a]\n',
		'\0\u001B[31m: 1\n',
		'__proto__: {mouse: true}\n',
	])('survive a file like %j', async (text) => {
		const { settings, notices } = await parseSettings(text, 's.yaml');
		expect(settings).toEqual(defaultSettings);
		for (const notice of notices) expect(notice).not.toMatch(/[\0-\u001F]/);
	});

	test('leave a damaged file as it is', async () => {
		using directory = openTemporaryDirectory();
		const path = join(directory.path, 'settings.yaml');
		writeFileSync(path, '{{{{');
		await readSettings(path, false);
		const { readFileSync } = await import('node:fs');
		expect(readFileSync(path, 'utf8')).toBe('{{{{');
	});
});
