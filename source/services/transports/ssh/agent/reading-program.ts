/**
 * The part of the agent that reads: functions of sh, each answering one kind of request. They run in a background shell of their own, so what
 * they set is gone afterwards. `$rest` are the words of the request as they came, `$mark` its mark, `$nl` a newline.
 */
export const readingProgram = `
read_many() {
	max=$1
	shift
	case $rest in *'\\'*)
		count=$#
		while [ "$count" -gt 0 ]; do
			take "$1"
			shift
			set -- "$@" "$value"
			count=$((count - 1))
		done
		;;
	esac
	{
		why=$(grep -aH -- '' "$@" , 2>&1 >&4)
		echo "$mark err"
		say "$why"
	} 4>&1 | head -c "$max"
}

read_slow() {
	max=$1
	shift
	case $form in
	many)
		grep -aH --line-buffered '' "$@" 2>&1
		;;
	each)
		for word in "$@"; do
			take "$word"
			if ! [ -e "$value" ]; then
				became=missing
			elif ! [ -r "$value" ]; then
				became=denied
			elif head -c "$max" -- "$value" 2>/dev/null; then
				became=read
			else
				became=failed
			fi
			echo "$mark $became"
		done
		;;
	probe)
		grep -aH --line-buffered '' /dev/null >/dev/null 2>&1
		if [ $? -le 1 ]; then
			echo many
		elif [ "$(grep -ac '' /proc/self/cmdline)" -gt 1 ]; then
			echo split
		fi
		;;
	esac
}

list() {
	take "$1"
	if ! [ -d "$value" ]; then
		if [ -e "$value" ]; then echo "$mark state failed"; else echo "$mark state missing"; fi
	elif ! [ -r "$value" ] || ! [ -x "$value" ]; then
		echo "$mark state denied"
	elif command -v find >/dev/null; then
		find "$value/." -maxdepth 1 -mindepth 1 -print0 2>/dev/null
	else
		cd "$value" 2>/dev/null && ls -1a
	fi
}

links() {
	case $rest in *'\\'*)
		count=$#
		while [ "$count" -gt 0 ]; do
			take "$1"
			shift
			set -- "$@" "$value"
			count=$((count - 1))
		done
		;;
	esac
	{
		why=$(find "$@" -maxdepth 0 -printf '%p\\0%l\\0' 2>&1 >&4)
		status=$?
		case $why in *-printf* | *'not found'* | *'not an'*)
			why=$(ls -lnd -- "$@" 2>&1 >&4)
			status=$?
			;;
		esac
		echo "$mark status $status"
		echo "$mark err"
		say "$why"
	} 4>&1
}

run() {
	take "$1"
	feed=$value
	shift
	count=$#
	while [ "$count" -gt 0 ]; do
		take "$1"
		shift
		set -- "$@" "$value"
		count=$((count - 1))
	done
	case $1 in
	*/*) [ -e "$1" ] || missing=yes ;;
	*) command -v -- "$1" >/dev/null 2>&1 || missing=yes ;;
	esac
	if [ -n "$missing" ]; then
		echo "$mark missing"
		return
	fi
	{
		{
			if [ -n "$feed" ]; then
				put "$feed" | (exec "$@") 2>&1 >&4 4>&-
			else
				(exec "$@") 2>&1 >&4 4>&-
			fi
			echo "$mark x $?" >&4
		} | {
			while IFS= read -r line || [ -n "$line" ]; do
				say "$mark e $line" >&4
			done
		}
	} 4>&1
}

scan() {
	letters=
	files=
	shift 3
	for word in "$@"; do
		case $word in
		[a-z]*) letters=$word ;;
		*)
			[ "$word" = 0 ] && word='[0-9]*'
			case $letters in *u*) files="$files /proc/$word/status" ;; esac
			case $letters in *s*) files="$files /proc/$word/statm" ;; esac
			case $letters in *i*) files="$files /proc/$word/io" ;; esac
			case $letters in *c*) files="$files /proc/$word/cgroup" ;; esac
			;;
		esac
	done
	set +f
	[ "$kind" = facts ] || set -- /proc/[0-9]*/stat
	{
		first=0
		if [ "$kind" = facts ]; then
			:
		elif [ $# -gt 20000 ]; then
			for word in "$@"; do echo "$word"; done | xargs grep -hs ''
			first=$?
		else
			grep -hs '' "$@"
			first=$?
		fi
		second=0
		if [ -n "$files" ]; then
			set -- $files
			if [ $# -gt 20000 ]; then
				for word in "$@"; do echo "$word"; done | xargs grep -aHs -e '^Uid' -e '^read_b' -e '^write_b' -e '^[0-9]' --
			else
				grep -aHs -e '^Uid' -e '^read_b' -e '^write_b' -e '^[0-9]' -- "$@"
			fi
			second=$?
		fi
		echo "+ $first $second"
	} | W=$rest awk "$scan_awk"
}

owners() {
	set +f
	{
		why=$(find /proc/[0-9]*/fd -lname 'socket:*' -printf '%h %l\\n' 2>&1 >&4)
		status=$?
		case $why in *-lname* | *-printf* | *'not found'* | *'unknown pred'*)
			why=$(ls -ln /proc/[0-9]*/fd 2>&1 >&4)
			status=$?
			;;
		esac
		say "$nl$why$nl+ $status" >&4
	} 4>&1 | awk "$owners_awk"
}
`;
