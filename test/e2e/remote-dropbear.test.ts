/** A host whose ssh server is dropbear, as on routers and small appliances: no sftp of its own, and nothing that OpenSSH's sshd adds. */

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { eventually } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';

const packages = [...sshRequirements.packages, 'dropbear-bin', 'rsync'];
const port = 22_023;

describeWhen({ root: true, packages }, 'a host with dropbear', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSshHosts([{ name: 'router' }]);
		const own = `${hosts.directory}/hosts/router`;
		const { host } = hosts.addressOf('router');
		const lines = [
			`mkdir -p ${own}/home/.ssh && cp ${hosts.directory}/id.pub ${own}/home/.ssh/authorized_keys`,
			`chown -R t-router: ${own}/home && chmod -R go-rwx ${own}/home`,
			`dropbearconvert openssh dropbear ${own}/host_key ${own}/dropbear_key 2>/dev/null`,
			`{ dropbear -F -E -P ${own}/dropbear_pid -r ${own}/dropbear_key -p ${host}:${port} 2>>${own}/dropbear_log & }`,
		];
		for (const line of lines) expect(await hosts.inside(line), line).toBe(0);
		hosts.addAlias('bear', 'router', [`Port ${port}`]);
		await eventually(() => expect(readFileSync(`${own}/dropbear_log`, 'utf8')).toContain('Not backgrounding'));
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);

	test('is found sound by doctor', async () => {
		const { stdout, exitCode } = await opsdash('doctor', 'bear');
		expect(stdout).toMatch(/sessions +fine[\s\S]*\/proc +fine/);
		expect(exitCode).toBe(0);
	});

	test('is looked at in the console, acted on, and given a shell', async () => {
		await using screen = terminal('bear', '--tab', 'top');
		await screen.waitFor(/^ bear {2}.*● live[\s\S]*dropbear/);
		screen.press('4');
		await screen.waitFor(/● live[\s\S]*(?:UNIT|No service)/);
		screen.press('$');
		await screen.waitFor(/\$ *$/m);
		screen.press('id -un', 'enter');
		await screen.waitFor(/^t-router$/m);
		screen.press('exit', 'enter');
		await screen.waitFor('● live');
		screen.press('q');
		expect((await screen.exited()).exitCode).toBe(0);
		const ran = await opsdash('run', '-H', 'bear', '--yes', '--json', '--', 'sh', '-c', 'echo out; exit 3');
		expect(JSON.parse(ran.stdout).data.hosts).toMatchObject([{ host: 'bear', exitCode: 3, stdout: 'out\n' }]);
	});

	test('takes files by rsync, and says what is missing where there is neither that nor sftp', async () => {
		writeFileSync(`${home.path}/file`, 'content\n');
		expect((await opsdash('put', '-H', 'bear', `${home.path}/file`, 'there', '--yes')).stderr).toMatch(
			/there is there/,
		);
		expect((await opsdash('get', '-H', 'bear', 'there', `${home.path}/back`, '--yes')).exitCode).toBe(0);
		expect(readFileSync(`${home.path}/back`, 'utf8')).toBe('content\n');
		for (const file of ['/usr/bin/rsync', '/usr/lib/openssh/sftp-server', '/usr/lib/sftp-server']) {
			await hosts.inside(`test ! -e ${file} || mount --bind /dev/null ${file}`);
		}
		const { stderr, exitCode } = await opsdash('put', '-H', 'bear', `${home.path}/file`, 'other', '--yes');
		expect(stderr).toMatch(/Neither rsync nor sftp can be used there[\s\S]*Install rsync or openssh-sftp-server there/);
		expect(exitCode).toBe(1);
	});
});
