import { resolve } from 'node:path';
import type { HostIdentity, SshHost } from '../commands/services.ts';
import { authoriseAct } from '../domain/access.ts';
import type { HostName } from '../domain/connection.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import { parseHostAddress } from '../domain/host-address.ts';
import { fail, type Result, succeed } from '../domain/result.ts';
import { sanitiseLines } from '../domain/sanitise.ts';
import { isTalk } from '../parsers/explain-ssh.ts';
import type { RemoteTarget } from '../services/operations/operations-context.ts';
import { createSshClient } from '../services/transports/ssh/client.ts';
import type { SshConnection } from '../services/transports/ssh/connection.ts';
import { createFileCopier } from '../services/transports/ssh/files/file-copier.ts';
import { createSshTransport } from '../services/transports/ssh/ssh-transport.ts';
import { becomeRootOn } from './become.ts';
import { recordOnHost } from './host-record.ts';
import { createHostServices, type HostServicesParts } from './host-services.ts';
import { once } from './once.ts';

export type RemoteHostsParts = Omit<HostServicesParts, 'transport'> & {
	readonly stateDirectory: string;
	/** The file of `-F`, as it was given. */
	readonly sshConfig?: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** What a person who signs in is told by ssh: banners, warnings. */
	readonly tell: (text: string) => void;
};

/** Hosts that are reached by ssh, each opened once. */
export type RemoteHosts = {
	open(name: string): Promise<Result<SshHost>>;
	names(): Promise<readonly HostName[]>;
	/** Whether ssh_config names it, by more than a bare `*`. */
	isListed(name: string): Promise<boolean>;
	close(): Promise<void>;
};

export function createRemoteHosts(parts: RemoteHostsParts): RemoteHosts {
	const { sshConfig, env, stateDirectory } = parts;
	const userFile = sshConfig === undefined || sshConfig === 'none' ? sshConfig : resolve(sshConfig);
	const client = createSshClient({ env, stateDirectory, userFile });
	const opened = new Map<string, SshHost>();

	return {
		async open(name) {
			const known = opened.get(name);
			if (known !== undefined) return succeed(known);
			const address = parseHostAddress(name);
			if (!address.ok) return address;
			const connection = client.connectionTo(address.value, { keepsTrying: true });
			if (!connection.ok) return connection;
			const host = createRemoteHost(connection.value, parts, () => opened.delete(name));
			opened.set(name, host);
			return succeed(host);
		},
		names: async () => (await client.hostNames()).map((name) => ({ name, from: 'ssh-config' })),
		isListed: client.isListed,
		async close() {
			await Promise.all([...opened.values()].map((host) => host.close()));
		},
	};
}

function createRemoteHost(connection: SshConnection, parts: RemoteHostsParts, onClose: () => void): SshHost {
	const { host } = connection;
	const transport = once(() => createSshTransport(connection));
	const copier = createFileCopier(connection);
	const services = createHostServices({ ...parts, transport, copier, remote: () => targetOf(connection) });
	let user: string | null = null;

	async function readIdentity(): Promise<Result<HostIdentity>> {
		if (user === null) {
			const ran = await transport().run({ file: 'id', args: ['-un'] }, { timeoutMs: 10_000 });
			if (!ran.ok) return ran;
			const name = ran.value.stdout.trim();
			if (name === '') return fail('malformed', `${host} does not tell who one is there`);
			user = name;
		}
		return succeed({ user, isRoot: user === 'root' });
	}

	/** The same host over sessions of root; it ends with the connection. */
	async function become(ask: AskPassword | null, keepsSeconds: () => number): Promise<Result<SshHost>> {
		const identity = await readIdentity();
		if (!identity.ok) return identity;
		if (identity.value.isRoot) return fail('refused', `You are root on ${host} already`);
		// A server may allow one session at a time.
		transport().rest();
		const root = await becomeRootOn({ connection, parts, user: identity.value.user, ask, keepsSeconds });
		if (!root.ok) return root;
		const target = () => ({ ...targetOf(connection), user: 'root' });
		return succeed({
			...own,
			...createHostServices({ ...parts, transport: () => root.value.transport, remote: target }),
			becameBy: root.value.tool,
			become: async () => fail('refused', `${host} is seen as root already`),
			identity: async () => succeed({ user: 'root', isRoot: true }),
			close: root.value.close,
		});
	}

	const own: SshHost = {
		...services,
		name: host,
		connection,
		becameBy: null,
		become,
		state: connection.state,
		onState: connection.onState,
		connect: async () => plain(await connection.connect()),
		signIn: async () => plain(await connection.signIn({ onMessage: (chunk) => parts.tell(readable(chunk)) })),
		openShell: () => openShell(connection, parts),
		identity: readIdentity,
		async close() {
			onClose();
			await transport().close();
			await connection.close();
		},
	};
	return own;
}

/** Names that settings may call it by, and what stands in the record. */
function targetOf(connection: SshConnection): RemoteTarget {
	const { destination } = connection.address;
	const settings = connection.settings();
	const names = [destination, settings?.hostname ?? destination, settings?.hostKeyAlias ?? destination];
	return { names, user: settings?.user ?? null, hostKey: connection.hostKey() };
}

/** What ssh and the host say while a person signs in; the questions themselves ssh asks on the terminal. */
function readable(chunk: Buffer): string {
	return sanitiseLines(chunk.toString())
		.filter((line) => !isTalk(line))
		.map((line) => `${line}\n`)
		.join('');
}

function plain(result: Awaited<ReturnType<SshConnection['connect']>>): Result<void> {
	return result.ok ? result : { ok: false, error: result.error.error };
}

/** What is typed there is the host's own affair; that somebody was there, and how long, is recorded. */
async function openShell(connection: SshConnection, parts: RemoteHostsParts): Promise<Result<void>> {
	const { host } = connection;
	if (parts.isReadOnly)
		return fail('permission', 'This console only looks (--read-only)', 'Open it without --read-only.');
	const allowed = authoriseAct(await parts.access().read(), 'shell');
	if (!allowed.ok) return allowed;
	const asUser = connection.settings()?.user ?? null;
	const done = await recordOnHost(parts, connection, { type: 'shell', argv: ['ssh', host], asUser }, async () => {
		const ran = await connection.openTerminal();
		const exitCode = ran.ok ? ran.value : null;
		// A shell's own status tells of its last command only; 255 is ssh's.
		const isReached = ran.ok && exitCode !== 255;
		const message = isReached ? `The shell on ${host} was left` : `The shell on ${host} was lost, or did not open`;
		const value: Result<void> = !ran.ok ? ran : isReached ? succeed(undefined) : fail('unreachable', message);
		return { value, end: { status: isReached ? 'succeeded' : 'failed', message, exitCode } };
	});
	return done.ok ? done.value : done;
}
