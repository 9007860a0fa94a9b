/** Roots for hosts that have little: made where the hosts of ssh-hosts.ts live, for `ChrootDirectory`. */

import type { SshHosts } from './ssh-hosts.ts';

export type SmallRoot = {
	/** `ChrootDirectory /srv/NAME` */
	readonly name: string;
	/** Lines of bash that change it; `$r` is its path. */
	readonly changes?: readonly string[];
	readonly procOptions?: string;
};

/** Nothing but busybox, its libraries, /proc and /dev; owned by root, as sshd wants it. */
function linesOf({ name, changes = [], procOptions }: SmallRoot): readonly string[] {
	return [
		`r=/srv/${name}; mkdir -p $r`,
		`mount -t tmpfs -o mode=755,size=4m none $r`,
		`mkdir -p $r/bin $r/lib $r/lib64 $r/usr/lib $r/proc $r/dev $r/etc $r/tmp; chmod 1777 $r/tmp`,
		`for d in lib lib64 usr/lib; do mount --rbind /$d $r/$d; done`,
		`mount -t proc ${procOptions === undefined ? '' : `-o ${procOptions}`} proc $r/proc; mount --rbind /dev $r/dev`,
		`cp "$(command -v busybox)" $r/bin/busybox`,
		`for a in $(busybox --list); do [ -e $r/bin/$a ] || ln -s busybox $r/bin/$a; done`,
		...changes,
	];
}

export async function makeSmallRoots(hosts: Pick<SshHosts, 'inside'>, roots: readonly SmallRoot[]): Promise<void> {
	const lines = ['mount -t tmpfs -o mode=755 none /srv', ...roots.flatMap(linesOf)];
	for (const line of lines) {
		const status = await hosts.inside(line);
		if (status !== 0) throw new Error(`status ${status}: ${line}`);
	}
}
