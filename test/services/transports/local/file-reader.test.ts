import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFileReader } from '../../../../source/services/transports/local/file-reader.ts';
import { createPathMapper } from '../../../../source/services/transports/local/host-paths.ts';
import { openTemporaryDirectory } from '../../../support/program.ts';

const reader = createFileReader(createPathMapper({}));

describe('files of this machine', () => {
	test('are read in the order asked, each with its own failure', async () => {
		const answers = await reader.readFiles(['/proc/uptime', '/proc/nonexistent', '/proc/uptime/x', '/proc']);
		expect(answers.map((answer) => (answer.ok ? 'read' : answer.error.code))).toEqual([
			'read',
			'not-found',
			'not-found',
			'failed',
		]);
	});

	test('longer than the buffer arrive whole, and cut at the cap', async () => {
		using directory = openTemporaryDirectory();
		const path = join(directory.path, 'long');
		const text = 'x'.repeat(300_000);
		writeFileSync(path, text);
		const [whole] = await reader.readFiles([path]);
		expect(whole).toEqual({ ok: true, value: text });
		const [cut] = await reader.readFiles([path], { maxBytes: 100_000 });
		expect(cut?.ok && cut.value.length).toBe(100_000);
		const [exact] = await reader.readFiles([path], { maxBytes: 65_536 });
		expect(exact?.ok && exact.value.length).toBe(65_536);
	});

	test('let the event loop turn while many are read', async () => {
		let turns = 0;
		const count = () => {
			turns += 1;
			timer = setImmediate(count);
		};
		let timer = setImmediate(count);
		await reader.readFiles(Array.from({ length: 20_000 }, () => '/proc/self/stat'));
		clearImmediate(timer);
		expect(turns).toBeGreaterThan(3);
	});

	test('that are pipes do not hold anything up', async () => {
		using directory = openTemporaryDirectory();
		const path = join(directory.path, 'pipe');
		spawnSync('mkfifo', [path]);
		expect(await reader.readFiles([path])).toEqual([{ ok: true, value: '' }]);
	});

	test('are found below the directories that stand for /proc and /sys', async () => {
		using directory = openTemporaryDirectory();
		mkdirSync(join(directory.path, 'proc'));
		mkdirSync(join(directory.path, 'sys'));
		writeFileSync(join(directory.path, 'proc', 'uptime'), '1.0 2.0\n');
		writeFileSync(join(directory.path, 'sys', 'a'), 'b');
		symlinkSync('target', join(directory.path, 'sys', 'link'));
		const moved = createFileReader(
			createPathMapper({ procfs: `${directory.path}/proc/`, sysfs: join(directory.path, 'sys') }),
		);
		const texts = await moved.readFiles(['/proc/uptime', '/sys/a', '/process', '/etc/hostname']);
		expect(texts.map((text) => text.ok && text.value)).toMatchObject(['1.0 2.0\n', 'b', false, expect.any(String)]);
		expect(await moved.listDirectory('/proc')).toEqual({ ok: true, value: ['uptime'] });
		expect(await moved.readLinks(['/sys/link', '/sys/a'])).toMatchObject([{ value: 'target' }, { ok: false }]);
	});
});
