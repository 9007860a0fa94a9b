/** Hosts by ssh whose users may do this or that as root: sudoers, doas.conf and passwords of the test's own. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SshHostOptions, type SshHosts, startSshHosts } from './ssh-hosts.ts';

export const sudoHostRequirements = {
	root: true,
	packages: ['openssh-server', 'util-linux', 'sudo', 'opendoas', 'openssl'],
};

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
	await write('/etc/pam.d/doas', pam, '644');
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

/**
 * Command lines and environments of what this test started, hosts included, and of every ssh, sudo, doas and script. Not of all processes: one
 * that is stuck, of another test, would hold this one up.
 */
export function shownByProcesses(): string {
	const parents = new Map<string, string>();
	const named = new Set<string>();
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		const [, comm = '', parent = ''] = /\((.*)\) \S (\d+)/s.exec(readQuietly(`/proc/${pid}/stat`)) ?? [];
		parents.set(pid, parent);
		if (/^(?:ssh|sudo|doas|script)/.test(comm)) named.add(pid);
	}
	const isOwn = (pid: string | undefined): boolean =>
		pid !== undefined && (pid === String(process.pid) || isOwn(parents.get(pid)));
	const shown = [...parents.keys()].filter((pid) => named.has(pid) || isOwn(pid));
	return shown.flatMap((pid) => ['cmdline', 'environ'].map((file) => readQuietly(`/proc/${pid}/${file}`))).join('\n');
}

function readQuietly(path: string): string {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		// It has ended meanwhile.
		return '';
	}
}

/** Hosts that have doas, with these lines in its file, and no sudo; in the hosts' own namespace only. */
export async function putDoasForSudo(hosts: Pick<SshHosts, 'inside'>, rules: readonly string[]): Promise<void> {
	await hosts.inside(
		`printf '${rules.map((rule) => `${rule}\\n`).join('')}' >/etc/doas.conf; chmod 400 /etc/doas.conf`,
	);
	await hosts.inside('touch /etc/empty; chmod 644 /etc/empty; mount --bind /etc/empty /usr/bin/sudo');
}
