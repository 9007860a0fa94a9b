/**
 * The program of the helper that reads files which may never answer. POSIX sh, tried with dash, bash and busybox.
 *
 * Descriptor 3 brings nothing: it ends when the console does, however it ended, and then the whole process group is killed,
 * whatever it is stuck in. Requests come on stdin, one a line: a random mark, `many` or `each`, a size, then paths.
 *
 * - `many`: paths of plain characters with a `,` after each. One grep reads them all and puts the path before each line, so
 *   no content can pass for another file's; that it does not find `,` marks where a file ends. Messages are merged in.
 * - `each`: paths octal-encoded, so that any name will do. Each answer is the first `size` bytes and a line with the mark.
 *
 * The mark is never in an argument, where every user of the machine could read it.
 */
export const slowProgram = `
exec 4<&3 3<&0 </dev/null
(IFS= read -r nothing <&4; kill -KILL 0) &
exec 4<&-
cd /proc 2>/dev/null || cd /
set -f
grep -aH --line-buffered '' /dev/null >/dev/null 2>&1
[ $? -le 1 ] && echo READY many || echo READY each
while IFS=' ' read -r mark kind size paths <&3; do
	case $kind in
	many)
		grep -aH --line-buffered '' $paths 2>&1
		printf '%s\\n' "$mark"
		;;
	each)
		for word in $paths; do
			path=$(printf '%b.' "$word")
			path=\${path%.}
			if ! [ -e "$path" ]; then
				state=missing
			elif ! [ -r "$path" ]; then
				state=denied
			elif head -c "$size" -- "$path" 2>/dev/null; then
				state=read
			else
				state=failed
			fi
			printf '\\n%s %s\\n' "$mark" "$state"
		done
		;;
	esac
done
`;

/** Paths that may stand in a `many` request as they are. */
export const plainPath = /^\/[\w./-]+$/;

/** A path for an `each` request: every byte as printf's %b reads it. */
export function encodePath(path: string): string {
	return Array.from(Buffer.from(path), (byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}
