import type { OpsError } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';

/** Why ssh did not bring a session. */
export type SshFailureKind =
	| 'config'
	| 'name-unknown'
	| 'refused'
	| 'no-route'
	| 'timeout'
	| 'dropped'
	| 'not-negotiable'
	| 'host-key-unknown'
	| 'host-key-changed'
	| 'sign-in-refused'
	| 'given-up'
	| 'jump-cannot-reach'
	| 'session-refused'
	| 'connection-gone'
	| 'link-lost'
	| 'unknown';

export type SshFailure = {
	readonly kind: SshFailureKind;
	readonly error: OpsError;
};

/** What `ssh -v` says besides: nobody reads that for a reason. */
export function isTalk(line: string): boolean {
	return /^(?:debug\d: |OpenSSH_\d|Authenticated to |Transferred: |Bytes per second: )/.test(line);
}

/** ssh's own lines are short; what a host adds (its banner) may be anything. */
const longestLine = 500;

type Rule = {
	readonly pattern: RegExp;
	readonly kind: SshFailureKind;
	/** The sentence; `match` is that of the pattern, `host` how the person called it. */
	readonly say: (host: string, match: RegExpExecArray, text: string) => string;
	readonly hint?: string | ((host: string, match: RegExpExecArray, text: string) => string);
};

/**
 * What OpenSSH's client writes to stderr (seen: 9.2; the wording has been stable since 6.x), most telling first: what a jump host's
 * ssh said stands before what follows from it. See sshconnect.c, sshconnect2.c, readconf.c and mux.c of OpenSSH.
 */
