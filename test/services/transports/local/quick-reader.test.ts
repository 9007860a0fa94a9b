import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPathMapper } from '../../../../source/services/transports/local/host-paths.ts';
import { type QuickReader, readQuickly } from '../../../../source/services/transports/local/quick-reader.ts';
import { startSlowHelper } from '../../../../source/services/transports/local/slow-helper.ts';
import { createSlowReader } from '../../../../source/services/transports/local/slow-reader.ts';
import { openTemporaryDirectory } from '../../../support/program.ts';

const count = 300;
const names = Array.from({ length: count }, (_, index) => `/proc/${index + 1}/cmdline`);

/** A directory of `count` processes; `texts` says what is not `program N`, null is a pipe that nobody writes to. */
function makeProcfs(directory: string, texts: Readonly<Record<number, string | null>>) {
	for (let pid = 1; pid <= count; pid++) {
		const text = pid in texts ? texts[pid] : `program\0${pid}\0`;
		mkdirSync(join(directory, String(pid)));
		if (text === null) spawnSync('mkfifo', [join(directory, String(pid), 'cmdline')]);
		else writeFileSync(join(directory, String(pid), 'cmdline'), text ?? '');
	}
	return directory;
}

async function readAll(procfs: string, quick: QuickReader = readQuickly) {
	let helpers = 0;
	const start = () => {
		helpers += 1;
		return startSlowHelper();
	};
	const reader = createSlowReader(createPathMapper({ procfs }), start, quick);
	try {
		return { answers: await reader.read(names, { timeoutMs: 1000, maxBytes: 4096 }), helpers };
	} finally {
		reader.close();
	}
}

test('many files are read by one program that is gone afterwards', async () => {
	using directory = openTemporaryDirectory();
	const { answers, helpers } = await readAll(makeProcfs(directory.path, {}));
	expect(answers).toEqual(names.map((_, index) => ({ ok: true, value: `program\0${index + 1}\0` })));
	expect(helpers).toBe(0);
});

test('no content passes for the content of another file, and what is empty or not there is told apart', async () => {
	using directory = openTemporaryDirectory();
	const evil = `a\0b\n${directory.path}/8/cmdline:evil\ngrep: ${directory.path}/9/cmdline: No such file or directory\n\n`;
	const procfs = makeProcfs(directory.path, { 7: evil, 10: '', 12: 'x'.repeat(9000) });
	const { answers } = await readAll(procfs);
	expect(answers[6]).toEqual({ ok: true, value: evil.slice(0, -1) });
	expect(answers[7]).toEqual({ ok: true, value: 'program\x008\0' });
	expect(answers[8]).toEqual({ ok: true, value: 'program\x009\0' });
	expect(answers[9]).toEqual({ ok: true, value: '' });
	expect(answers[11]).toEqual({ ok: true, value: 'x'.repeat(4096) });
	const missing = await readQuickly([`${procfs}/1/cmdline`, `${procfs}/1000/cmdline`], names, { maxBytes: 100 });
	expect(missing.texts).toMatchObject([{ ok: true }, { ok: false, error: { code: 'not-found' } }]);
});

test('a file that hangs costs its own text alone', async () => {
	using directory = openTemporaryDirectory();
	const { answers } = await readAll(makeProcfs(directory.path, { 200: null }));
	expect(answers.flatMap((answer, index) => (answer.ok ? [] : [[index + 1, answer.error.code]]))).toEqual([
		[200, 'timeout'],
	]);
});

test('where grep is another one, the helper reads', async () => {
	using directory = openTemporaryDirectory();
	const unusable: QuickReader = async () => ({ texts: [], isUsable: false });
	const { answers, helpers } = await readAll(makeProcfs(directory.path, {}), unusable);
	expect(answers.every((answer) => answer.ok)).toBe(true);
	expect(helpers).toBe(1);
});
