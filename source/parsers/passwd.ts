/**
 * /etc/passwd, and what `getent passwd` and `getent group` print: `name:password:id:…`, one entry a line.
 * Seen: Debian 12, Alpine 3.20. https://man7.org/linux/man-pages/man5/passwd.5.html
 */

/** Ids to names. The first entry of an id counts, as for getpwuid(3); lines that are no entries are left out. */
export function parseAccountNames(text: string): ReadonlyMap<number, string> {
	const names = new Map<number, string>();
	for (const line of text.split('\n')) {
		const [name, , id] = line.split(':', 3);
		if (name === undefined || name === '' || id === undefined || !/^\d{1,10}$/.test(id)) continue;
		if (!names.has(Number(id))) names.set(Number(id), name);
	}
	return names;
}
