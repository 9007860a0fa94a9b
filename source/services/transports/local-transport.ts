import { hostname } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../domain/result.ts';
import { createActRunner } from './local/act-runner.ts';
import { createFileReader } from './local/file-reader.ts';
import { holdProcess } from './local/held-process.ts';
import { createPathMapper } from './local/host-paths.ts';
import { runCommand, streamCommand } from './local/run.ts';
import { createSlowReader } from './local/slow-reader.ts';
import type { Transport } from './transport.ts';

export type LocalTransportOptions = {
	/** Directory read instead of /proc. */
	readonly procfs?: string;
	/** Directory read instead of /sys. */
	readonly sysfs?: string;
	/** Where acts keep their output and outcome while they run: `$XDG_STATE_HOME/opsdash`. */
	readonly stateDirectory: string;
};

/** This machine behind the contract that every host has. */
export function createLocalTransport(options: LocalTransportOptions): Transport {
	const mapPath = createPathMapper(options);
	const reader = createFileReader(mapPath);
	const slow = createSlowReader(mapPath);
	const notYet = async () => fail('unavailable', 'not built yet');

	return {
		host: hostname(),
		...reader,
		readSlowFiles: slow.read,
		run: runCommand,
		...createActRunner(join(options.stateDirectory, 'acts')),
		stream: streamCommand,
		scanProcesses: notYet,
		findSocketOwners: notYet,
		holdProcess: async (identity) => holdProcess(identity, { mapPath }),
		async close() {
			slow.close();
		},
	};
}
