/**
 * Thins `/proc/PID/stat` of all processes (as `grep -hs ''` prints them) and some of their other files (as `grep -aHs` does) to what the
 * request asked for. POSIX awk, tried with mawk, gawk, busybox and the original. W holds the words of the request:
 *
 *     SINCE TURN COLUMNS {LETTERS PID…}…
 *
 * Rows come whole that started at tick SINCE or later, whose PID modulo 32 is TURN, or that stand behind letters with a `w`; PID 0 stands
 * for all. A whole row is the kernel's own line with what nobody reads set to 0. All others are `PID STATE USER SYSTEM START` in ticks,
 * and the columns asked for: r resident pages, v virtual bytes, n nice, p priority.
 *
 * A name may hold anything but NUL, newlines and parentheses too: a record ends with its numbers, and fields are counted from the last
 * parenthesis. It cannot be made to look complete before its end, since 15 characters do not hold 35 numbers.
 *
 * What brings the files says last how its programs ended, `+ STATUS STATUS`: 2 (and 123 of xargs) where a file vanished. A `.` for the
 * last line says that neither they nor this program broke off: without it the answer is none.
 */
export const scanAwk = `
BEGIN {
	n = split(ENVIRON["W"], w, " ")
	since = w[1] + 0
	turn = w[2] + 0
	r = index(w[3], "r")
	v = index(w[3], "v")
	ni = index(w[3], "n")
	pr = index(w[3], "p")
	for (i = 4; i <= n; i++) {
		if (w[i] ~ /^[a-z]/) hasw = index(w[i], "w")
		else if (hasw) want[w[i]] = 1
	}
	all = (0 in want)
}
held == "" && /^\\+ (0|1|2|123) (0|1|2|123)$/ {
	proven = 1
	next
}
held == "" && /^\\/proc\\// {
	p = substr($0, 7)
	i = index(p, "/")
	j = index(p, ":")
	pid = substr(p, 1, i - 1)
	file = substr(p, i + 1, j - i - 1)
	text = substr(p, j + 1)
	m = split(text, f, /[ \\t]+/)
	if (file == "status") print "u " pid " " f[3]
	else if (file == "statm") print "s " pid " " f[3]
	else if (file == "io") print (f[1] == "read_bytes:" ? "i " : "o ") pid " " f[2]
	else if (file == "cgroup") print "c " pid " " text
	next
}
{
	if (held != "") $0 = held "\\001" $0
	pid = $1
	name = $2
	if (name !~ /\\)$/ || index(substr($0, length(pid) + length(name) + 3), ")")) {
		if (!match($0, /.*\\)/)) {
			held = length($0) < 200 ? $0 : ""
			next
		}
		whole = $0
		end = RLENGTH
		start = index(whole, " ") + 1
		name = substr(whole, start, end - start + 1)
		$0 = "0 (x)" substr(whole, end + 1)
		if (NF < 39) {
			held = length(whole) < 200 ? whole : ""
			next
		}
	} else if (NF < 39) {
		held = length($0) < 200 ? $0 : ""
		next
	}
	held = ""
	if (all || $22 >= since || pid % 32 == turn || pid in want) {
		print "=" pid " " name " " $3 " " $4 " 0 " $6 " " $7 " 0 " $9 " 0 0 0 0 " $14 " " $15 " 0 0 " $18 " " $19 " " $20 " 0 " $22 " " $23 " " $24 " 0 " $26 " 0 0 0 0 0 0 0 0 0 0 0 0 " $39
		next
	}
	line = pid " " $3 " " $14 " " $15 " " $22
	if (r) line = line " " $24
	if (v) line = line " " $23
	if (ni) line = line " " $19
	if (pr) line = line " " $18
	print line
}
END { if (proven) print "." }
`;

/**
 * Who holds which sockets: `PID INODE…`, and `! PID` for those whose descriptors may not be looked at. A `.` for the last line says that
 * nothing broke off.
 */
export const ownersAwk = `
/^\\+ [012]$/ {
	proven = 1
	next
}
/^find: |^ls: / {
	if (/[Dd]enied|permitted/ && match($0, /\\/proc\\/[0-9]+\\/fd/)) {
		pid = substr($0, RSTART + 6, RLENGTH - 9)
		if (last != "") print ""
		last = ""
		if (!(pid in told)) print "! " pid
		told[pid] = 1
	}
	next
}
/^\\/proc\\/[0-9]+\\/fd:$/ {
	here = substr($0, 7, length($0) - 10)
	next
}
{
	at = index($0, " socket:[")
	if (!at) next
	if (/^\\/proc\\//) {
		split($0, part, "/")
		pid = part[3]
	} else if (/^l/ && index($0, " -> socket:[") && here != "") {
		pid = here
	} else next
	inode = substr($0, at + 9)
	sub(/\\].*/, "", inode)
	if (pid != last) printf "%s%s", (last == "" ? "" : "\\n"), pid
	last = pid
	printf " %s", inode
}
END {
	if (last != "") print ""
	if (proven) print "."
}
`;
