#!/usr/bin/env bash
# A throw-away host with a real systemd as PID 1, for tests. It lives in namespaces of its own and sees this machine's root
# through an overlay in memory: packages and Node are there, this checkout too (read-only), and nothing that is written
# reaches the machine.
#
#   systemd-host.sh up NAME        boots it; prints the PID of its init once systemd takes commands
#   systemd-host.sh run NAME CMD…  runs a command inside
#   systemd-host.sh down NAME      ends it and removes its traces
#
# Needs root, unshare and nsenter (util-linux), systemd, and a cgroup2 mount. What it has not: memory and CPU controllers
# (systemctl shows "[not set]"), udev, gettys, timers. Its network is the machine's own, so no unit with a port is enabled.
set -euo pipefail
# Not everybody's PATH has what only root uses: pivot_root.
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

action=$1 name=$2
shift 2
state=${TMPDIR:-/tmp}/opsdash-systemd-hosts/$name
checkout=$(cd "$(dirname "$0")/../.." && pwd)

find_cgroup_root() {
	local mount
	for mount in /sys/fs/cgroup /sys/fs/cgroup/unified; do
		[ "$(stat -f -c %T "$mount" 2>/dev/null)" = cgroup2fs ] && echo "$mount" && return
	done
	echo "no cgroup2 mount" >&2
	return 1
}

# Runs as the first process of the new namespaces and becomes systemd.
boot() {
	local host=$1 checkout=$2 scratch=/mnt root=/mnt/root part device
	mount -t tmpfs -o size=256m,mode=755 tmpfs "$scratch"
	mkdir "$scratch/changes" "$scratch/work" "$root"
	mount -t overlay -o "lowerdir=/,upperdir=$scratch/changes,workdir=$scratch/work" overlay "$root"

	mount -t proc proc "$root/proc"
	mount -t sysfs -o ro sysfs "$root/sys"
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
	for part in run dev tmp; do mount -t tmpfs -o mode=755 tmpfs "$root/$part"; done
	chmod 1777 "$root/tmp"
	# The overlay shows one file system, and hides what lies in /tmp: the checkout may be on another, or there.
	mkdir -p "$root$checkout"
	mount --bind "$checkout" "$root$checkout"
	mount -o remount,bind,ro "$root$checkout"
	# The kernel's own settings are the machine's: nothing in here may change them.
	mount --bind "$root/proc/sys" "$root/proc/sys"
	mount -o remount,bind,ro "$root/proc/sys"
	for device in null zero full random urandom tty; do
		: >"$root/dev/$device"
		mount --bind "/dev/$device" "$root/dev/$device"
	done
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
	ln -s pts/ptmx "$root/dev/ptmx"

	hostname "$host"
	echo "$host" >"$root/etc/hostname"
	: >"$root/etc/machine-id"
	: >"$root/etc/fstab"
	# Only what a test starts shall run.
	rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/rc?.d
	mkdir -p "$root/etc/rc2.d" "$root/etc/rc3.d"
	for part in systemd-sysctl systemd-modules-load systemd-udevd systemd-udev-trigger systemd-resolved systemd-networkd; do
		ln -sf /dev/null "$root/etc/systemd/system/$part.service"
	done
	ln -sf /dev/null "$root/etc/systemd/system/getty.target"

	mkdir "$root/.before"
	cd "$root"
	pivot_root . .before
	umount -l /.before
	exec env -i container=opsdash-test PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
}

inside() {
	nsenter --target "$(cat "$state/init")" --mount --pid --uts --ipc --cgroup -- "$@"
}

case $action in
up)
	groups=$(find_cgroup_root)
	mkdir -p "$state"
	# What does not come up leaves nothing behind.
	trap '[ $? -eq 0 ] || "$0" down "$name"' EXIT
	# Its own control group: without one, stopping a unit in here could end processes of the machine.
	mkdir -p "$groups/opsdash-test-$name"
	export -f boot
	(
		echo "$BASHPID" >"$groups/opsdash-test-$name/cgroup.procs"
		exec setsid unshare --fork --pid --mount --uts --ipc --cgroup --kill-child --propagation private \
			bash -c 'set -e; boot "$1" "$2"' boot "$name" "$checkout" </dev/null >"$state/console" 2>&1
	) &
	outer=$!
	init=
	for _ in $(seq 1 250); do
		read -r init _ <"/proc/$outer/task/$outer/children" 2>/dev/null || true
		[ -n "$init" ] && break
		sleep 0.02
	done
	[ -n "$init" ] || { cat "$state/console" >&2; exit 1; }
	echo "$init" >"$state/init"
	for _ in $(seq 1 300); do
		[ -d "/proc/$init" ] || { cat "$state/console" >&2; exit 1; }
		answer=$(inside systemctl is-system-running 2>/dev/null || true)
		case $answer in running | degraded) echo "$init"; exit 0 ;; esac
		sleep 0.1
	done
	echo "systemd of $name is still '$answer' after 30 s" >&2
	exit 1
	;;
run)
	exec nsenter --target "$(cat "$state/init")" --mount --pid --uts --ipc --cgroup -- "$@"
	;;
down)
	groups=$(find_cgroup_root)
	if [ -s "$state/init" ]; then kill -KILL "$(cat "$state/init")" 2>/dev/null || true; fi
	# It is PID 1 in there: all others end with it.
	for _ in $(seq 1 50); do
		if find "$groups/opsdash-test-$name" -depth -type d -exec rmdir {} + 2>/dev/null; then break; fi
		[ -d "$groups/opsdash-test-$name" ] || break
		sleep 0.1
	done
	rm -rf "$state"
	;;
*)
	echo "up, run or down, not $action" >&2
	exit 2
	;;
esac
