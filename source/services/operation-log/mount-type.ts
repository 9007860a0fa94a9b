import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Mount, parseMountinfo } from '../../parsers/mountinfo.ts';

/** Types of file systems that several machines may share: memory that one maps is not seen by the others. */
const networkTypes =
	/^(?:nfs\d?|cifs|smb\w*|ncpfs|afs|ceph|lustre|gpfs|9p|virtiofs|vboxsf|vmhgfs|ocfs2|gfs2|beegfs|orangefs|pvfs2|fuse(?:\..+)?)$/;

export type MountSources = {
	/** Text of /proc/self/mountinfo; null where there is none. */
	readonly mountinfo: string | null;
	/** Target of a symbolic link, null for what is none. Asked for places on local file systems only. */
	readonly readLink: (path: string) => string | null;
};

function attempt(read: () => string): string | null {
	try {
		return read();
	} catch {
		return null;
	}
}

function systemSources(): MountSources {
	return {
		mountinfo: attempt(() => readFileSync('/proc/self/mountinfo', 'utf8')),
		readLink: (path) => attempt(() => readlinkSync(path)),
	};
}

const maxLinks = 40;

/**
 * Whether a path lies on a network file system. The kernel's list of mounts tells it, and links are followed only while they lie
 * on local ones: statfs(2), or a look at the path itself, would wait for a server that is gone.
 */
export function isOnNetwork(path: string, sources: MountSources = systemSources()): boolean {
	if (sources.mountinfo === null) return false;
	const mounts = parseMountinfo(sources.mountinfo).records;
	let rest = resolve(path).split('/').filter(Boolean);
	let done = '/';
	for (let links = 0; ; ) {
		const [name, ...after] = rest;
		if (name === undefined) return networkTypes.test(mountOf(done, mounts)?.type ?? '');
		const next = join(done, name);
		const isNetwork = networkTypes.test(mountOf(next, mounts)?.type ?? '');
		const target = isNetwork || links >= maxLinks ? null : sources.readLink(next);
		rest = after;
		if (target === null) {
			done = next;
			continue;
		}
		links++;
		const whole = isAbsolute(target) ? target : join(dirname(next), target);
		rest = [...whole.split('/').filter(Boolean), ...after];
		done = '/';
	}
}

/** The mount that a path without links lies on: the longest mount point before it, the latest of those at one place. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
	let found: Mount | null = null;
	for (const mount of mounts) {
		const { mountPoint } = mount;
		const isBefore = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
		if (isBefore && mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
	}
	return found;
}
