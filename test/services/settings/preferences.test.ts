import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPreferences } from '../../../source/services/settings/preferences.ts';
import { openTemporaryDirectory } from '../../support/program.ts';

describe('preferences', () => {
	test('are there again at the next start, for their owner only', async () => {
		using directory = openTemporaryDirectory();
		const path = join(directory.path, 'state', 'preferences.json');
		const first = await openPreferences(path);
		first.remember('tab', 'network');
		await first.flush();
		const second = await openPreferences(path);
		expect(second.recall('tab')).toBe('network');
		expect(second.recall('constructor')).toBeUndefined();
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readdirSync(join(directory.path, 'state'))).toEqual(['preferences.json']);
	});

	test('leave a damaged file alone and work in memory', async () => {
		using directory = openTemporaryDirectory();
		const path = join(directory.path, 'preferences.json');
		writeFileSync(path, '{"tab":');
		const preferences = await openPreferences(path);
		preferences.remember('tab', 'top');
		await preferences.flush();
		expect(preferences.recall('tab')).toBe('top');
		expect(preferences.notice()).toBe(`${path} is damaged: choices hold until the console is closed`);
		expect(readFileSync(path, 'utf8')).toBe('{"tab":');
	});

	test('that cannot be written say so and still hold', async () => {
		const preferences = await openPreferences('/proc/nowhere/preferences.json');
		preferences.remember('tab', 'top');
		await preferences.flush();
		expect(preferences.recall('tab')).toBe('top');
		expect(preferences.notice()).toMatch(/cannot be written \(ENOENT\)/);
	});

	test('are written once for many changes, and not at all for none', async () => {
		let writes = 0;
		const preferences = await openPreferences('memory', {
			read: async () => ({ tab: 'top' }),
			write: async () => void writes++,
		});
		preferences.remember('tab', 'top');
		await preferences.flush();
		expect(writes).toBe(0);
		for (let n = 0; n < 50; n++) preferences.remember('n', n);
		await preferences.flush();
		expect(writes).toBe(1);
	});
});
