import { actProgram } from './act-program.ts';
import { readingProgram } from './reading-program.ts';
import { ownersAwk, scanAwk } from './scan-program.ts';

/**
 * The program that serves a host: POSIX sh, run by its `/bin/sh` from stdin. Nothing is written there and no port is opened.
 *
 * It reads one request a line and sleeps in `read` otherwise. What takes time runs in the background, so that the end of the input is
 * noticed at once: then its whole process group is killed, whatever it is stuck in. A request is `MARK KIND WORDS…`. The mark is
 * random and comes with each request, never as an argument of a program, where every user of the host could read it. Words that are
 * not plain are octal-encoded and decoded into variables; nothing received is evaluated. An answer is bytes, interrupted by
 * `MARK WORD …` to the end of a line, wherever that begins, up to `MARK end STATUS`.
 *
 * - A command that asks something first (sudo) has `relay` at its stdin, which reads requests in the place of `main` until it was given the
 *   reply: a word of a request like any other, so in no argument of a program. Then stdin is closed. When the input ends, so does that stdin.
 *   Held processes are looked at by it meanwhile.
 * - No here-documents: shells write them to /tmp. No `local`. Descriptor 3 brings requests, 5 to 9 hold processes.
 * - mksh has no printf of its own, and some shells' echo reads backslashes: hence `say` and `decode`. ksh93 waits for a whole pipeline
 *   with pipefail only.
 */
