/**
 * What SysV init leaves to read: `service --status-all` (sysvinit-utils 3.06), the scripts in /etc/init.d with their LSB
 * header (https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/initscrcomconv.html), and the
 * links of the runlevels.
 */
export type SysvState = 'running' | 'stopped' | 'unknown';

/** ` [ + ]  cron`: running; `-` stopped; `?` the script has no status. That last kind is printed on stderr. */
export function parseStatusAll(text: string): {
	readonly states: ReadonlyMap<string, SysvState>;
	readonly malformed: number;
} {
	const states = new Map<string, SysvState>();
	let malformed = 0;
	for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
		const match = /^\s*\[ ([-+?]) \]\s+(\S+)\s*$/.exec(line);
		if (match?.[2] === undefined) malformed++;
		else states.set(match[2], match[1] === '+' ? 'running' : match[1] === '-' ? 'stopped' : 'unknown');
	}
	return { states, malformed };
}

export type InitScript = {
	readonly description: string | null;
	/** Paths of PID files that it names literally. */
	readonly pidFiles: readonly string[];
	/** Verbs that it handles: labels of its `case`. */
	readonly verbs: ReadonlySet<string>;
};

/** The text of an init script. What is computed by the shell is not followed, except `$NAME`, as skeleton scripts have it. */
export function parseInitScript(text: string): InitScript {
	const header = /### BEGIN INIT INFO\n([\s\S]*?)### END INIT INFO/.exec(text)?.[1] ?? '';
	const description = /^#\s*Short-Description:\s*(.+)$/m.exec(header)?.[1]?.trim() ?? null;
	const name = /^\s*NAME=["']?([\w.-]+)["']?\s*$/m.exec(text)?.[1];
	const pidFiles = [...text.matchAll(/^\s*\w*PID_?FILE=["']?([^\s"']+)["']?/gim)]
		.map(([, path = '']) => (name === undefined ? path : path.replace(/\$\{?NAME\}?/g, name)))
		.concat([...text.matchAll(/^#\s*pidfile:\s*(\/\S+)/gim)].map(([, path = '']) => path))
		.filter((path) => /^\/[\w./-]+$/.test(path));
	const labels = [...text.matchAll(/^\s*\(?["']?([a-z][\w-]*(?:["']?\s*\|\s*["']?[a-z][\w-]*)*)["']?\)/gm)];
	const verbs = labels.flatMap(([, label = '']) => label.split('|').map((verb) => verb.replaceAll(/["'\s]/g, '')));
	return { description, pidFiles: [...new Set(pidFiles)], verbs: new Set(verbs) };
}

/** Names with a start link (`S01cron`) in the listing of a runlevel's directory. */
export function parseStartLinks(names: readonly string[]): readonly string[] {
	return names.flatMap((name) => /^S\d\d(.+)$/.exec(name)?.[1] ?? []);
}

/** What `service NAME status` means by its exit status, after LSB; null where it says nothing. */
export function describeStatusExit(
	exitCode: number | null,
): { readonly activeState: string; readonly subState: string } | null {
	switch (exitCode) {
		case 0:
			return { activeState: 'active', subState: 'running' };
		case 1:
			return { activeState: 'failed', subState: 'dead, its PID file remains' };
		case 2:
			return { activeState: 'failed', subState: 'dead, its lock file remains' };
		case 3:
			return { activeState: 'inactive', subState: 'dead' };
		default:
			return null;
	}
}
