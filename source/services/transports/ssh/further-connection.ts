import { randomBytes } from 'node:crypto';
import type { HostAddress } from '../../../domain/host-address.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { mayRetry } from '../../../parsers/explain-ssh.ts';
import type { SshSettings } from '../../../parsers/ssh-config.ts';
import type { SignInNote } from './host-keys.ts';
import { type HeldMaster, holdMaster, socketPath } from './shared-connection.ts';
import type { SignIn } from './sign-in.ts';

export type FurtherConnectionOptions = {
	readonly address: HostAddress;
	/** Where sockets lie. */
	readonly directory: string;
	readonly signIn: SignIn;
	/** How the connection that stands was made; null where there is none. */
	readonly known: () => (SignInNote & { readonly settings: SshSettings }) | null;
};

/**
 * Makes connections to a host besides the one that is shared, where that has no session left: MaxSessions counts for each. Only where the
 * sign-in takes nobody, and never again once one was refused: failed sign-ins get an address banned. Failures continue a sentence.
 */
export function createFurtherConnection(options: FurtherConnectionOptions): () => Promise<Result<HeldMaster>> {
	const { address, directory, signIn, known } = options;
	let isRefused = false;

	return async () => {
		const shared = known();
		if (shared === null) return fail('unreachable', `the connection to ${address.text} was lost`);
		if (shared.wasPersonNeeded) return fail('unavailable', 'another connection would take you to sign in again');
		if (isRefused) return fail('unavailable', 'another connection was refused');
		const path = socketPath(directory, shared.settings, randomBytes(16).toString('hex'));
		const started = await signIn(path, shared.settings);
		if (!started.ok) {
			const { kind, error } = started.error;
			isRefused = kind === null || !mayRetry(kind);
			return fail('unavailable', `another connection could not be made: ${error.message}`);
		}
		const socket = await holdMaster(path);
		if (socket === null) return fail('unavailable', 'another connection ended as soon as it stood');
		const { hostKey } = started.value;
		if (hostKey === null || shared.hostKey === null || hostKey === shared.hostKey) return succeed({ socket, path });
		// One name may lead to several machines.
		socket.destroy();
		isRefused = true;
		return fail('unavailable', 'another connection led to a machine with another key');
	};
}