const mainProgram = `
hello=HELLO
nl='
'
set +e -f
unset TMOUT ENV BASH_ENV CDPATH IFS
unset LANG LANGUAGE LC_CTYPE LC_MESSAGES LC_TIME LC_NUMERIC COLUMNS LINES PAGER SYSTEMD_PAGER SYSTEMD_LESS SYSTEMD_COLORS
unset GREP_OPTIONS GREP_COLORS GREP_COLOR POSIXLY_CORRECT PS_FORMAT TIME_STYLE LS_COLORS AWKPATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\${PATH:+:$PATH}
LC_ALL=C
TERM=dumb
export PATH LC_ALL TERM
cd /
say() { printf '%s\\n' "$1"; }
put() { printf '%s' "$1"; }
decode() { value=$(printf '%b.' "$1"); value=\${value%.}; }
case $KSH_VERSION in *MIRBSD*)
	say() { print -r -- "$1"; }
	put() { print -nr -- "$1"; }
	decode() { value=$(print -n -- "$1."); value=\${value%.}; }
	;;
*93*) set -o pipefail ;;
esac

take() {
	case $1 in
	'\\') value= ;;
	'\\'*) decode "$1" ;;
	*) value=$1 ;;
	esac
}

READING
look() {
	text=
	{ while IFS= read -r line; do text="$text $line"; done <"/proc/self/fd/$1/stat"; } 2>/dev/null
	case $text in *')'*) ;; *) return 1 ;; esac
	set -- \${text##*\\) }
	state=$1 threads=\${18} start=\${20}
	[ -n "$start" ]
}

hold() {
	{
		case $1 in
		5) command exec 5<"/proc/$2" ;;
		6) command exec 6<"/proc/$2" ;;
		7) command exec 7<"/proc/$2" ;;
		8) command exec 8<"/proc/$2" ;;
		9) command exec 9<"/proc/$2" ;;
		esac
	} 2>/dev/null
	if look "$1" && [ "$start" = "$3" ]; then echo held; else drop "$1"; fi
}

drop() {
	case $1 in
	5) exec 5<&- ;;
	6) exec 6<&- ;;
	7) exec 7<&- ;;
	8) exec 8<&- ;;
	9) exec 9<&- ;;
	esac
}

strike() {
	if ! look "$1"; then
		echo gone
	elif [ "$state" = X ] || { [ "$state" = Z ] && [ "$threads" -le 1 ]; }; then
		echo over
	else
		kill "-$3" "$2" 2>&1 && echo sent
	fi
}

relay() {
	act=$mark
	while IFS=' ' read -r mark kind rest <&3; do
		[ "$mark $kind" = "$act reply" ] && break
		[ "$mark $kind" = "$act aside" ] || continue
		if look "$rest"; then echo "$mark aside alive" >&4; else echo "$mark aside gone" >&4; fi
	done
	if [ "$kind" = reply ] && [ -n "$rest" ]; then
		take "$rest"
		say "$value"
	fi
}

act() {
	OPSDASH_ACT=$1 OPSDASH_BOUND=$2 talks=
	[ "$2" = talk ] && OPSDASH_BOUND=no talks=yes
	take "$3"
	feed=$value
	shift 3
	count=$#
	while [ "$count" -gt 0 ]; do
		take "$1"
		shift
		set -- "$@" "$value"
		count=$((count - 1))
	done
	missing=
	case $1 in
	*/*) [ -e "$1" ] || missing=yes ;;
	*) command -v -- "$1" >/dev/null 2>&1 || missing=yes ;;
	esac
	if [ -n "$missing" ]; then
		echo "$mark missing$nl$mark end 0"
		return
	fi
	OPSDASH_MARK=$mark
	export OPSDASH_ACT OPSDASH_BOUND OPSDASH_MARK
	if [ -n "$talks" ]; then
		{
			relay | (
				exec 4<&0
				$session /bin/sh -c "$act_program" opsdash-act "$@" <&4 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
				echo "$mark pid $! $session"
			)
		} 4>&1
		unset OPSDASH_ACT OPSDASH_BOUND OPSDASH_MARK
		return
	fi
	if [ -n "$feed" ]; then
		put "$feed" | $session /bin/sh -c "$act_program" opsdash-act "$@" 3<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
	else
		$session /bin/sh -c "$act_program" opsdash-act "$@" </dev/null 3<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
	fi
	[ "$OPSDASH_BOUND" = yes ] && bound="$bound $!"
	unset OPSDASH_ACT OPSDASH_BOUND OPSDASH_MARK
	echo "$mark pid $! $session"
}

members() {
	set +f
	grep -hs ") [^ZX] [0-9]* $1 " /proc/[0-9]*/stat
	[ $? -le 2 ] || echo unknown
}

pause() { sleep 0.1 2>/dev/null || sleep 1; }

stop() {
	[ -n "$session" ] || return
	kill -s TERM -- "-$1" 2>/dev/null
	tries=15
	while left=$(members "$1"); [ -n "$left" ] && [ "$tries" -gt 0 ]; do
		[ "$tries" = 6 ] && kill -s KILL -- "-$1" 2>/dev/null
		pause
		tries=$((tries - 1))
	done
	[ -z "$left" ] && echo gone
}

recover() {
	set +f
	files=$(grep -las -- "OPSDASH_ACT=$1" /proc/[0-9]*/environ)
	echo "$mark status $?"
	for file in $files; do
		echo -
		tr '\\000' '\\n' <"$file" 2>/dev/null | grep '^OPSDASH_' || echo "$mark again"
	done
}

answer() {
	set -f
	case $kind in
	read) read_many $rest ;;
	many | each | probe) form=$kind; read_slow $rest ;;
	list) list $rest ;;
	links) links $rest ;;
	run) run $rest ;;
	scan | facts) scan $rest ;;
	owners) owners ;;
	recover) recover $rest ;;
	stop) stop $rest ;;
	*) echo "$mark unknown" ;;
	esac
	echo "$mark end $?"
}

finish() {
	for pid in $bound; do kill -s TERM -- "-$pid" 2>/dev/null; done
	if [ -n "$bound" ]; then sleep 1; fi
	for pid in $bound; do kill -s KILL -- "-$pid" 2>/dev/null; done
	[ "$leader" = yes ] && kill -s KILL 0
	if [ -n "$job" ]; then
		children=
		IFS= read -r children <"/proc/$job/task/$job/children"
		kill -s KILL "$job" $children
	fi 2>/dev/null
	exit 0
}

main() {
	exec 3<&0 </dev/null 2>/dev/null
	job= bound= leader=no session=
	command -v setsid >/dev/null && session=setsid
	IFS= read -r line </proc/$$/stat
	set -- \${line##*\\) }
	[ "$3" = $$ ] && leader=yes
	missing=
	for tool in awk grep head; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
	echo "$hello ready$missing"
	missing=
	while IFS=' ' read -r mark kind rest <&3; do
		case $kind in
		hold) hold $rest; echo "$mark end 0" ;;
		alive) set -- $rest; look "$1" && echo alive; echo "$mark end 0" ;;
		drop) drop $rest; echo "$mark end 0" ;;
		strike) set -- $rest; say "$(strike "$@")"; echo "$mark end 0" ;;
		act) act $rest ;;
		forget) kill -s KILL $rest ;;
		reply) ;;
		reap) [ -n "$job" ] && wait "$job"; job= ;;
		halt) echo "$mark halted $(stop $rest)" & ;;
		*)
			[ -n "$job" ] && wait "$job"
			answer 3<&- &
			job=$!
			;;
		esac
	done
	finish
}
main; exit 0
`;

/** The whole program as it is sent: a quoted copy of what other programs run, comments and indentation left out. */
export function agentProgram(hello: string): string {
	const parts = { scan_awk: scanAwk, owners_awk: ownersAwk, act_program: actProgram };
	const variables = Object.entries(parts).map(([name, text]) => `${name}=${quote(strip(text))}`);
	return `${variables.join('\n')}\n${mainText(hello)}\n`;
}

function mainText(hello: string): string {
	const [before = '', after = ''] = mainProgram.replace('hello=HELLO', `hello=${hello}`).split('READING\n');
	return strip(`${before}${readingProgram}${after}`);
}

function strip(text: string): string {
	return text
		.split('\n')
		.map((line) => line.trimStart())
		.filter((line) => line !== '')
		.join('\n');
}

function quote(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}
