import { hostname } from 'node:os';
import { join } from 'node:path';
import { createActRunner } from './local/act-runner.ts';
import { createFileReader } from './local/file-reader.ts';
import { holdProcess } from './local/held-process.ts';
import { createPathMapper } from './local/host-paths.ts';
import { createProcessScanner } from './local/process-scanner.ts';
import { runCommand, streamCommand } from './local/run.ts';
import { createSlowReader } from './local/slow-reader.ts';
import { createSocketOwnerFinder } from './local/socket-owner-finder.ts';
import type { Transport } from './transport.ts';

export type LocalTransportOptions = {
	/** Directory read instead of /proc. */
	readonly procfs?: string;
	/** Directory read instead of /sys. */
	readonly sysfs?: string;
	/** Where acts keep their output and outcome while they run: `$XDG_STATE_HOME/opsdash`. */
	readonly stateDirectory: string;
};

/** A table of processes read so short a time ago is good enough to look a name up in. */
const namesAgeMs = 30_000;

/** This machine behind the contract that every host has. Nothing is opened or started before it is asked for. */
export function createLocalTransport(options: LocalTransportOptions): Transport {
	const mapPath = createPathMapper(options);
	const procfs = mapPath('/proc');
	const slow = createSlowReader(mapPath);
	const scanner = createProcessScanner({ procfs, readSlowFiles: slow.read });
	const owners = createSocketOwnerFinder({ procfs });

	return {
		host: hostname(),
		...createFileReader(mapPath),
		readSlowFiles: slow.read,
		run: runCommand,
		stream: streamCommand,
		...createActRunner(join(options.stateDirectory, 'acts')),
		scanProcesses: scanner.scan,
		async findByName(name) {
			// The first scan is the screen's: it must not wait for this one.
			if (!scanner.hasTable()) return null;
			const scan = await scanner.scan({ facts: [], maxAgeMs: namesAgeMs });
			return scan.ok ? scan.value.processes.flatMap((each) => (each.name === name ? [each.pid] : [])) : null;
		},
		findSocketOwners: owners.find,
		holdProcess: async (identity) => holdProcess(identity, { mapPath, isScanned: scanner.isScanned }),
		async close() {
			scanner.close();
			slow.close();
		},
	};
}
