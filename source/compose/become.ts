import { authoriseAct } from '../domain/access.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import { type Result, succeed } from '../domain/result.ts';
import { createPasswordKeeper } from '../services/access/password-keeper.ts';
import { createRootOpener } from '../services/access/root-opener.ts';
import type { RootTool } from '../services/access/root-tool.ts';
import type { SshConnection } from '../services/transports/ssh/connection.ts';
import { createSshTransport, type SshTransport } from '../services/transports/ssh/ssh-transport.ts';
import { recordOnHost } from './host-record.ts';
import type { HostServicesParts } from './host-services.ts';

export type Become = {
	readonly connection: SshConnection;
	readonly parts: Pick<HostServicesParts, 'operationLog' | 'access'>;
	/** The one who signed in. */
	readonly user: string;
	readonly ask: AskPassword | null;
	/** How long acts keep a password; the sessions of one screen are opened within seconds, and ask once. */
	readonly keepsSeconds: () => number;
};

/** A host as root sees it. */
export type Root = { readonly transport: SshTransport; readonly tool: RootTool; close(): Promise<void> };

const openingSeconds = 15;

/** Has the agent of a host run as root, and records that. Nothing is looked at beforehand: sudo logs each probe. */
export async function becomeRootOn({ connection, parts, user, ask, keepsSeconds }: Become): Promise<Result<Root>> {
	const { host } = connection;
	const allowed = authoriseAct(await parts.access().read(), 'become');
	if (!allowed.ok) return allowed;
	const keeper = createPasswordKeeper(() => Math.max(openingSeconds, keepsSeconds()));
	const question = () => ({ user, host, purpose: `seeing ${host} as root` });
	let isLeft = false;
	// A session that was being opened when root was left asks nobody.
	const askWhileRoot: AskPassword | null = ask && (async (asked) => (isLeft ? null : ask(asked)));
	const opener = createRootOpener({ opener: connection, question, ask: askWhileRoot, keeper });
	const transport = createSshTransport(opener, { isKept: true });
	const close = async () => {
		isLeft = true;
		keeper.forgetAll();
		await transport.close();
	};
	const argv = ['sudo', '-H', '--', '/bin/sh'];
	const done = await recordOnHost(parts, connection, { type: 'become', argv, asUser: 'root' }, async () => {
		const opened = await openOnce(transport);
		const status = opened.ok ? 'succeeded' : opened.error.code === 'permission' ? 'refused' : 'failed';
		const message = opened.ok ? `${host} is seen as root through ${opener.tool()}` : opened.error.message;
		return { value: opened, end: { status, message, exitCode: null } };
	});
	const opened = done.ok ? done.value : done;
	if (!opened.ok) {
		await close();
		return opened;
	}
	return succeed({ transport, tool: opener.tool() ?? 'sudo', close });
}

/** The first session is the one that figures come through. */
async function openOnce(transport: SshTransport): Promise<Result<void>> {
	const [first] = await transport.readFiles(['/proc/sys/kernel/ostype']);
	return first === undefined || first.ok ? succeed(undefined) : first;
}
