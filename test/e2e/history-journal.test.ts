/** Acts on a host with a real journal: each event's hash goes there, and shows later what was done to the log. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launcher } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import type { RunResult } from '../support/run.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';

describeWhen({ root: true, packages: ['systemd', 'util-linux'] }, 'hashes of the log in the journal', () => {
	let host: SystemdHost;
	const home = '/tmp/history-journal';
	const log = `${home}/.local/state/opsdash/operations.db`;

	beforeAll(async () => {
		host = await bootSystemdHost('history');
		await host.addUnit('calm.service', '[Service]\nExecStart=sleep 1000\n');
		await host.run('rm', ['-rf', '/var/lib/opsdash', '/etc/opsdash']);
		await host.run('mkdir', ['-p', home]);
		for (const verb of ['start', 'restart', 'stop']) {
			const acted = await opsdash('service', verb, 'calm.service', '--yes');
			expect([acted.exitCode, acted.stderr]).toEqual([0, expect.not.stringContaining('journal')]);
		}
	}, 90_000);

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	const opsdash = (...args: readonly string[]): Promise<RunResult> =>
		host.run(launcher, args, { env: { HOME: home }, timeoutMs: 30_000 });

	/** What somebody does to the file itself. */
	async function tamper(script: string): Promise<void> {
		const program = `
			import { DatabaseSync } from 'node:sqlite';
			import { hash } from 'node:crypto';
			const database = new DatabaseSync(${JSON.stringify(log)});
			${script}
			database.close();`;
		const ran = await host.run(process.execPath, ['--input-type=module', '-e', program]);
		expect(ran.stderr).toBe('');
	}

	async function verify(...args: readonly string[]) {
		const ran = await opsdash('history', 'verify', '--json', ...args);
		const { data } = JSON.parse(ran.stdout) as { readonly data: Readonly<Record<string, unknown>> };
		return { status: ran.exitCode, data };
	}

	/** Nobody waits for `logger` and the journal: lines may come a moment after the command that they tell of. */
	async function untilTheJournalHasAll(): Promise<void> {
		const isAll = async () => {
			const { data } = await verify();
			return data['compared'] === data['events'];
		};
		await expect.poll(isAll, { timeout: 30_000, interval: 200 }).toBe(true);
	}

	test('every event is there, and verify says that it compared them', { timeout: 60_000 }, async () => {
		await untilTheJournalHasAll();
		const lines = await host.run('journalctl', ['-q', '-t', 'opsdash', '-o', 'cat']);
		expect(lines.stdout.match(/^head \d+:[0-9a-f]{64} (?:begun|ended|observed) /gm)?.length).toBeGreaterThanOrEqual(6);
		expect(await verify()).toMatchObject({ status: 0, data: { isIntact: true, comparedWith: 'the journal' } });
		expect((await opsdash('history', 'verify')).stdout).toMatch(/Compared with the journal: \d+ events/);
	});

	test('a log that was rewritten with hashes that fit shows from which event on', async () => {
		await host.run('cp', ['-a', `${home}/.local`, `${home}/kept`]);
		await tamper(`
			let previous = null;
			for (const row of database.prepare('SELECT seq, body, hash FROM events ORDER BY seq').all()) {
				const body = Buffer.from(row.seq === 3 ? Buffer.from(row.body).toString().replace('restart', 'isolate') : row.body);
				if (row.seq >= 3) {
					const own = hash('sha256', Buffer.concat([Buffer.from(row.seq + '\\n' + previous + '\\n'), body]), 'hex');
					database.prepare('UPDATE events SET body = ?, hash = ? WHERE seq = ?').run(body, own, row.seq);
					previous = own;
				} else previous = row.hash;
			}`);
		expect(await verify()).toMatchObject({
			status: 1,
			data: { isIntact: false, broken: { seq: 3, reason: 'rewritten' } },
		});
		await host.run('sh', ['-c', `rm -rf ${home}/.local && mv ${home}/kept ${home}/.local`]);
		expect(await verify()).toMatchObject({ status: 0, data: { isIntact: true } });
	});

	test('a tail that was cut off is missed', async () => {
		await tamper(`database.exec("DELETE FROM events WHERE seq > 2; DELETE FROM operations WHERE first_seq > 2");`);
		const found = await verify();
		expect(found).toMatchObject({ status: 1, data: { isIntact: false, broken: { seq: 3, reason: 'cut-off' } } });
	});
});
