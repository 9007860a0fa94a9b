import type { Mount } from '../../../parsers/mountinfo.ts';

/** Kernel interfaces that look like file systems: they hold nothing, so nobody asks how full they are. */
const pseudoTypes = new Set(
	`autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts efivarfs fuse.portal fusectl hugetlbfs mqueue nfsd none nsfs
	 pipefs proc pstore rpc_pipefs securityfs selinuxfs smackfs sockfs sysfs tracefs xenfs`.split(/\s+/),
);

/** Served over a network, or by a process that may be stopped: asking them may never end. */
const remoteTypes = new Set(
	`9p acfs afs beegfs ceph cifs coda davfs exfat-fuse fuse fuseblk gfs gfs2 glusterfs gpfs ibrix lustre lustre_lite ncp ncpfs nfs nfs4
	 ocfs2 orangefs panfs pvfs2 smb2 smb3 smbfs snfs vboxsf virtiofs vmhgfs vxfs`.split(/\s+/),
);

export function isPseudo(mount: Mount): boolean {
	return pseudoTypes.has(mount.type);
}

/** True for what may never answer: by its type, by a source such as `server:/export`, or since its path leads through one. */
export function isRemote(mount: Mount, mounts: ReadonlyMap<number, Mount>): boolean {
	if (mount.type === 'autofs') return false;
	if (remoteTypes.has(mount.type) || mount.type.startsWith('fuse.')) return true;
	if (/^\/\/|^[\w.[\]:-]+:\//.test(mount.source) && mount.type !== 'zfs') return true;
	const parent = mounts.get(mount.parentId);
	return parent !== undefined && parent.id !== mount.id && parent.type !== 'autofs' && isRemoteChain(parent, mounts);
}

/** A chain is as long as directories are deep; the limit stands against a table that runs in a circle. */
function isRemoteChain(start: Mount, mounts: ReadonlyMap<number, Mount>): boolean {
	let mount: Mount | undefined = start;
	for (let depth = 0; mount !== undefined && depth < 64; depth += 1) {
		if (remoteTypes.has(mount.type) || mount.type.startsWith('fuse.')) return true;
		const parent: Mount | undefined = mounts.get(mount.parentId);
		mount = parent === mount ? undefined : parent;
	}
	return false;
}

/** Mounts that a path can reach: not those that a later mount lies over. */
export function selectReachable(mounts: readonly Mount[]): readonly Mount[] {
	const children = Map.groupBy(mounts, (mount) => mount.parentId);
	const covered = new Set<number>();
	for (const mount of mounts) {
		const onTop = (children.get(mount.id) ?? []).some((each) => each !== mount && each.mountPoint === mount.mountPoint);
		const around = (children.get(mount.parentId) ?? []).some(
			(each) =>
				each.id !== mount.id &&
				mount.mountPoint.startsWith(each.mountPoint === '/' ? '/' : `${each.mountPoint}/`) &&
				each.mountPoint !== '/',
		);
		if (onTop || around) covered.add(mount.id);
	}
	return mounts.filter((mount) => !covered.has(mount.id));
}

/**
 * What df would list: each file system once, at the place nearest to its root (bind mounts go), but every remote source and
 * every btrfs subvolume by itself.
 */
export function selectDistinct(mounts: readonly Mount[]): readonly Mount[] {
	const kept = new Map<string, Mount>();
	for (const mount of mounts) {
		const key = keyOf(mount);
		const before = kept.get(key);
		if (before === undefined || isBetter(mount, before)) kept.set(key, mount);
	}
	const chosen = new Set(kept.values());
	return mounts.filter((mount) => chosen.has(mount));
}

function keyOf(mount: Mount): string {
	const subvolume = mount.superOptions.find((option) => option.startsWith('subvolid=')) ?? '';
	const source = remoteTypes.has(mount.type) ? mount.source : '';
	return [mount.device, subvolume, source].join(' ');
}

/** As df's filter_mount_list: a real device wins, then what is nearer to the root of the host and of the file system. */
function isBetter(mount: Mount, before: Mount): boolean {
	if (mount.source.includes('/') !== before.source.includes('/')) return mount.source.includes('/');
	return mount.mountPoint.length < before.mountPoint.length && mount.root.length <= before.root.length;
}
