/** Real sshd's for tests, see ssh-hosts.sh. Needs root, openssh-server and unshare. */

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openTemporaryDirectory } from './program.ts';

const script = fileURLToPath(new URL('./ssh-hosts.sh', import.meta.url));

export const sshRequirements = { root: true, packages: ['openssh-server', 'util-linux', 'openssl'] } as const;

export type SshHostOptions = {
	readonly name: string;
	/** `/bin/sh` unless told. */
	readonly loginShell?: string;
	/** Start-up files of the login shell by their path in the home directory. */
	readonly files?: Readonly<Record<string, string>>;
	readonly banner?: string;
	/** Accepts this password, and no key. */
	readonly password?: string;
	/** More lines of its sshd_config: `MaxSessions 1`. */
	readonly sshd?: readonly string[];
	/** More lines of the client's configuration. */
	readonly client?: readonly string[];
	/** Name of the host to go through. */
	readonly through?: string;
	/** What the client knows of its key: the right one unless told. */
	readonly knownKey?: 'right' | 'wrong' | 'none';
};

/** What sshd logs when a connection has ended: it depends on whether the client's last word was read. */
export const connectionEnd = /Disconnected from user|Connection (?:closed|reset) by user/;

export type SshHosts = AsyncDisposable & {
	readonly directory: string;
	/** The client's configuration, for `-F`. */
	readonly configFile: string;
	readonly knownHostsFile: string;
	/** Where it listens. */
	addressOf(name: string): { readonly host: string; readonly port: number };
	/** Adds a way to a host to the client's configuration: through a relay. */
	addAlias(alias: string, name: string, lines: readonly string[]): void;
	/** What its sshd wrote so far. */
	logOf(name: string): string;
	/** Waits until that log holds `text` at least `times` times. */
	waitForLog(name: string, text: string | RegExp, times?: number): Promise<void>;
	/** Runs a line of bash among the hosts' processes; the functions of ssh-hosts.sh are there. Answers its status. */
	inside(line: string): Promise<number>;
	/** Stops every process of a host from running, or lets them go on. */
	signal(name: string, signal: 'STOP' | 'CONT' | 'KILL'): Promise<void>;
	/** Starts its sshd again after a KILL. */
	restart(name: string): Promise<void>;
	stop(): Promise<void>;
};

const firstUid = 64_100;
const port = 22_022;

