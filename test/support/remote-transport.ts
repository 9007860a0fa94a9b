import { onTestFinished } from 'vitest';
import { createSshTransport } from '../../source/services/transports/ssh/ssh-transport.ts';
import type { Transport } from '../../source/services/transports/transport.ts';
import { createLocalShells, type LocalShells, type LocalShellsOptions } from './local-shells.ts';

export type RemoteTransport = { readonly transport: Transport; readonly shells: LocalShells };

/** The transport to another host over shells of this machine; closed with the test. */
export function openRemote(options: LocalShellsOptions = {}): RemoteTransport {
	const shells = createLocalShells(options);
	const transport = createSshTransport(shells);
	onTestFinished(async () => {
		await transport.close();
		shells.close();
	});
	return { transport, shells };
}

/** Puts a directory before the PATH that the agent sets. */
export function withPath(directory: string): (text: string) => string {
	return (text) => text.replace('PATH=/usr/local/sbin', `PATH=${directory}:/usr/local/sbin`);
}

/** Leaves the agent nothing but a directory. */
export function onlyPath(directory: string): (text: string) => string {
	return (text) => text.replace(/^PATH=\/usr\/local\/sbin.*$/m, `PATH=${directory}`);
}
