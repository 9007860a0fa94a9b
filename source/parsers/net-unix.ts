/**
 * /proc/net/unix. Seen: Linux 6.1 and 6.18. https://man7.org/linux/man-pages/man5/proc_net_unix.5.html
 *
 * A path is printed raw: it may hold spaces and newlines, so a line that does not start like a record goes on with the path
 * before it. The kernel prints `@` for each NUL of an abstract name. A path that contains a newline and then a whole record
 * cannot be told from two sockets; nobody can from this file.
 */
import type { UnixSocket } from '../domain/net-sample.ts';
import type { Records } from './records.ts';

const recordStart =
	/^[\da-f]{8,16}: [\da-f]{8} [\da-f]{8} ([\da-f]{8}) ([\da-f]{4}) ([\da-f]{2}) +(\d{1,16})(?: (.*))?$/is;

/** SO_ACCEPTCON: it listens. */
const acceptsFlag = 0x10000;

/** From socket states (linux/net.h) to what `ss` calls them. */
const stateNames: Readonly<Record<string, string>> = {
	'01': 'UNCONN',
	'02': 'SYN-SENT',
	'03': 'ESTAB',
	'04': 'CLOSING',
};
const typeNames: Readonly<Record<string, UnixSocket['type']>> = {
	'0001': 'stream',
	'0002': 'dgram',
	'0005': 'seqpacket',
};

export function parseNetUnix(text: string): Records<UnixSocket> {
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	const records: UnixSocket[] = [];
	let malformed = 0;
	let isPathOpen = false;
	for (const [index, line] of lines.entries()) {
		const match = recordStart.exec(line);
		if (match !== null) {
			const socket = socketOf(match);
			records.push(socket);
			isPathOpen = socket.path !== null;
			continue;
		}
		const last = records.at(-1);
		if (isPathOpen && last !== undefined) records[records.length - 1] = { ...last, path: `${last.path}\n${line}` };
		else if (!(index === 0 && line.startsWith('Num')) && line !== '') malformed += 1;
	}
	return { records, malformed };
}

function socketOf([, flags = '', type = '', state = '', inode = '', path]: RegExpExecArray): UnixSocket {
	const isListening = (Number.parseInt(flags, 16) & acceptsFlag) !== 0;
	return {
		inode: Number(inode),
		state: isListening ? 'LISTEN' : (stateNames[state] ?? 'UNKNOWN'),
		type: typeNames[type] ?? 'other',
		path: path === undefined || path === '' ? null : path,
	};
}
