/**
 * Runs one act in a session of its own, so that it goes on when the connection ends: what reads its output here goes on reading then, so
 * that the command is not ended by a closed pipe. Its identity stands in the environment of this shell, not in that of the command.
 *
 * Nothing is written on this host, so the outcome waits in the environment of a `sleep` that ends after ten minutes, or as soon as whoever
 * asked for the act has heard of it. An act that is bound to its connection leaves none.
 */
export const actProgram = `
mark=$OPSDASH_MARK id=$OPSDASH_ACT bound=$OPSDASH_BOUND
unset OPSDASH_MARK OPSDASH_ACT OPSDASH_BOUND
nl='
'
say() { printf '%s\\n' "$1"; }
case $KSH_VERSION in *MIRBSD*) say() { print -r -- "$1"; } ;; esac
trap '' PIPE
trap : HUP INT TERM
uptime() {
	IFS=' ' read -r seconds idle </proc/uptime
}
uptime
from=$seconds
exec 6>&1
{
	{
		(trap - PIPE; exec "$@") 2>&1 >&4 4>&- 6>&-
		status=$?
		uptime
		if [ "$bound" = no ]; then
			env OPSDASH_ACT="$id" OPSDASH_STATUS="$status" OPSDASH_FROM="$from" OPSDASH_TO="$seconds" sleep 600 </dev/null >/dev/null 2>&1 4>&- 6>&- &
			echo "$mark linger $!" >&6
		fi
		echo "$mark x $status" >&6
	} | {
		trap '' HUP INT TERM
		while IFS= read -r line || [ -n "$line" ]; do
			say "$mark e $line" >&6
		done
	}
} 4>&1 2>/dev/null | {
	trap '' HUP INT TERM
	cat >&6
	cat >/dev/null
}
echo "$mark end 0" >&6
`;
