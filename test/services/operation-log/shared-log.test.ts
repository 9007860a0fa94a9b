import {
	chmodSync,
	chownSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import { findSharedLog, withSharedLog } from '../../../source/services/operation-log/shared-log.ts';
import { testWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';
import { begun } from './events.ts';

const group = 4321;
let parent = '';
let directory = '';

beforeEach(() => {
	parent = mkdtempSync(join(tmpdir(), 'opsdash-shared-'));
	directory = join(parent, 'opsdash');
	mkdirSync(directory);
	chmodSync(parent, 0o755);
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** As `install -d -m 2770 -o root -g GROUP` leaves it. */
function share(mode = 0o2770): void {
	chownSync(directory, 0, group);
	chmodSync(directory, mode);
}

test('a directory that is not there changes nothing', () => {
	expect(findSharedLog(join(parent, 'none'))).toEqual({ path: null, refusal: null });
	const paths = { operationLogFile: '/home/ada/operations.db' };
	expect(withSharedLog(paths, { path: null, refusal: null })).toEqual({
		operationLogFile: '/home/ada/operations.db',
		isLogShared: false,
		logNotice: null,
	});
});

describe('a directory of root', () => {
	testWhen({ root: true }, 'is used when its group may write and nobody else', () => {
		share();
		expect(findSharedLog(directory)).toEqual({ path: join(directory, 'operations.db'), refusal: null });
	});

	testWhen({ root: true }, 'is refused with its reason when anybody else could have written', () => {
		share(0o2777);
		expect(findSharedLog(directory).refusal).toContain('everybody may write to it');
		share(0o770);
		expect(findSharedLog(directory).refusal).toContain('mode is not 2770');
		share();
		const file = join(directory, 'operations.db');
		writeFileSync(file, '');
		chownSync(file, 0, group);
		chmodSync(file, 0o666);
		expect(findSharedLog(directory).refusal).toContain('everybody may write to operations.db');
		chmodSync(file, 0o660);
		linkSync(file, join(parent, 'other-name'));
		expect(findSharedLog(directory).refusal).toContain('no plain file');
		rmSync(file);
		symlinkSync(join(parent, 'other-name'), file);
		expect(findSharedLog(directory).refusal).toContain('no plain file');
	});

	testWhen({ root: true }, 'is refused when another user owns it', () => {
		share();
		chownSync(directory, 1234, group);
		expect(findSharedLog(directory).refusal).toContain('not owned by root');
	});

	testWhen({ root: true }, 'is not for those outside the group, and nothing is said to them', async () => {
		share();
		const module = new URL('../../../source/services/operation-log/shared-log.ts', import.meta.url).href;
		const script = `console.log(JSON.stringify((await import(${JSON.stringify(module)})).findSharedLog(process.argv[1])));`;
		const outside = await run(process.execPath, ['--input-type=module', '-e', script, directory], { uid: 65_534 });
		expect(JSON.parse(outside.stdout)).toEqual({ path: null, refusal: null });
	});
});

testWhen(
	{ root: true },
	'two users of the group write one chain, each with marks of their own',
	async () => {
		share();
		const path = join(directory, 'operations.db');
		const log = createOperationLog({ path, user: '0', isShared: true });
		await log.append(begun('by-root'));
		expect(statSync(path).mode & 0o777).toBe(0o660);
		const module = new URL('../../../source/services/operation-log/direct-operation-log.ts', import.meta.url).href;
		const script = `
		process.umask(0o077);
		process.setgroups([${group}]); process.setgid(65534); process.setuid(4242);
		const { createOperationLog } = await import(${JSON.stringify(module)});
		const log = createOperationLog({ path: process.argv[1], user: '4242', isShared: true });
		const event = ${JSON.stringify(begun('by-ada'))};
		const appended = await log.append(event);
		await log.markSeen('all');
		console.log(JSON.stringify([appended.ok, (await log.badge()).value]));
		await log.close();`;
		const other = await run(process.execPath, ['--input-type=module', '-e', script, path]);
		expect([other.stdout, other.stderr]).toEqual(['[true,{"unseen":0,"unseenFailed":0}]\n', '']);
		expect(await log.append(begun('by-root-again'))).toMatchObject({ ok: true, value: { seq: 3 } });
		expect(await log.badge()).toMatchObject({ value: { unseen: 3 } });
		expect(await log.verify()).toMatchObject({ value: { isIntact: true, events: 3 } });
		await log.close();
		// The first of the group to write makes the file, and the others can use it.
		for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
		expect((await run(process.execPath, ['--input-type=module', '-e', script, path])).stdout).toContain('[true,');
		expect([statSync(path).mode & 0o777, statSync(path).gid, statSync(path).uid]).toEqual([0o660, group, 4242]);
	},
	30_000,
);
