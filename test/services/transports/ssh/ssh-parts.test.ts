import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backoffMs } from '../../../../source/services/transports/ssh/backoff.ts';
import { createSshClient } from '../../../../source/services/transports/ssh/client.ts';
import { sshConfigText, writeSshConfig } from '../../../../source/services/transports/ssh/config-file.ts';
import { createConnectGate } from '../../../../source/services/transports/ssh/connect-gate.ts';
import { rsyncCommand, sftpCommand, sftpLine } from '../../../../source/services/transports/ssh/files/copy-command.ts';
import { shellWord } from '../../../../source/services/transports/ssh/remote-script.ts';
import { openRuntimeDirectory } from '../../../../source/services/transports/ssh/runtime-directory.ts';
import { socketPath } from '../../../../source/services/transports/ssh/shared-connection.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../../../support/program.ts';

let directory: TemporaryDirectory;
beforeEach(() => {
	directory = openTemporaryDirectory();
});
afterEach(() => directory[Symbol.dispose]());

const times = { aliveSeconds: 5, connectSeconds: 10, persistSeconds: 5 };

describe('the generated configuration', () => {
	test('ours stands before the user’s, which is included as ssh would read it', () => {
		const lines = sshConfigText({ directory: '/run/x', ...times }, true)
			.trim()
			.split('\n');
		expect(lines.slice(-2)).toEqual(['Include ~/.ssh/config', 'Include /etc/ssh/ssh_config']);
		expect(lines).toEqual(expect.arrayContaining(['BatchMode yes', 'StrictHostKeyChecking yes', 'RemoteCommand none']));
	});

	test('a file of their own stands alone, and none is none', () => {
		const own = sshConfigText({ directory: '/run/x', userFile: '/home/anna/a b', ...times }, false);
		expect(own.match(/^Include .*$/gm)).toEqual(['Include "/home/anna/a b"']);
		expect(own).toMatch(/^BatchMode no\nStrictHostKeyChecking ask$/m);
		expect(sshConfigText({ directory: '/run/x', userFile: 'none', ...times }, true)).not.toContain('Include');
	});

	test('the files are for their owner only, and written once', () => {
		const files = writeSshConfig({ directory: directory.path, ...times });
		expect(writeSshConfig({ directory: directory.path, ...times })).toEqual(files);
		expect(statSync(files.batch).mode & 0o777).toBe(0o600);
		expect(readdirSync(directory.path)).toHaveLength(2);
	});

	test('ssh takes it, and what the user forbade to nobody is overridden', () => {
		const user = join(directory.path, 'user');
		writeFileSync(user, 'Host *\n\tStrictHostKeyChecking no\n\tRemoteCommand echo\n\tPort 2200\n\tForwardAgent yes\n');
		const { batch } = writeSshConfig({ directory: directory.path, userFile: user, ...times });
		const said = execFileSync('ssh', ['-G', '-F', batch, '--', 'web1'], { encoding: 'utf8' });
		expect(said).toMatch(/^stricthostkeychecking (?:yes|true)$/m);
		expect(said).toMatch(/^port 2200$/m);
		expect(said).toMatch(/^forwardagent no$/m);
		expect(said).not.toMatch(/^remotecommand echo$/m);
	});
});

describe('the directory of the sockets', () => {
	test('is the runtime directory’s, for its owner only', () => {
		const opened = openRuntimeDirectory({ XDG_RUNTIME_DIR: directory.path }, '/nowhere');
		expect(opened).toEqual({ ok: true, value: join(directory.path, 'opsdash') });
		expect(statSync(join(directory.path, 'opsdash')).mode & 0o777).toBe(0o700);
	});

	test('is made private where it was open to others', () => {
		mkdirSync(join(directory.path, 'opsdash'), { mode: 0o777 });
		chmodSync(join(directory.path, 'opsdash'), 0o777);
		expect(openRuntimeDirectory({ XDG_RUNTIME_DIR: directory.path }, '/nowhere').ok).toBe(true);
		expect(statSync(join(directory.path, 'opsdash')).mode & 0o777).toBe(0o700);
	});

	test('is no link to somewhere else', () => {
		const elsewhere = join(directory.path, 'elsewhere');
		mkdirSync(elsewhere);
		chmodSync(elsewhere, 0o755);
		symlinkSync(elsewhere, join(directory.path, 'opsdash'));
		const opened = openRuntimeDirectory({ XDG_RUNTIME_DIR: directory.path }, join(directory.path, 'state'));
		expect(opened).toEqual({ ok: true, value: join(directory.path, 'state', 'ssh') });
		expect(statSync(elsewhere).mode & 0o777).toBe(0o755);
	});

	test('is a short one where the state directory’s path is too long', () => {
		const opened = openRuntimeDirectory({}, join(directory.path, 'x'.repeat(60)));
		expect(opened.ok ? opened.value : '').toMatch(/^\/tmp\/opsdash-\w{6}$/);
	});
});

describe('the socket of a host', () => {
	const settings = {
		hostname: '10.0.0.5',
		user: 'anna',
		port: 22,
		proxyJump: null,
		proxyCommand: null,
		controlPath: null,
		hostKeyAlias: null,
		userKnownHostsFiles: [],
	};

	test('is another one for the same address behind another jump host', () => {
		const one = socketPath('/run/x', { ...settings, proxyJump: 'bastion-a' });
		expect(one).toMatch(/^\/run\/x\/[0-9a-f]{40}$/);
		expect(socketPath('/run/x', { ...settings, proxyJump: 'bastion-b' })).not.toBe(one);
		expect(socketPath('/run/x', { ...settings, proxyJump: 'bastion-a' })).toBe(one);
	});
});

