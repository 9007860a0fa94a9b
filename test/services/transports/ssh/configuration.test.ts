/** What stands in ssh_config applies as with ssh itself: a real ssh reads it, and real sshd's stand at the end of the way. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWhen } from '../../../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openShell, openSshBench, runIn, type SshBench } from '../../../support/ssh-setup.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const sixPort = 30_000 + (process.pid % 30_000);

describeWhen(sshRequirements, 'ssh_config', () => {
	let hosts: SshHosts;
	let bench: SshBench;

	beforeAll(async () => {
		hosts = await startSshHosts([
			{ name: 'web', sshd: [`ListenAddress [::1]:${sixPort}`] },
			{ name: 'first' },
			{ name: 'second' },
			{ name: 'east' },
			{ name: 'west' },
		]);
		const { host, port } = hosts.addressOf('web');
		const own = (name: string) => join(hosts.directory, name);
		const way = [`HostName ${host}`, `Port ${port}`, 'User t-web', 'HostKeyAlias web'];
		const section = (head: string, lines: readonly string[]) => [head, ...lines.map((line) => `\t${line}`)].join('\n');
		writeFileSync(own('included'), section('Host from-include', way));
		writeFileSync(own('flag'), '');
		const text = [
			`Include ${own('inclu*')}`,
			section('Host pattern-?? !pattern-no', way),
			section(`Match host asked exec "test -e ${own('flag')}"`, way),
			section('Host BIG', way),
			section('Host late', [`HostName ${host}`, `Port ${port}`, 'HostKeyAlias web']),
			section(`Match final host ${host}`, ['User t-web']),
			section('Host 100.*.*', ['HostName 127.%h', `Port ${port}`, 'User t-web', 'HostKeyAlias web']),
			section('Host far-east', [
				`HostName ${hosts.addressOf('east').host}`,
				`Port ${port}`,
				'User t-east',
				'ProxyJump first,second',
			]),
			section('Host far-west', [
				`HostName ${hosts.addressOf('west').host}`,
				`Port ${port}`,
				'User t-west',
				'ProxyJump first,second',
			]),
			section('Host *', [`IdentityFile ${own('id')}`, 'IdentitiesOnly yes', `Include ${hosts.configFile}`]),
		].join('\n');
		writeFileSync(own('mine'), `${text}\n`);
		bench = openSshBench({ configFile: own('mine') });
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
	});

	async function whoAmI(host: string): Promise<string> {
		return (await runIn(await openShell(bench.connectionTo(host)), 'id -un\n')).trim();
	}

	test.each(['from-include', 'pattern-42', 'asked', 'late', 'BIG'])('leads to %s', async (name) => {
		expect(await whoAmI(name)).toBe('t-web');
	});

	test('makes a name of what was typed', async () => {
		expect(await whoAmI(hosts.addressOf('web').host.replace('127.', ''))).toBe('t-web');
	});

	test('is not asked to apply where a pattern takes a name out', async () => {
		const opened = await bench.connectionTo('pattern-no').open('live');
		expect(opened.ok ? '' : opened.error.message).toMatch(/^the name pattern-no is not known/);
	});

	test('may be gone around with account, address and port', async () => {
		const { host, port } = hosts.addressOf('web');
		for (const name of [`t-web@${host}:${port}`, `ssh://t-web@${host}:${port}`])
			expect(await whoAmI(name)).toBe('t-web');
	});

	test('or with an address of IPv6', async () => {
		hosts.addAlias('::1', 'web', ['HostName ::1']);
		expect(await whoAmI(`t-web@[::1]:${sixPort}`)).toBe('t-web');
	});

	test('leads through two bastions, with one sign-in at each', async () => {
		const signIns = (name: string) => hosts.logOf(name).split('Accepted publickey').length - 1;
		expect(await Promise.all([whoAmI('far-east'), whoAmI('far-west')])).toEqual(['t-east', 't-west']);
		expect(await whoAmI('far-east')).toBe('t-east');
		expect(['first', 'second', 'east', 'west'].map(signIns)).toEqual([1, 1, 1, 1]);
	});
});
