/** Acts on another host and commands of one's own, full of secrets: none of them reaches an answer, a record, or a file here. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { writtenIn } from '../support/sudo-hosts.ts';

/** Every secret is a heron with a number; those behind `code-` and `--pin` are such by the settings alone. */
const settings = "secretPatterns: ['code-(\\w+)', '--pin (\\S+)']\n";

const commands: ReadonlyArray<readonly string[]> = [
	['curl', '-u', 'ada:heron01', 'https://ada:heron02@example.invalid/'],
	['mysql', '-pheron03', '--password=heron04', '--password', 'heron05'],
	['psql', 'postgresql://ada:heron06@db/x?password=heron07', '--dbname=host=db password=heron08'],
	[
		'env',
		'API_TOKEN=heron09',
		'PGPASSWORD=heron10',
		'sh',
		'-c',
		'echo token=heron11; echo password: heron12 >&2; exit 3',
	],
	[
		'sh',
		'-c',
		'mysql -pheron13 --password heron14; export SECRET_KEY=heron15; echo "Authorization: Bearer heron16heron16"',
	],
	['echo', 'code-heron17', '--pin', 'heron18', 'ghp_heron19heron19heron19heron19'],
	['sh', '-c', 'echo code-heron20 --pin heron21; echo code-heron22 >&2; exit 1'],
	['no-such-program', '--api-key', 'heron28', 'code-heron29'],
];

const leaks = (text: string) => text.match(/.{0,80}heron\d\d.{0,20}/g) ?? [];

describeWhen(sshRequirements, 'secrets in what is done on another host', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		mkdirSync(`${home.path}/.config/opsdash`, { recursive: true });
		writeFileSync(`${home.path}/.config/opsdash/settings.yaml`, settings);
		hosts = await startSshHosts([{ name: 'plain' }]);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash } = createHostsCli(
		() => hosts,
		() => home,
	);

	const run = async (...args: readonly string[]) => {
		const { stdout, stderr } = await opsdash('run', '--debug', `${home.path}/debug`, ...args);
		return `${stdout}\n${stderr}`;
	};

	test('stand in no answer of an act', async () => {
		const said: string[] = [];
		for (const command of commands) {
			said.push(
				...(await Promise.all([
					run('-H', 'plain', '--yes', '--json', '--', ...command),
					run('--yes', '--', ...command),
				])),
			);
		}
		const [, , , mixed = []] = commands;
		said.push(await run('-H', 'plain', '--dry-run', '--', ...mixed), await run('-H', 'plain', '--', ...mixed));
		expect([...new Set(said.flatMap(leaks))]).toEqual([]);
		// What was hidden was there.
		expect(said.join('')).toMatch(/code-\*\*\* --pin \*\*\* \*\*\*/);
	}, 120_000);

	test('stand in no answer of one that outlasts its time, and in none that names a password in the place of a host', async () => {
		const slow = ['sh', '-c', 'echo code-heron41; exec sleep 60', '--password', 'heron42'];
		const late = await run('-H', 'plain', '--yes', '--json', '--timeout', '1', '--', ...slow);
		expect(late).toContain('timed-out');
		const wrong = [
			await run('-H', 'ada:heron43@plain', '--yes', '--json', '--', 'true'),
			await run('-H', 'ssh://ada:heron44@plain', '--yes', '--', 'true'),
		];
		expect(wrong.join('')).toContain('ada:***@plain');
		expect(leaks([late, ...wrong].join('\n'))).toEqual([]);
	});

	test('stand in no record, export, or file', async () => {
		for (const args of [['history'], ['history', '--json'], ['history', 'export'], ['history', 'export', '--csv']]) {
			const { stdout, stderr, exitCode } = await opsdash(...args);
			expect(exitCode).toBe(0);
			expect(leaks(`${stdout}${stderr}`)).toEqual([]);
		}
		expect(leaks(writtenIn(`${home.path}/state`))).toEqual([]);
		expect(leaks(readFileSync(`${home.path}/debug`, 'utf8'))).toEqual([]);
		expect(readFileSync(`${home.path}/debug`, 'utf8')).toContain('left with status');
	});
});
