#!/usr/bin/env bash
# Runs real sshd's in namespaces of their own: a PID namespace, so that all of them end with this script, and a mount
# namespace, where the users of DIR/passwd and DIR/shadow exist. Nothing on the machine is changed.
#
#   ssh-hosts.sh DIR      each DIR/hosts/NAME holds an sshd_config; its log goes to DIR/hosts/NAME/log
#
# Lines on stdin are run inside, each answered with "done STATUS"; the end of stdin ends everything. Needs root,
# openssh-server and unshare. The network is the machine's own: the configurations listen on loopback addresses.
set -euo pipefail
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

serve() {
	local directory=$1 file line status
	# Over all of /etc: a mount over one file is lost when somebody on the machine replaces that file.
	mount -t tmpfs -o mode=755 tmpfs "$directory/etc"
	mkdir "$directory/etc/changes" "$directory/etc/work"
	mount -t overlay -o "lowerdir=/etc,upperdir=$directory/etc/changes,workdir=$directory/etc/work" overlay /etc
	for file in passwd shadow group; do cat "$directory/$file" >"/etc/$file"; done
	mount -t tmpfs -o mode=755 tmpfs /run/sshd
	for file in "$directory"/hosts/*/sshd_config; do start "${file%/sshd_config}"; done
	while IFS= read -r line; do
		status=0
		eval "$line" </dev/null || status=$?
		echo "done $status"
	done
}

start() {
	"$(command -v sshd)" -D -e -f "$1/sshd_config" </dev/null >>"$1/log" 2>&1 &
	echo $! >"$1/pid"
}

# Everything that belongs to one sshd: itself and what it started.
processes() {
	local pid child
	pid=$(cat "$directory/hosts/$1/pid")
	echo "$pid"
	descend "$pid"
}

descend() {
	local child
	for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
		echo "$child"
		descend "$child"
	done
}

if [ "${2:-}" = inside ]; then
	serve "$1"
else
	mkdir -p /run/sshd
	exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private bash "$0" "$1" inside
fi
