// The programs that the console is measured beside, and the Debian packages they come in.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const opsdash = `'${fileURLToPath(new URL('../bin/opsdash', import.meta.url))}'`;

/** Each at a refresh of two seconds. */
export const peers = {
	top: 'top -d 2',
	htop: 'htop -d 20',
	// Two seconds are what it does by itself; older ones have no flag for it.
	btop: 'btop --utf-force',
	atop: 'atop 2',
	glances: 'glances -t 2',
};

const packages = {
	top: 'procps',
	ps: 'procps',
	htop: 'htop',
	btop: 'btop',
	atop: 'atop',
	glances: 'glances',
	ss: 'iproute2',
	nsenter: 'util-linux',
	unshare: 'util-linux',
	perl: 'perl',
	bash: 'bash',
	sshd: 'openssh-server',
};

/** Whether a program is on the PATH. */
export function isInstalled(program) {
	return `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(delimiter).some((directory) => {
		try {
			accessSync(join(directory, program), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/** Of these programs, those that are installed. */
export function presentPeers(...names) {
	return Object.fromEntries(names.filter(isInstalled).map((name) => [name, peers[name]]));
}

/** Debian packages of programs that are not there. */
export function missingPackages() {
	return [
		...new Set(
			Object.keys(packages)
				.filter((name) => !isInstalled(name))
				.map((name) => packages[name]),
		),
	];
}

/** What a row cannot be measured without; null when all is there. */
export function whatIsMissing({ programs = [], root = false }) {
	if (root && process.getuid?.() !== 0) return 'needs root, for a network namespace of its own';
	const missing = programs.filter((name) => !isInstalled(name));
	return missing.length === 0 ? null : `needs the Debian package ${missing.map((name) => packages[name]).join(', ')}`;
}