function makeKey(path: string): string {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
	return readFileSync(`${path}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ');
}

/** An address that no other test process uses: its PID stands in it. */
function addressFor(index: number): string {
	return `127.${100 + index}.${(process.pid >> 8) & 255}.${process.pid & 255}`;
}

function userOf(name: string): string {
	return `t-${name}`;
}

function sshdConfig(directory: string, index: number, { name, banner, password, sshd = [] }: SshHostOptions): string {
	const own = join(directory, 'hosts', name);
	return [
		// The first value counts.
		...sshd,
		`ListenAddress ${addressFor(index)}:${port}`,
		`HostKey ${own}/host_key`,
		`PidFile none`,
		'UsePAM no',
		'StrictModes no',
		'LogLevel VERBOSE',
		`AuthorizedKeysFile ${password === undefined ? join(directory, 'id.pub') : 'none'}`,
		`PasswordAuthentication ${password === undefined ? 'no' : 'yes'}`,
		'KbdInteractiveAuthentication no',
		'Subsystem sftp internal-sftp',
		...(banner === undefined ? [] : [`Banner ${own}/banner`]),
		'',
	].join('\n');
}

function clientConfig(directory: string, address: string, options: SshHostOptions): string {
	const { name, password, through, client = [] } = options;
	return [
		`Host ${name}`,
		...client.map((line) => `\t${line}`),
		`\tHostName ${address}`,
		`\tPort ${port}`,
		`\tUser ${userOf(name)}`,
		...(password === undefined ? [`\tIdentityFile ${join(directory, 'id')}`, '\tIdentitiesOnly yes'] : []),
		...(through === undefined ? [] : [`\tProxyJump ${through}`]),
		'',
	].join('\n');
}

function makeHome(directory: string, uid: number, { name, files = {} }: SshHostOptions): string {
	const home = join(directory, 'hosts', name, 'home');
	mkdirSync(home);
	chownSync(home, uid, uid);
	for (const [path, text] of Object.entries(files)) {
		const file = join(home, path);
		mkdirSync(join(file, '..'), { recursive: true });
		writeFileSync(file, text);
	}
	return home;
}

/** What stands in the machine's user database, and the hosts' users. */
function writeUsers(directory: string, hosts: readonly SshHostOptions[]): void {
	const lines = { passwd: '', shadow: '', group: '' };
	for (const [index, host] of hosts.entries()) {
		const uid = firstUid + index;
		const user = userOf(host.name);
		const home = makeHome(directory, uid, host);
		const hash =
			host.password === undefined
				? '*'
				: execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: host.password }).toString().trim();
		lines.passwd += `${user}:x:${uid}:${uid}::${home}:${host.loginShell ?? '/bin/sh'}\n`;
		lines.shadow += `${user}:${hash}:20000:0:99999:7:::\n`;
		lines.group += `${user}:x:${uid}:\n`;
	}
	for (const [file, added] of Object.entries(lines)) {
		const path = join(directory, file);
		writeFileSync(path, readFileSync(`/etc/${file}`, 'utf8').trimEnd().concat('\n', added));
		chmodSync(path, statSync(`/etc/${file}`).mode);
	}
}

function writeHost(directory: string, index: number, host: SshHostOptions): string {
	const own = join(directory, 'hosts', host.name);
	const key = makeKey(join(own, 'host_key'));
	const known = host.knownKey === 'wrong' ? makeKey(join(own, 'other_key')) : key;
	writeFileSync(join(own, 'sshd_config'), sshdConfig(directory, index, host));
	if (host.banner !== undefined) writeFileSync(join(own, 'banner'), host.banner);
	return host.knownKey === 'none' ? '' : `[${addressFor(index)}]:${port},${host.name} ${known}\n`;
}

/** The bash among the hosts: one line at a time, each answered. */
function commandLine(child: ChildProcessWithoutNullStreams): (line: string) => Promise<number> {
	const answers: Array<(status: number) => void> = [];
	createInterface({ input: child.stdout }).on('line', (line) => {
		const status = /^done (\d+)$/.exec(line)?.[1];
		if (status !== undefined) answers.shift()?.(Number(status));
	});
	return (line) =>
		new Promise((resolve, reject) => {
			if (child.exitCode !== null) reject(new Error('the ssh hosts have ended'));
			answers.push(resolve);
			child.stdin.write(`${line}\n`);
		});
}

export async function startSshHosts(hosts: readonly SshHostOptions[]): Promise<SshHosts> {
	const temporary = openTemporaryDirectory();
	const directory = temporary.path;
	chmodSync(directory, 0o755);
	makeKey(join(directory, 'id'));
	mkdirSync(join(directory, 'etc'));
	for (const { name } of hosts) mkdirSync(join(directory, 'hosts', name), { recursive: true });
	writeUsers(directory, hosts);
	const knownHostsFile = join(directory, 'known_hosts');
	writeFileSync(knownHostsFile, hosts.map((host, index) => writeHost(directory, index, host)).join(''));
	const configFile = join(directory, 'config');
	const every = `Host *\n\tUserKnownHostsFile ${knownHostsFile}\n\tGlobalKnownHostsFile /dev/null\n`;
	const entries = hosts.map((host, index) => clientConfig(directory, addressFor(index), host));
	const writeConfig = () => writeFileSync(configFile, [...entries, every].join('\n'));
	writeConfig();

	const child = spawn(script, [directory], { stdio: ['pipe', 'pipe', 'pipe'] });
	const complaints: Buffer[] = [];
	child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
	child.stdin.on('error', () => {});
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const inside = commandLine(child);
	const logFile = (name: string) => join(directory, 'hosts', name, 'log');
	const logOf = (name: string) => (existsSync(logFile(name)) ? readFileSync(logFile(name), 'utf8') : '');

	async function waitForLog(name: string, text: string | RegExp, times = 1): Promise<void> {
		const deadline = performance.now() + 20_000;
		while (logOf(name).split(text).length <= times) {
			if (performance.now() > deadline || child.exitCode !== null) {
				throw new Error(`${name} never logged "${text}": ${logOf(name)}${Buffer.concat(complaints)}`);
			}
			await pause(10);
		}
	}
	async function stop(): Promise<void> {
		child.stdin.end();
		const late = setTimeout(() => child.kill('SIGKILL'), 3000);
		await ended;
		clearTimeout(late);
		rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
	}
	const indexOf = (name: string) => hosts.findIndex((host) => host.name === name);

	try {
		for (const { name } of hosts) await waitForLog(name, 'Server listening');
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		directory,
		configFile,
		knownHostsFile,
		addressOf: (name) => ({ host: addressFor(indexOf(name)), port }),
		addAlias(alias, name, lines) {
			const host = hosts[indexOf(name)] ?? { name };
			const client = [...lines, `HostKeyAlias ${name}`, ...(host.client ?? [])];
			entries.push(clientConfig(directory, addressFor(indexOf(name)), { ...host, client }).replace(name, alias));
			writeConfig();
		},
		logOf,
		waitForLog,
		inside,
		async signal(name, signal) {
			await inside(`kill -${signal} $(processes ${name})`);
		},
		async restart(name) {
			const before = logOf(name).split('Server listening').length;
			await inside(`start "$directory/hosts/${name}"`);
			await waitForLog(name, 'Server listening', before);
		},
		stop,
		[Symbol.asyncDispose]: stop,
	};
}
