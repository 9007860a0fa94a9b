import { readFileSync, readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ActorRecord } from './log-event.ts';

/** What the kernel shows for a process that no login started. */
const noLogin = 4_294_967_295;

export type ActorSources = {
	readonly env: NodeJS.ProcessEnv;
	/** Reads one file; throws where it cannot. */
	readonly readFile: (path: string) => string;
	readonly readLink: (path: string) => string;
	readonly uid: number | null;
};

const here: ActorSources = {
	env: process.env,
	readFile: (path) => readFileSync(path, 'utf8'),
	readLink: (path) => readlinkSync(path),
	uid: process.getuid?.() ?? null,
};

/**
 * Who runs this program. The uid and the login uid come from the kernel (the latter survives su and sudo); the sudo user and
 * the place of the SSH client are what the environment claims.
 */
export function readActor(sources: ActorSources = here): ActorRecord {
	const { env, uid } = sources;
	const loginUid = readLoginUid(sources);
	return {
		uid,
		user: uid === null ? 'unknown' : nameOf(uid, sources),
		loginUid,
		loginUser: loginUid === null ? null : nameOf(loginUid, sources),
		sudoUser: env['SUDO_USER'] || env['DOAS_USER'] || null,
		from: placeOf(sources),
	};
}

function attempt<Value>(read: () => Value): Value | null {
	try {
		return read();
	} catch {
		return null;
	}
}

function readLoginUid({ readFile }: ActorSources): number | null {
	const text = attempt(() => readFile('/proc/self/loginuid'))?.trim() ?? '';
	return /^\d+$/.test(text) && Number(text) !== noLogin ? Number(text) : null;
}

/** The name of a uid, else its digits: directories are not asked here, since they may not answer. */
function nameOf(uid: number, { readFile, uid: own }: ActorSources): string {
	const line = attempt(() => readFile('/etc/passwd'))
		?.split('\n')
		.find((each) => each.split(':')[2] === String(uid));
	const name = line?.split(':')[0];
	if (name) return name;
	return (uid === own && uid === process.getuid?.() ? attempt(() => userInfo().username) : null) ?? String(uid);
}

function placeOf({ env, readLink }: ActorSources): string | null {
	const client = /^([0-9A-Fa-f:.%\w-]+) \d+ /.exec(env['SSH_CONNECTION'] ?? '')?.[1];
	if (client !== undefined) return client;
	const terminal = attempt(() => readLink('/proc/self/fd/0')) ?? '';
	return /^\/dev\/(?:pts\/\d+|tty\w+|console)$/.test(terminal) ? terminal.slice('/dev/'.length) : null;
}
