import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFileCopier, type FileCopier } from '../../../../source/services/transports/ssh/files/file-copier.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../../../support/program.ts';
import { describeWhen } from '../../../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openSshBench, type SshBench } from '../../../support/ssh-setup.ts';

const packages = [...sshRequirements.packages, 'rsync', 'tcsh'];
const oddName = `-a*b ["x' $(id) é.txt`;

// Logins on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describeWhen({ root: true, packages }, 'files over ssh', () => {
	let hosts: SshHosts;
	let bench: SshBench;
	let here: TemporaryDirectory;

	beforeAll(async () => {
		here = openTemporaryDirectory();
		hosts = await startSshHosts([
			{ name: 'web' },
			{ name: 'one', sshd: ['MaxSessions 1'] },
			{ name: 'noisy', loginShell: '/usr/bin/tcsh', files: { '.cshrc': 'echo good morning\n' } },
		]);
		bench = openSshBench(hosts);
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
		here?.[Symbol.dispose]();
	});

	const local = (name: string) => join(here.path, name);
	const remote = (host: string, name: string) => join(hosts.directory, 'hosts', host, 'home', name);
	const copy = async (copier: FileCopier, direction: 'get' | 'put', from: string, to: string) => {
		const plan = await copier.weigh({ direction, from, to });
		if (!plan.ok) throw new Error(plan.error.message);
		return { plan: plan.value, end: await copier.carryOut(plan.value) };
	};
	const copierFor = async (host: string, mayUseRsync: boolean) => {
		const connection = bench.connectionTo(host);
		await connection.connect();
		return createFileCopier(connection, { mayUseRsync });
	};

	describe.each([
		['rsync', true],
		['sftp', false],
	] as const)('by %s', (tool, mayUseRsync) => {
		test('a file with any name goes there and comes back the same, with its time and mode', async () => {
			const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256));
			writeFileSync(local('source'), bytes, { mode: 0o640 });
			utimesSync(local('source'), 1_000_000_000, 1_000_000_000);
			const copier = await copierFor('one', mayUseRsync);
			const { plan, end } = await copy(copier, 'put', local('source'), oddName);
			expect(end).toMatchObject({ ok: true, value: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
			expect(plan).toMatchObject({ tool, bytes: 100_000, replacedBytes: null });
			const there = statSync(remote('one', oddName));
			expect(there.mode & 0o777).toBe(0o640);
			expect(there.mtimeMs).toBe(1_000_000_000_000);
			await copy(copier, 'get', oddName, local('back'));
			expect(readFileSync(local('back')).equals(bytes)).toBe(true);
			rmSync(remote('one', oddName));
		});

		test('what came over before is not sent again', async () => {
			const bytes = Buffer.alloc(200_000, 'abcdefg');
			writeFileSync(remote('web', 'big'), bytes);
			writeFileSync(local('.big.opsdash-part'), bytes.subarray(0, 150_000));
			const copier = await copierFor('web', mayUseRsync);
			const { plan, end } = await copy(copier, 'get', 'big', `${here.path}/`);
			expect(plan.resumedBytes).toBe(150_000);
			expect(end.ok).toBe(true);
			expect(readFileSync(local('big')).equals(bytes)).toBe(true);
			expect(() => statSync(local('.big.opsdash-part'))).toThrow();
			rmSync(local('big'));
		});

		test('a beginning that is of another file is thrown away', async () => {
			writeFileSync(local('fresh'), Buffer.alloc(50_000, 'new'));
			await hosts.inside(
				`printf 'old old' >${remote('web', '.fresh.opsdash-part')}; chown -R --reference=${remote('web', '')} ${remote('web', '')}`,
			);
			const copier = await copierFor('web', mayUseRsync);
			const { end } = await copy(copier, 'put', local('fresh'), 'fresh');
			expect(end.ok).toBe(true);
			expect(readFileSync(remote('web', 'fresh')).equals(Buffer.alloc(50_000, 'new'))).toBe(true);
			rmSync(remote('web', 'fresh'));
		});

		test('what cannot be written there is told, and the target stays as it was', async () => {
			writeFileSync(local('small'), 'x');
			const copier = await copierFor('web', mayUseRsync);
			const { end } = await copy(copier, 'put', local('small'), '/proc/sys');
			expect(end.ok ? '' : end.error.message).toMatch(/./);
		});
	});

	test('progress is told as it goes', async () => {
		writeFileSync(local('huge'), Buffer.alloc(60_000_000, 'x'));
		const copier = await copierFor('web', false);
		const seen: number[] = [];
		copier.onProgress((_plan, bytes) => seen.push(bytes));
		await copy(copier, 'put', local('huge'), 'huge');
		expect(seen.every((bytes, index) => index === 0 || bytes > (seen[index - 1] ?? 0))).toBe(true);
		rmSync(remote('web', 'huge'));
	});

	test.each([
		['get', 'missing', 'x', /missing on web does not exist/],
		['get', '/etc', 'x', /is a directory/],
		['get', '/dev/null', 'x', /no plain file/],
		['get', 'a\nb', 'x', /control character/],
	] as const)('%s %j is refused', async (direction, from, to, message) => {
		const copier = await copierFor('web', true);
		const plan = await copier.weigh({ direction, from, to: local(to) });
		expect(plan.ok ? '' : plan.error.message).toMatch(message);
	});

	test('a login shell that prints does not spoil what is told about files', async () => {
		writeFileSync(local('plain'), 'plain');
		const copier = await copierFor('noisy', false);
		const { end } = await copy(copier, 'put', local('plain'), 'plain');
		expect(end.ok).toBe(true);
	});
});
