/** A host with a real systemd and its own sshd (see systemd-host.sh), signed in to as root by a key. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTemporaryDirectory } from './program.ts';
import { bootSystemdHost, type SystemdHost } from './systemd-host.ts';

export const sshSystemdRequirements = { root: true, packages: ['systemd', 'openssh-server'] } as const;

export type SshSystemdHost = {
	/** Its name in the client's configuration. */
	readonly name: string;
	readonly host: SystemdHost;
	/** The client's configuration, for `-F`. */
	readonly configFile: string;
	/** Where its sshd listens. */
	readonly address: { readonly host: string; readonly port: number };
	/** What ssh-keygen says of its key. */
	fingerprint(): Promise<string>;
	down(): Promise<void>;
};

const port = 22_023;

export async function bootSshSystemdHost(label: string, serverLines: readonly string[] = []): Promise<SshSystemdHost> {
	const temporary = openTemporaryDirectory();
	const directory = temporary.path;
	const address = `127.90.${(process.pid >> 8) & 255}.${process.pid & 255}`;
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'id')]);
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'host_key')]);
	const text = (name: string) => readFileSync(join(directory, name), 'utf8');
	const host = await bootSystemdHost(label);
	const server = [
		...serverLines,
		`ListenAddress ${address}:${port}`,
		'HostKey /etc/ssh/test_host_key',
		'AuthorizedKeysFile /etc/ssh/test_keys',
		'PermitRootLogin prohibit-password',
		'PasswordAuthentication no',
		'KbdInteractiveAuthentication no',
		'UsePAM yes',
		'Subsystem sftp internal-sftp',
		'',
	];
	const files = [
		['/etc/ssh/sshd_config', server.join('\n')],
		['/etc/ssh/test_host_key', text('host_key')],
		['/etc/ssh/test_keys', text('id.pub')],
	] as const;
	try {
		for (const [path, input] of files) await host.run('tee', [path], { input });
		await host.run('chmod', ['600', '/etc/ssh/test_host_key']);
		const started = await host.run('systemctl', ['start', 'ssh']);
		if (started.exitCode !== 0) throw new Error(`ssh did not start: ${started.stderr}`);
	} catch (error) {
		await host.down();
		temporary[Symbol.dispose]();
		throw error;
	}
	const key = text('host_key.pub').split(' ').slice(0, 2).join(' ');
	const knownHosts = join(directory, 'known_hosts');
	writeFileSync(knownHosts, `[${address}]:${port} ${key}\n`);
	const configFile = join(directory, 'config');
	const client = [
		`Host ${label}`,
		`\tHostName ${address}`,
		`\tPort ${port}`,
		'\tUser root',
		`\tIdentityFile ${join(directory, 'id')}`,
		'\tIdentitiesOnly yes',
		`\tUserKnownHostsFile ${knownHosts}`,
		'\tGlobalKnownHostsFile /dev/null',
		'',
	];
	writeFileSync(configFile, client.join('\n'));
	return {
		name: label,
		host,
		configFile,
		address: { host: address, port },
		fingerprint: async () => execFileSync('ssh-keygen', ['-lf', join(directory, 'host_key.pub')], { encoding: 'utf8' }),
		async down() {
			await host.down();
			temporary[Symbol.dispose]();
		},
	};
}
