import { fail, type Result, succeed } from './result.ts';

/** A host as a person names it to ssh. */
export type HostAddress = {
	/** What was given: shown, recorded, and asked for again. */
	readonly text: string;
	/** What ssh is given as the destination: an alias of ssh_config, a name or an address. */
	readonly destination: string;
	/** Null where ssh_config, or the user's own name, decides. */
	readonly user: string | null;
	readonly port: number | null;
};

const hint = 'Write it as name, user@name, user@name:port, [address]:port or ssh://user@name:port.';

// ssh puts both into commands of ssh_config (ProxyCommand with %h and %r, Match exec), where a shell reads them.
const safeDestination = /^(?!-)[\p{L}\p{N}._:%+@-]+$/u;
const safeUser = /^(?!-)[\p{L}\p{N}._+@\\$-]+$/u;

/**
 * Understands `name`, `user@name`, `user@name:port`, `[::1]:22`, `::1` and `ssh://user@name:port`. A user may hold `@`; two colons or
 * more without brackets are an IPv6 address.
 */
export function parseHostAddress(text: string): Result<HostAddress> {
	const isUri = /^ssh:\/\//i.test(text);
	const rest = isUri ? text.slice('ssh://'.length).replace(/\/$/, '') : text;
	const at = rest.lastIndexOf('@');
	const user = at === -1 ? null : decode(rest.slice(0, at), isUri);
	const place = splitPort(rest.slice(at + 1));
	if (place === null) return refuse(text, 'its port is none');
	const { destination, port } = place;
	if (destination === '') return refuse(text, 'it names no host');
	if (user === '') return refuse(text, 'its user is empty');
	if (!safeDestination.test(destination) || (user !== null && !safeUser.test(user))) {
		return refuse(text, 'it holds characters that no name of a host has');
	}
	return succeed({ text, destination, user, port });
}

function refuse(text: string, why: string) {
	return fail('refused', `"${withoutPassword(text)}" cannot be the name of a host: ${why}`, hint);
}

/** Programs other than ssh take `user:password@host`; typed here by mistake it is not said again. */
export function withoutPassword(text: string): string {
	return text.replace(/^((?:[a-z]+:\/\/)?[^:@/[\]]*:)(?!\/\/).*(?=@)/is, '$1***');
}

function decode(user: string, isUri: boolean): string {
	try {
		return isUri ? decodeURIComponent(user) : user;
	} catch {
		return user;
	}
}

function splitPort(place: string): { readonly destination: string; readonly port: number | null } | null {
	const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(place);
	const plain = /^([^:]*):([^:]*)$/.exec(place);
	const [, destination = place, port] = bracketed ?? plain ?? [];
	if (port === undefined) return { destination, port: null };
	const number = Number(port);
	return /^\d{1,5}$/.test(port) && number >= 1 && number <= 65_535 ? { destination, port: number } : null;
}

/** The words that make ssh go there: `-l user -p port -- destination`. */
export function sshDestination({ destination, user, port }: HostAddress): readonly string[] {
	return [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)]), '--', destination];
}
