const systemDirectories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Variables that change what tools print, or that were meant for this Node alone. */
const dropped = [
	'LANG',
	'LANGUAGE',
	'LC_CTYPE',
	'LC_MESSAGES',
	'LC_TIME',
	'LC_NUMERIC',
	'COLUMNS',
	'LINES',
	'PAGER',
	'SYSTEMD_PAGER',
	'SYSTEMD_LESS',
	'SYSTEMD_COLORS',
	'NODE_OPTIONS',
	'NODE_COMPILE_CACHE',
	'GREP_OPTIONS',
	'GREP_COLORS',
	'POSIXLY_CORRECT',
	'PS_FORMAT',
];

/** The PATH given, followed by the system's directories (a user's own PATH often lacks sbin). */
export function withSystemPath(path: string | undefined): string {
	const own = (path ?? '').split(':').filter((directory) => directory.startsWith('/'));
	return [...new Set([...own, ...systemDirectories])].join(':');
}

/** Environment of every child: the C locale, a system PATH, no pager; the rest as it is, so that ssh-agent or KRB5CCNAME work. */
export function childEnvironment(parent: NodeJS.ProcessEnv): Record<string, string> {
	const kept = Object.entries(parent).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && !dropped.includes(entry[0]),
	);
	return { ...Object.fromEntries(kept), LC_ALL: 'C', PATH: withSystemPath(parent['PATH']), TERM: 'dumb' };
}