describe('which words are hosts', () => {
	const clientFor = (text: string) => {
		const userFile = join(directory.path, 'config');
		writeFileSync(userFile, text);
		return createSshClient({ env: {}, stateDirectory: directory.path, userFile });
	};

	test('those that a Host pattern names, with what is included, and not those of a bare *', async () => {
		writeFileSync(join(directory.path, 'more'), 'Host db?\n');
		const client = clientFor(
			`Include ${join(directory.path, 'more')}\nHost web* !web9\n\tUser anna\nHost *\n\tPort 22\n`,
		);
		expect(await Promise.all(['web1', 'db1', 'web9', 'other'].map(client.isListed))).toEqual([
			true,
			true,
			false,
			false,
		]);
	});

	test('names to choose from are those without patterns', async () => {
		writeFileSync(join(directory.path, 'more'), 'Host "db1" db2 db*\n# Host no\n');
		const client = clientFor(`Host web1\nInclude ${join(directory.path, 'more')}\nHost=web2 !web3 *\nHostName x\n`);
		expect(await client.hostNames()).toEqual(['web1', 'web2', 'db1', 'db2']);
	});

	test('a configuration that ssh does not take names none', async () => {
		const client = clientFor('Nonsense yes\nHost web1\n');
		expect(await client.isListed('web1')).toBe(false);
		expect(await client.hostNames()).toEqual([]);
	});
});

test('waiting before each attempt grows up to a limit, and is never the same for all', () => {
	expect([1, 2, 3, 10, 1000].map((attempt) => backoffMs(attempt, 1))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
	expect([1, 2, 3, 10].map((attempt) => backoffMs(attempt, 0))).toEqual([500, 1000, 2000, 30_000]);
});

test('so many sign-ins at a time go to one server, and others do not wait for it', async () => {
	const gate = createConnectGate(2);
	const release: Array<() => void> = [];
	let most = 0;
	let running = 0;
	const task = async () => {
		most = Math.max(most, ++running);
		await new Promise<void>((resolve) => release.push(resolve));
		running--;
	};
	const all = [1, 2, 3, 4, 5].map(() => gate.pass('bastion', task));
	await expect(gate.pass('other', async () => 'at once')).resolves.toBe('at once');
	while (release.length > 0) {
		release.shift()?.();
		await new Promise(setImmediate);
	}
	await Promise.all(all);
	expect(most).toBe(2);
});

test('the first through a jump host goes alone, and those behind it together', async () => {
	const gate = createConnectGate(2);
	const started: string[] = [];
	const releases = new Map<string, () => void>();
	const task = (name: string) => () => {
		started.push(name);
		return new Promise<void>((resolve) => void releases.set(name, resolve));
	};
	const all = ['a', 'b', 'c', 'd'].map((name) => gate.pass('bastion', task(name), true));
	await new Promise(setImmediate);
	expect(started).toEqual(['a']);
	releases.get('a')?.();
	await new Promise(setImmediate);
	expect(started).toEqual(['a', 'b', 'c']);
	for (const name of ['b', 'c', 'd']) {
		await new Promise(setImmediate);
		releases.get(name)?.();
	}
	await Promise.all(all);
});

test('a sign-in that throws gives its place to the next', async () => {
	const gate = createConnectGate(1);
	await expect(gate.pass('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
	await expect(gate.pass('x', async () => 'yes')).resolves.toBe('yes');
});

test.each([
	`it's`,
	'$(id)',
	'`id`',
	'\\',
	'a"b',
	'é 漢',
	'-n',
	'%s %b \\0101',
])('the shell gives %j back as it was', (word) => {
	for (const shell of ['/bin/sh', '/bin/bash']) {
		const printed = execFileSync(shell, ['-c', `printf '%s' ${shellWord(word)}`], { encoding: 'utf8' });
		expect(printed).toBe(word);
	}
});

describe('programs that copy', () => {
	const transfer = {
		direction: 'put',
		local: '/home/a b',
		remote: 'x "y\\',
		isResumed: false,
		socketPath: '/run/a b/c',
	} as const;

	test('can go over the shared connection only', () => {
		expect(sftpCommand(transfer).args).toEqual(
			expect.arrayContaining(['ControlPath="/run/a b/c"', 'ControlMaster=no', 'ProxyCommand=false']),
		);
		const rsync = rsyncCommand(transfer).args;
		expect(rsync[rsync.indexOf('-e') + 1]).toBe(
			"ssh -F /dev/null -S '/run/a b/c' -o ControlMaster=no -o ProxyCommand=false -o BatchMode=yes",
		);
		expect(rsync.slice(-3)).toEqual(['--', '/home/a b', 'host:x "y\\']);
	});

	test('sftp is told names in its own quotes', () => {
		expect(sftpLine(transfer)).toBe('put -p "/home/a b" "x \\"y\\\\"\n');
		expect(sftpLine({ ...transfer, isResumed: true })).toMatch(/^reput -p /);
	});
});
