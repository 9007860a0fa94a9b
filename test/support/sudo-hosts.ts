/** Hosts by ssh whose users may do this or that as root: sudoers, doas.conf and passwords of the test's own. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SshHostOptions, type SshHosts, startSshHosts } from './ssh-hosts.ts';

export const sudoHostRequirements = { root: true, packages: ['openssh-server', 'util-linux', 'sudo', 'opendoas'] };

export type SudoHost = SshHostOptions & {
	/** What sudo asks for. */
	readonly sudoPassword?: string;
};

/** @param rules sudoers of all hosts; the user of the host `web` is `t-web` */
export async function startSudoHosts(hosts: readonly SudoHost[], rules: readonly string[]): Promise<SshHosts> {
	const started = await startSshHosts(hosts);
	const write = (path: string, lines: readonly string[], mode: string) => {
		const text = Buffer.from(`${lines.join('\n')}\n`).toString('base64');
		return started.inside(`echo ${text} | base64 -d >${path} && chmod ${mode} ${path}`);
	};
	await write('/etc/sudoers', ['root ALL=(ALL) ALL', ...rules], '440');
	// Failed tries are answered without the usual pause.
	const pam = ['auth required pam_unix.so nodelay', 'account required pam_unix.so', 'session required pam_permit.so'];
	await write('/etc/pam.d/sudo', pam, '644');
	for (const { name, sudoPassword } of hosts) {
		if (sudoPassword === undefined) continue;
		const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: sudoPassword }).toString().trim();
		await started.inside(`sed -i 's|^t-${name}:[^:]*|t-${name}:${hash}|' /etc/shadow`);
	}
	return started;
}

/** Everything that was written below a directory: records, output of acts, debug files. */
export function writtenIn(directory: string): string {
	return readdirSync(directory, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
		.join('\n');
}

/** Command lines and environments of every process of this machine, hosts of tests included. */
export function shownByProcesses(): string {
	const texts: string[] = [];
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		for (const file of ['cmdline', 'environ']) {
			try {
				texts.push(readFileSync(`/proc/${pid}/${file}`, 'latin1'));
			} catch {
				// It has ended meanwhile.
			}
		}
	}
	return texts.join('\n');
}
