/** A unit, its processes and its log full of secrets: none of them reaches a screen, a document, a record or a file. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launcher } from '../support/program.ts';
import { filterList, openRealConsole } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';

const hostScript = fileURLToPath(new URL('../support/systemd-host.sh', import.meta.url));
const home = '/tmp/secrets';
const settings = `${home}/settings.yaml`;

/** Each secret is a heron with a number; 8 and 9 are such by the settings alone. */
const script = `#!/bin/sh
# secret=heron1
echo "connecting to amqp://app:heron2@queue as code-heron8" >&2
exec sh -c 'sleep 7501; true' unused --password heron3 code-heron9
`;
const unit = `[Service]
Environment=API_TOKEN=heron4 "MARK=code-heron8"
ExecStart=/usr/local/bin/secretive --api-key=heron5
Restart=no
`;

describeWhen({ root: true, packages: ['systemd', 'dbus', 'util-linux'] }, 'secrets', () => {
	vi.setConfig({ testTimeout: 60_000 });
	let host: SystemdHost;

	beforeAll(async () => {
		host = await bootSystemdHost('secrets');
		await host.run('rm', ['-rf', '/var/lib/opsdash', '/etc/opsdash']);
		await host.run('mkdir', ['-p', home]);
		await host.run('tee', [settings], { input: "watchMs: 1000\nsecretPatterns: ['code-(\\w+)']\n" });
		await host.run('tee', ['/usr/local/bin/secretive'], { input: script });
		await host.run('chmod', ['755', '/usr/local/bin/secretive']);
		await host.addUnit('secretive.service', unit);
		await host.run('systemctl', ['start', 'secretive']);
	}, 90_000);

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	const opsdash = (...args: readonly string[]) =>
		host.run(launcher, [args[0] ?? '', '--config', settings, ...args.slice(1)], {
			env: { HOME: home },
			timeoutMs: 30_000,
		});

	test('stand in no document and in no answer', async () => {
		const act = await opsdash('service', 'restart', 'secretive', '--yes', '--watch-seconds', '1', '--json');
		const command = 'echo token=heron6 code-heron8; echo password: heron7 >&2';
		const ran = await opsdash('run', '--yes', '--json', '--', 'sh', '-c', command, '--password', 'heron3');
		const texts = [act, ran];
		for (const args of [
			['--json'],
			['top', '--json'],
			['services', '--json'],
			['service', 'status', 'secretive', '--json'],
			['service', 'status', 'secretive'],
			['logs', 'secretive', '--json'],
			['logs', 'secretive'],
			['history', '--json'],
			['history', 'export'],
			['history', 'export', '--csv'],
			['run', '--dry-run', '--', 'mysql', '-pheron5', '--password=heron6', 'code-heron9'],
		]) {
			const answer = await opsdash(...args);
			expect([args, answer.exitCode]).toEqual([args, 0]);
			texts.push(answer);
		}
		const said = texts.map(({ stdout, stderr }) => `${stdout}\n${stderr}`);
		expect(said.flatMap((text) => text.match(/.{0,80}heron\d.{0,20}/g) ?? [])).toEqual([]);
		// What was hidden was there: the places are.
		expect(said.join('\n')).toContain('amqp://app:***@queue');
		expect(said.join('\n')).toContain('code-***');
		expect(said.join('\n')).toContain('--api-key=***');
	});

	test('stand in no record, nor in the journal lines that it keeps, nor in any file of the program', async () => {
		const { entries } = JSON.parse((await opsdash('history', '--json')).stdout).data;
		const restart = entries.find(({ type }: { readonly type: string }) => type === 'service');
		expect(restart.journal.join('\n')).toContain('amqp://app:***@queue as code-***');
		await opsdash('top', '--json', '--debug', `${home}/debug`);
		const found = await host.run('grep', ['-rlaE', 'heron[0-9]', `${home}/.local`, `${home}/debug`]);
		expect(found).toMatchObject({ exitCode: 1, stdout: '' });
	});

	test('stand in no record of an act whose program was killed, and nothing of it is left', async () => {
		const command = `echo code-heron9; echo >${home}/begun; until [ -e ${home}/gate ]; do sleep 0.05; done`;
		const program = `${launcher} run --config ${settings} --yes -- sh -c "${command}" >/dev/null 2>&1 &
until [ -e ${home}/begun ]; do sleep 0.05; done; kill -KILL $!; echo >${home}/gate`;
		await host.run('sh', ['-c', program], { env: { HOME: home } });
		const newest = async () => JSON.parse((await opsdash('history', '--json')).stdout).data.entries[0];
		await expect.poll(async () => (await newest()).status, { timeout: 15_000, interval: 200 }).toBe('succeeded');
		expect(await newest()).toMatchObject({
			type: 'run',
			output: expect.stringMatching(/gone before its end[\s\S]*code-\*\*\*/),
		});
		expect(await host.run('grep', ['-rlaE', 'heron[0-9]', `${home}/.local`])).toMatchObject({ stdout: '' });
		expect((await host.run('ls', [`${home}/.local/state/opsdash/acts`])).stdout).toBe('');
	});

	test('stand on no screen: details of a unit, its log, details of a process with its environment', async () => {
		await using console = openRealConsole({
			home,
			command: hostScript,
			args: ['run', host.name, launcher, '--tab', 'services', '--config', settings],
			rows: 100,
			columns: 160,
		});
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/, { timeoutMs: 20_000 });
		await filterList(terminal, 'secretive');
		await terminal.waitFor(/› .*secretive\.service/);
		terminal.press('l');
		await terminal.waitFor('amqp://app:***@queue as code-***');
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Log of'));
		terminal.press('enter');
		await terminal.waitFor('API_TOKEN=***');
		terminal.press('t');
		await terminal.waitFor('--password ***');
		terminal.press('enter');
		await terminal.waitFor('executable');
		await terminal.waitFor('API_TOKEN=***');
		expect(terminal.written).not.toMatch(/heron\d/);
	});
});
