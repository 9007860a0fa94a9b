/** What the program's ssh needs, pointed at the hosts of ssh-hosts.ts. A silent link is noticed after six seconds instead of fifteen. */

import { resolve } from 'node:path';
import { parseHostAddress } from '../../source/domain/host-address.ts';
import { writeSshConfig } from '../../source/services/transports/ssh/config-file.ts';
import { createConnectGate } from '../../source/services/transports/ssh/connect-gate.ts';
import {
	createSshConnection,
	type SshConnection,
	type SshConnectionOptions,
} from '../../source/services/transports/ssh/connection.ts';
import type { RemoteShell } from '../../source/services/transports/ssh/remote-shell.ts';
import type { SshSetup } from '../../source/services/transports/ssh/shared-connection.ts';
import { openTemporaryDirectory } from './program.ts';
import type { SshHosts } from './ssh-hosts.ts';

export type SshBench = AsyncDisposable & {
	readonly setup: SshSetup;
	connectionTo(host: string, options?: Partial<SshConnectionOptions>): SshConnection;
};

export function openSshBench(hosts: Pick<SshHosts, 'configFile'>, { aliveSeconds = 2 } = {}): SshBench {
	const temporary = openTemporaryDirectory();
	const userFile = resolve(hosts.configFile);
	const times = { aliveSeconds, connectSeconds: 10, persistSeconds: 5 };
	const setup: SshSetup = {
		directory: temporary.path,
		files: writeSshConfig({ directory: temporary.path, userFile, ...times }),
		userFile,
		persistSeconds: times.persistSeconds,
		connectTimeoutMs: 30_000,
	};
	const open: SshConnection[] = [];
	const gate = createConnectGate();
	return {
		setup,
		connectionTo(host, options = {}) {
			const address = parseHostAddress(host);
			if (!address.ok) throw new Error(address.error.message);
			const backoff = { firstMs: 50, longestMs: 200 };
			const connection = createSshConnection({
				setup,
				address: address.value,
				gate,
				keepsTrying: false,
				backoff,
				// A machine that is busy with other tests takes its time.
				sessionTimeoutMs: 30_000,
				...options,
			});
			open.push(connection);
			return connection;
		},
		async [Symbol.asyncDispose]() {
			for (const connection of open) await connection.close();
			temporary[Symbol.dispose]();
		},
	};
}

/** Resolves when the connection is in that state. */
export function stateOf(connection: SshConnection, state: string, timeoutMs = 30_000): Promise<void> {
	return new Promise((done, reject) => {
		if (connection.state().state === state) return done();
		const late = setTimeout(() => reject(new Error(`it is ${JSON.stringify(connection.state())}`)), timeoutMs);
		const stop = connection.onState((now) => {
			if (now.state !== state) return;
			clearTimeout(late);
			stop();
			done();
		});
	});
}

/** Sends a program to a shell, ends its input and gives what it printed. */
export async function runIn(shell: RemoteShell, program: string): Promise<string> {
	let printed = '';
	shell.onData((chunk) => {
		printed += chunk;
	});
	shell.write(program);
	shell.end();
	await shell.ended;
	return printed;
}

/** A session, or an error with the sentence that the person would see. */
export async function openShell(connection: SshConnection): Promise<RemoteShell> {
	const opened = await connection.open('live');
	if (!opened.ok) throw new Error(opened.error.message);
	return opened.value;
}
