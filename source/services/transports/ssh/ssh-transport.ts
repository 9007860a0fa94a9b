import type { Transport } from '../transport.ts';
import { createLanes } from './lanes.ts';
import { createRemoteActs } from './remote-acts.ts';
import { createRemoteFiles } from './remote-files.ts';
import { createRemoteHolds } from './remote-holds.ts';
import { createRemoteOwners } from './remote-owners.ts';
import { createRemoteRun } from './remote-run.ts';
import { createRemoteScanner } from './remote-scanner.ts';
import type { ShellOpener } from './remote-shell.ts';
import { createRemoteSlowFiles } from './remote-slow-files.ts';

export type SshTransport = Transport & {
	/** Ends its sessions; what is asked next opens others. Acts go on there, but their outcomes are not heard. */
	rest(): void;
};

/**
 * Another host behind the contract that every host has. All that runs there is a small program that its `/bin/sh` reads from stdin, once for each
 * session; what the opener wraps around that shell (sudo, doas) decides as whom. Nothing is opened before it is asked for;
 * `isKept` leaves open what was, where opening may take a person.
 */
export function createSshTransport(opener: ShellOpener, { isKept = false } = {}): SshTransport {
	const lanes = createLanes(opener, isKept);
	const files = createRemoteFiles(lanes);
	const slow = createRemoteSlowFiles(lanes);

	return {
		host: opener.host,
		...files,
		readSlowFiles: slow.read,
		...createRemoteRun(opener.host, lanes),
		...createRemoteActs(opener.host, lanes),
		...createRemoteScanner({ lanes, readFiles: files.readFiles, readSlowFiles: slow.read }),
		...createRemoteOwners(lanes),
		...createRemoteHolds(opener.host, lanes),
		rest: lanes.rest,
		async close() {
			slow.close();
			lanes.close();
		},
	};
}
