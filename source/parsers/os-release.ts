import { parseAssignments } from './assignments.ts';

/**
 * /etc/os-release, else /usr/lib/os-release: shell assignments without expansion. Seen: Debian 12, Ubuntu 24.04, Alpine 3.20,
 * Rocky 9. https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export type OsRelease = {
	readonly name: string | null;
	readonly version: string | null;
	readonly id: string | null;
	readonly pretty: string | null;
};

export function parseOsRelease(text: string): OsRelease {
	const values = parseAssignments(text);
	const take = (key: string) => values.get(key) || null;
	return { name: take('NAME'), version: take('VERSION_ID'), id: take('ID'), pretty: take('PRETTY_NAME') };
}
