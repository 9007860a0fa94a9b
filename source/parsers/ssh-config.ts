/**
 * `ssh -G HOST` prints what applies to a host, one `keyword value` a line, the keyword in small letters (OpenSSH 6.8 and newer;
 * seen: 9.2). See ssh(1) and ssh_config(5).
 */
export type SshSettings = {
	readonly hostname: string | null;
	readonly user: string | null;
	readonly port: number | null;
	/** Jump hosts as they are written, first one first; null for a direct connection. */
	readonly proxyJump: string | null;
	readonly proxyCommand: string | null;
	/** The socket of a shared connection with its marks filled in; null where none is wanted. */
	readonly controlPath: string | null;
	readonly hostKeyAlias: string | null;
	readonly userKnownHostsFiles: readonly string[];
};

export function parseSshSettings(text: string): SshSettings {
	const values = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
		if (keyword !== undefined && value !== undefined && !values.has(keyword)) values.set(keyword, value.trim());
	}
	const known = (keyword: string) => {
		const value = values.get(keyword);
		return value === undefined || value === '' || value.toLowerCase() === 'none' ? null : value;
	};
	const port = known('port');
	return {
		hostname: known('hostname'),
		user: known('user'),
		port: port !== null && /^\d{1,5}$/.test(port) ? Number(port) : null,
		proxyJump: known('proxyjump'),
		proxyCommand: known('proxycommand'),
		controlPath: known('controlpath'),
		hostKeyAlias: known('hostkeyalias'),
		userKnownHostsFiles: (known('userknownhostsfile') ?? '').split(/\s+/).filter((file) => file !== ''),
	};
}

/**
 * Patterns of `Host` lines that apply to a host, as `ssh -v -G HOST` tells them on stderr:
 * `debug1: /home/anna/.ssh/config line 3: Applying options for web*`.
 */
export function parseAppliedPatterns(text: string): readonly string[] {
	return text
		.split('\n')
		.flatMap((line) => /^debug1: .* line \d+: Applying options for (.+?)\r?$/.exec(line)?.[1] ?? []);
}

/** Files that `ssh -v -G HOST` read, with those that they include: `debug1: Reading configuration data /etc/ssh/ssh_config`. */
export function parseReadFiles(text: string): readonly string[] {
	const files = text
		.split('\n')
		.flatMap((line) => /^debug1: Reading configuration data (.+?)\r?$/.exec(line)?.[1] ?? []);
	return [...new Set(files)];
}

/** Names on the `Host` lines of one ssh_config file; patterns and what they exclude are none. */
export function parseHostNames(text: string): readonly string[] {
	return text
		.split('\n')
		.flatMap((line) => /^\s*host(?:\s*=\s*|\s+)(.*)$/i.exec(line)?.[1]?.split(/\s+/) ?? [])
		.map((word) => word.replaceAll('"', ''))
		.filter((word) => /^[^!*?#-][^*?#]*$/.test(word));
}