const rules: readonly Rule[] = [
	{
		pattern: /^((?:\/|~).+?)(?:: line | line )(\d+): (.+)$/m,
		kind: 'config',
		say: (_host, [, file, line, what]) => `ssh does not take line ${line} of ${file}: ${what}`,
		hint: 'Mend that line; ssh itself refuses it too.',
	},
	{
		pattern: /^(?:Can't open user config file (.+): (.+)|Bad owner or permissions on (.+))$/m,
		kind: 'config',
		say: (_host, [, file, why, badFile]) =>
			badFile === undefined
				? `the ssh configuration ${file} cannot be read: ${why}`
				: `ssh does not take ${badFile}: others may write it, or it is somebody else's`,
		hint: 'ssh -G HOST shows whether ssh takes its configuration.',
	},
	{
		pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
		kind: 'host-key-changed',
		say: (host, _match, text) => `the host key of ${host} has changed${quoteKey(text)}: nothing was sent to it`,
		hint: (_host, _match, text) => changedKeyHint(text),
	},
	{
		pattern: /^No (\S+) host key is known for (\S+) and you have requested strict checking\.$/m,
		kind: 'host-key-unknown',
		say: (host, [, type, name]) => `the host key of ${host} is not known yet (${type}, for ${name})`,
		hint: 'Sign in from a terminal: the fingerprint is shown, and asked about.',
	},
	{
		pattern:
			/^(?:Host key verification failed\.|.*host (?:key|certificate).*(?:revoked|invalid|expired|not listed).*)$/im,
		kind: 'host-key-unknown',
		say: (host) => `the host key of ${host} could not be verified`,
		hint: 'Sign in from a terminal: the fingerprint is shown, and asked about.',
	},
	{
		pattern: /^ssh: Could not resolve hostname (.+?): (.+)$/im,
		kind: 'name-unknown',
		say: (_host, [, name, why]) => `the name ${name} is not known: ${why}`,
		hint: 'Look at its spelling, at HostName in ssh_config, and at /etc/resolv.conf.',
	},
	{
		pattern: /^ssh: connect to host (\S+) port (\d+): Connection refused$/m,
		kind: 'refused',
		say: (host, [, address, port]) => `${host} refused the connection: nothing listens on ${address} port ${port}`,
		hint: 'Is sshd running there, and is the port right?',
	},
	{
		pattern: /^ssh: connect to host (\S+) port (\d+): (.*timed out)$/im,
		kind: 'timeout',
		say: (host, [, address, port]) => `${host} does not answer on ${address} port ${port}`,
		hint: 'It may be down, or a firewall drops what is sent to it.',
	},
	{
		pattern: /^ssh: connect to host (\S+) port (\d+): (.+)$/m,
		kind: 'no-route',
		say: (host, [, address, port, why]) => `${host} cannot be reached on ${address} port ${port}: ${why}`,
		hint: 'Look at routes, at the VPN, and at whether it needs a jump host.',
	},
	{
		pattern: /^Unable to negotiate with .*: no matching (.+?) found\. Their offer: (\S*)/m,
		kind: 'not-negotiable',
		say: (host, [, what, offer]) => `${host} and this ssh have no ${what} in common; it offers ${offer}`,
		hint: 'Update that sshd, or allow it for this host alone in ssh_config.',
	},
	{
		pattern: /^(?:(\S+): )?Permission denied \((.+)\)\.$/m,
		kind: 'sign-in-refused',
		say: (host, [, account, methods]) =>
			`the sign-in to ${host} failed: ${account ?? 'this user'} was refused (what it would take: ${methods?.replaceAll(',', ', ')})`,
		hint: 'Sign in from a terminal, or look at the key, the agent (ssh-add -l) and the ticket (klist).',
	},
	{
		pattern:
			/^(?:Received disconnect from .*: ?Too many authentication failures|.*Too many authentication failures.*)$/m,
		kind: 'sign-in-refused',
		say: (host) => `${host} gave up after too many keys were tried`,
		hint: 'Name the right one in ssh_config: IdentityFile, with IdentitiesOnly yes.',
	},
	{
		pattern: /^channel \d+: open failed: (.+)$/m,
		kind: 'jump-cannot-reach',
		say: (host, [, why]) => `the jump host cannot reach ${host}: ${(why ?? '').replace(/^connect failed: /, '')}`,
		hint: 'The name and the port are looked up there, not here; the jump host may also forbid forwarding.',
	},
	{
		pattern: /Session open refused by peer|session request failed/,
		kind: 'session-refused',
		say: (host) => `${host} allows no further session over this connection`,
		hint: 'MaxSessions in its sshd_config limits them.',
	},
	{
		pattern: /^(?:Control socket connect\(.*|muxclient: .*|mux_client_.*(?:Broken pipe|read from master failed).*)$/m,
		kind: 'connection-gone',
		say: (host) => `the shared connection to ${host} has ended`,
	},
	{
		pattern: /^Timeout, server (\S+) not responding\.$/m,
		kind: 'link-lost',
		say: (host) => `the link to ${host} went silent`,
		hint: 'It is tried again by itself.',
	},
	{
		pattern: /^(?:Connection timed out during banner exchange|Connection to \S+ port \d+ timed out)$/m,
		kind: 'timeout',
		say: (host) => `${host} took the connection and then said nothing`,
		hint: 'sshd may be overloaded, or something else listens there.',
	},
	{
		pattern: /^kex_exchange_identification: .*(?:invalid characters|client sent invalid).*$/m,
		kind: 'not-negotiable',
		say: (host) => `what listens at ${host} is no ssh server`,
		hint: 'Is the port right?',
	},
	{
		pattern: /^(?:kex_exchange_identification|ssh_exchange_identification): /m,
		kind: 'dropped',
		say: (host) => `${host} ended the connection before the sign-in`,
		hint: 'Too many may be signing in at once (MaxStartups), it may bar this address for a while, or it is no ssh server.',
	},
	{
		pattern:
			/^(?:Connection to \S+ closed(?: by remote host)?\.|Connection (?:closed|reset) by .*|client_loop: .*|packet_write_wait: .*|Read from remote host .*|.*Broken pipe)$/m,
		kind: 'link-lost',
		say: (host) => `the connection to ${host} was ended from the other side`,
		// A banner of more than a packet: ssh says no more of it than this.
		hint: 'It is tried again by itself. The log of sshd there says why; a banner of more than 256 KiB is a reason.',
	},
];

/**
 * One sentence for what ssh wrote, and what to try. `host` is how the person called it. Everything that stops a session is
 * `unreachable`, except a configuration that ssh does not take.
 */
export function explainSsh(stderr: string, host: string): SshFailure {
	const text = stderr
		.split(/\r?\n/)
		.filter((line) => !isTalk(line))
		.map((line) => line.slice(0, longestLine))
		.join('\n');
	for (const rule of rules) {
		const match = rule.pattern.exec(text);
		if (match === null) continue;
		const hint = typeof rule.hint === 'function' ? rule.hint(host, match, text) : rule.hint;
		return failureOf(rule.kind, rule.say(host, match, text), hint);
	}
	const last = text.trim().split('\n').at(-1) ?? '';
	const said = last === '' ? 'without a word' : `and said: ${last.slice(0, 200)}`;
	return failureOf('unknown', `ssh to ${host} ended ${said}`, 'Try ssh by hand; it may say more with -v.');
}

function failureOf(kind: SshFailureKind, message: string, hint: string | undefined): SshFailure {
	const code = kind === 'config' ? 'failed' : 'unreachable';
	const error: OpsError = { code, message: sanitise(message) };
	return { kind, error: hint === undefined ? error : { ...error, hint: sanitise(hint) } };
}

function quoteKey(text: string): string {
	const [, type] = /^The fingerprint for the (\S+) key sent by the remote host is$/m.exec(text) ?? [];
	const [fingerprint] = /^SHA256:\S+(?=\.$)/m.exec(text) ?? [];
	return fingerprint === undefined ? '' : ` (it now shows ${type} ${fingerprint})`;
}

/** The two lines to check: where the old key stands, and how the host's own keys are asked for on its console. */
function changedKeyHint(text: string): string {
	const [, place] = /^Offending \S+ key in (.+)$/m.exec(text) ?? [];
	const where = place === undefined ? 'the line in known_hosts' : place;
	return `Compare ${where} with what "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" says on the host's own console; only if that is the new key, remove the old line.`;
}

/** Whether trying again by itself can help, and does no harm: nobody was asked to let this user in. */
export function mayRetry(kind: SshFailureKind): boolean {
	switch (kind) {
		case 'refused':
		case 'no-route':
		case 'timeout':
		case 'dropped':
		case 'jump-cannot-reach':
		case 'connection-gone':
		case 'link-lost':
		case 'name-unknown':
			return true;
		default:
			return false;
	}
}

/** Whether a person at a terminal can mend it by signing in. */
export function needsPerson(kind: SshFailureKind): boolean {
	return kind === 'sign-in-refused' || kind === 'host-key-unknown' || kind === 'given-up';
}

/** The fingerprint that ssh tells with VisualHostKey once it has accepted a key: `Host key fingerprint is SHA256:…`. */
export function parseAcceptedKey(stderr: string): string | null {
	return /^Host key fingerprint is (SHA256:[\w+/=]+)\r?$/m.exec(stderr)?.[1] ?? null;
}
