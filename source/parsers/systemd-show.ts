/**
 * `systemctl show -p NAME,NAME… UNIT…`: lines `Name=value`, a blank line between units. A value may hold line breaks, even
 * blank lines (status texts of programs, arguments in old versions), so only a name that was asked for starts a property.
 * Seen: 252. https://www.freedesktop.org/software/systemd/man/systemctl.html#show%20PATTERN%E2%80%A6%7CJOB%E2%80%A6
 */
export type UnitProperties = ReadonlyMap<string, string>;

/** Properties that come once for each of their values; here the values stand in lines. */
const repeated: ReadonlySet<string> = new Set(['Listen']);

/** One map of properties per unit. Without `names` every line that looks like a property is taken for one. */
export function parseUnitProperties(text: string, names?: ReadonlySet<string>): readonly UnitProperties[] {
	const units: Array<Map<string, string>> = [];
	let unit = new Map<string, string>();
	let last: string | null = null;
	let blankLines = 0;
	for (const line of text.split('\n')) {
		if (line === '') {
			blankLines++;
			continue;
		}
		const name = propertyName(line, names);
		// A known name after a blank line opens the next unit; within a value a property cannot come twice.
		const isAnother = name !== null && unit.has(name) && !repeated.has(name);
		if (name !== null && (blankLines > 0 || isAnother) && unit.size > 0) {
			units.push(unit);
			unit = new Map();
			last = null;
		}
		if (name !== null) {
			const value = line.slice(name.length + 1);
			const before = unit.get(name);
			unit.set(name, before === undefined ? value : `${before}\n${value}`);
			last = name;
		} else if (last !== null) unit.set(last, `${unit.get(last)}${'\n'.repeat(blankLines + 1)}${line}`);
		blankLines = 0;
	}
	if (unit.size > 0) units.push(unit);
	return units;
}

function propertyName(line: string, names: ReadonlySet<string> | undefined): string | null {
	const name = /^([A-Za-z][A-Za-z0-9]*)=/.exec(line)?.[1];
	if (name === undefined) return null;
	return names === undefined || names.has(name) ? name : null;
}

/** Figures that are not kept read `[not set]`, or as the largest 64-bit number in older versions; both are unknown. */
export function parsePropertyNumber(value: string | undefined): number | null {
	if (value === undefined || !/^\d+$/.test(value) || value === '18446744073709551615') return null;
	return Number(value);
}

/** `Sat 2026-11-21 08:38:42 UTC`, as printed with TZ=UTC, as ISO 8601; null for none and for any other zone. */
export function parsePropertyTime(value: string | undefined): string | null {
	const match = /^(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) UTC$/.exec(value ?? '');
	if (match === null) return null;
	const time = new Date(`${match[1]}T${match[2]}Z`);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/**
 * Ports of `Listen=` of a socket unit: `127.0.0.1:80 (Stream)`, `[::]:53 (Datagram)`, a line each. Paths, abstract names,
 * netlink and vsock are no ports.
 */
export function parseListens(
	value: string | undefined,
): ReadonlyArray<{ readonly protocol: string; readonly address: string; readonly port: number }> {
	return (value ?? '').split('\n').flatMap((line) => {
		const [, ipv6, ipv4, port, kind] =
			/^(?:\[([\da-fA-F:.]+)\](?:%\S+)?|([\d.]+)):(\d{1,5}) \((Stream|Datagram)\)$/.exec(line) ?? [];
		const address = ipv6 ?? ipv4;
		if (address === undefined || port === undefined) return [];
		return [{ protocol: kind === 'Stream' ? 'tcp' : 'udp', address, port: Number(port) }];
	});
}

/** Unit names of a property such as `RequiredBy=`, separated by spaces. */
export function parsePropertyNames(value: string | undefined): readonly string[] {
	return (value ?? '').split(/\s+/).filter((name) => name !== '');
}
