import { readFileSync, writeFileSync } from 'node:fs';
import type { SshSettings } from '../../../parsers/ssh-config.ts';
import { runCommand } from '../local/run.ts';

const timeoutMs = 5000;

/**
 * Fingerprints of the keys that known_hosts has for a host, `ED25519 SHA256:…`, without those of the system's file. ssh accepted one of
 * them, or it would not have signed in.
 */
export async function readKnownKeys({ hostname, port, hostKeyAlias, userKnownHostsFiles }: SshSettings) {
	const place = port === null || port === 22 ? hostname : `[${hostname}]:${port}`;
	const name = hostKeyAlias ?? place;
	if (name === null) return [];
	const found = await Promise.all(
		userKnownHostsFiles.map((file) =>
			runCommand({ file: 'ssh-keygen', args: ['-l', '-F', name, '-f', file] }, { timeoutMs }),
		),
	);
	const lines = found.flatMap((ran) => (ran.ok ? ran.value.stdout.split('\n') : []));
	const keys = lines.flatMap((line) => {
		const [, type, fingerprint] = /\s(\S+) (SHA256:\S+)/.exec(line) ?? [];
		return type === undefined || fingerprint === undefined || line.startsWith('#') ? [] : [`${type} ${fingerprint}`];
	});
	return [...new Set(keys)];
}

/** The fingerprint of the only key that known_hosts has for a host: the one that was accepted. Null where there are several. */
export async function onlyKnownKey(settings: SshSettings): Promise<string | null> {
	const [key, ...others] = await readKnownKeys(settings);
	return others.length > 0 ? null : (key?.split(' ')[1] ?? null);
}

export type SignInNote = {
	/** `SHA256:…`; null where ssh did not tell. */
	readonly hostKey: string | null;
	/** It is not repeated without one. */
	readonly wasPersonNeeded: boolean;
};

const personLine = 'a person signed in';

/** Notes, beside its socket, how a shared connection was made, for other programs that share it. */
export function noteSignIn(socketPath: string, { hostKey, wasPersonNeeded }: SignInNote): void {
	try {
		writeFileSync(`${socketPath}.key`, `${hostKey ?? ''}\n${wasPersonNeeded ? personLine : ''}`, { mode: 0o600 });
	} catch {
		// Acts are recorded with the host's name all the same, and a sign-in that is refused is not repeated.
	}
}

/** What is known of a connection that another program made; a user's own has no note. */
export function recallSignIn(socketPath: string): SignInNote {
	try {
		const [key = '', who] = readFileSync(`${socketPath}.key`, 'utf8').split('\n');
		return { hostKey: /^SHA256:[\w+/=]+$/.exec(key)?.[0] ?? null, wasPersonNeeded: who === personLine };
	} catch {
		return { hostKey: null, wasPersonNeeded: false };
	}
}
