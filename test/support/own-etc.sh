#!/bin/bash
# Runs a command in a mount namespace of its own, with an /etc that can be written and goes with it: users, groups, sudoers
# and /etc/opsdash of a test, none of which reaches the machine. Needs root and util-linux.
#
#   own-etc.sh SETUP USER COMMAND…    SETUP is a shell script, sourced as root before COMMAND runs as USER
set -euo pipefail
if [ -z "${OWN_ETC:-}" ]; then
	export OWN_ETC=1
	exec unshare --mount --propagation private "$0" "$@"
fi
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
setup=$1 user=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/changes /mnt/work
mount -t overlay -o lowerdir=/etc,upperdir=/mnt/changes,workdir=/mnt/work overlay /etc
# shellcheck disable=SC1090
. "$setup" >&2
unset OWN_ETC
cd /
exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"
