import { setTimeout as pause } from 'node:timers/promises';
import type { HostAddress } from '../../../domain/host-address.ts';
import type { Result } from '../../../domain/result.ts';
import type { SshSettings } from '../../../parsers/ssh-config.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectGate } from './connect-gate.ts';
import { type ConnectFailure, type SshSetup, type StartedMaster, startMaster } from './shared-connection.ts';
import type { SshChildOptions } from './ssh-child.ts';

export type SignInOptions = {
	readonly setup: SshSetup;
	readonly address: HostAddress;
	readonly gate: ConnectGate;
	readonly random: () => number;
};

/** Signs in and leaves a master behind that socket; with a terminal, a person may be asked. */
export type SignIn = (
	path: string,
	known: SshSettings,
	terminal?: SshChildOptions['terminal'],
	signal?: AbortSignal,
) => Promise<Result<StartedMaster, ConnectFailure>>;

/** How often a server may drop the connection before the sign-in (MaxStartups) until that is told as a failure. */
const mostDrops = 4;
const dropPauseMs = 300;

/** A server that is busy with other sign-ins drops connections at random. That is no failed sign-in, and soon over. */
export function createSignIn({ setup, address, gate, random }: SignInOptions): SignIn {
	return async (path, known, terminal, signal) => {
		const isIndirect = known.proxyJump !== null || known.proxyCommand !== null;
		// A sign-in that was refused on the way may look like this as well: that is never repeated.
		const most = isIndirect ? 1 : mostDrops;
		const start = () =>
			startMaster(setup, address, path, {
				isIndirect,
				...(terminal === undefined ? {} : { terminal }),
				...(signal === undefined ? {} : { signal }),
			});
		if (terminal !== undefined) return start();
		for (let drops = 1; ; drops++) {
			const started = await gate.pass(firstHop(known), start, known.proxyJump !== null);
			if (started.ok || started.error.kind !== 'dropped' || drops >= most || signal?.aborted) return started;
			await pause(backoffMs(drops, random(), { firstMs: dropPauseMs, longestMs: 5000 }));
		}
	};
}

/** Where the first TCP connection goes: sign-ins that pass one bastion count there. */
function firstHop({ proxyJump, hostname }: SshSettings): string {
	return proxyJump?.split(',')[0] ?? hostname ?? '';
}
