#!/usr/bin/env bash
# A throw-away host without systemd for tests of other service managers: OpenRC, runit, supervisord, init scripts. It lives in
# namespaces of its own, with a network of its own (loopback alone), and sees this machine's root through an overlay in memory:
# packages, Node and this checkout (read-only) are there, and nothing that is written reaches the machine.
#
#   managers-host.sh up NAME [openrc]      boots it; with openrc that package is unpacked in there, for it conflicts with
#                                          the machine's own and is never installed. /etc/init.d and /etc/service are empty.
#   managers-host.sh start NAME MANAGER    openrc, runit or supervisord, with what lies in /etc by then
#   managers-host.sh run NAME CMD…         runs a command inside
#   managers-host.sh down NAME             ends it and removes its traces
#
# Needs root, unshare and nsenter (util-linux), and packages downloaded by download-packages.sh.
set -euo pipefail
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

action=$1 name=$2
shift 2
state=${TMPDIR:-/tmp}/opsdash-managers-hosts/$name
checkout=$(cd "$(dirname "$0")/../.." && pwd)
packages=${OPSDASH_TEST_PACKAGES:-/tmp/opsdash-test-packages}

# Runs as the first process of the new namespaces, and stays: whatever loses its parent in there is its child.
boot() {
	local host=$1 checkout=$2 state=$3 packages=$4 scratch=/mnt root=/mnt/root part device package
	shift 4
	exec 9>"$state/ready"
	mount -t tmpfs -o size=256m,mode=755 tmpfs "$scratch"
	mkdir "$scratch/changes" "$scratch/work" "$root" "$scratch/packages"
	mount -t overlay -o "lowerdir=/,upperdir=$scratch/changes,workdir=$scratch/work" overlay "$root"
	for package in "$@"; do cp "$packages/$package"_*.deb "$scratch/packages/"; done

	mount -t proc proc "$root/proc"
	for part in run dev tmp; do mount -t tmpfs -o mode=755 tmpfs "$root/$part"; done
	chmod 1777 "$root/tmp"
	mkdir -p "$root$checkout"
	mount --bind "$checkout" "$root$checkout"
	mount -o remount,bind,ro "$root$checkout"
	for device in null zero full random urandom tty; do
		: >"$root/dev/$device"
		mount --bind "/dev/$device" "$root/dev/$device"
	done
	mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/lock"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"

	# Only what a test brings: neither services nor settings and records of this program on this machine.
	rm -rf "$root/etc/opsdash" "$root/var/lib/opsdash"
	rm -rf "$root"/etc/rc?.d "$root/etc/init.d" "$root/etc/service" "$root/etc/sv" "$root/etc/supervisor"
	mkdir -p "$root/etc/init.d" "$root/etc/service" "$root/etc/sv" "$root/etc/supervisor/conf.d" "$root/etc/rc2.d"
	for package in "$scratch"/packages/*.deb; do
		[ -e "$package" ] || continue
		# Directories that are links on this machine (/lib, /sbin) stay links.
		dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
	done
	[ $# -eq 0 ] || chroot "$root" ldconfig

	hostname "$host"
	ip link set lo up 2>/dev/null || true
	cd "$root"
	mkdir .before
	pivot_root . .before
	umount -l /.before
	export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	echo up >&9
	exec 9>&-
	sleep infinity &
	wait
}

inside() {
	nsenter --target "$(cat "$state/init")" --mount --pid --uts --ipc --net -- "$@"
}

case $action in
up)
	mkdir -p "$state"
	trap '[ $? -eq 0 ] || "$0" down "$name"' EXIT
	libraries=()
	for manager in "$@"; do [ "$manager" != openrc ] || libraries=(libeinfo1 librc1 openrc); done
	export -f boot
	(
		exec setsid unshare --fork --pid --mount --uts --ipc --net --kill-child --propagation private \
			bash -c 'set -e; boot "$@"' boot "$name" "$checkout" "$state" "$packages" "${libraries[@]}" \
			</dev/null >"$state/console" 2>&1
	) &
	outer=$!
	echo "$outer" >"$state/outer"
	for _ in $(seq 1 500); do
		init=
		read -r init _ <"/proc/$outer/task/$outer/children" 2>/dev/null || true
		[ -z "$init" ] || echo "$init" >"$state/init"
		[ ! -s "$state/ready" ] || break
		[ -d "/proc/$outer" ] || { cat "$state/console" >&2; exit 1; }
		sleep 0.02
	done
	[ -s "$state/ready" ] || { cat "$state/console" >&2; exit 1; }
	;;
start)
	case $1 in
	openrc)
		inside mkdir -p /run/openrc
		inside touch /run/openrc/softlevel
		inside openrc default >/dev/null 2>&1
		;;
	runit) inside sh -c 'setsid runsvdir -P /etc/service </dev/null >/dev/null 2>&1 &' ;;
	supervisord) inside supervisord -c /etc/supervisor/supervisord.conf ;;
	*) echo "openrc, runit or supervisord, not $1" >&2; exit 2 ;;
	esac
	;;
run)
	exec nsenter --target "$(cat "$state/init")" --mount --pid --uts --ipc --net -- "$@"
	;;
down)
	if [ -s "$state/init" ]; then kill -KILL "$(cat "$state/init")" 2>/dev/null || true; fi
	rm -rf "$state"
	;;
*)
	echo "up, start, run or down, not $action" >&2
	exit 2
	;;
esac
