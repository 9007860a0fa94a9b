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

/** Notes, beside its socket, which key a shared connection was made with, for other programs that share it. */
export function noteKey(socketPath: string, hostKey: string | null): void {
	try {
		writeFileSync(`${socketPath}.key`, hostKey ?? '', { mode: 0o600 });
	} catch {
		// It is for the record of acts only, and those name the host all the same.
	}
}

export function recallKey(socketPath: string): string | null {
	try {
		return /^SHA256:[\w+/=]+$/.exec(readFileSync(`${socketPath}.key`, 'utf8'))?.[0] ?? null;
	} catch {
		return null;
	}
}
