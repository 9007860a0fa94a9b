import { readFileSync } from 'node:fs';
import type { HostAddress } from '../../../domain/host-address.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { parseAppliedPatterns, parseHostNames, parseReadFiles } from '../../../parsers/ssh-config.ts';
import { writeSshConfig } from './config-file.ts';
import { createConnectGate } from './connect-gate.ts';
import { createSshConnection, type SshConnection } from './connection.ts';
import { openRuntimeDirectory } from './runtime-directory.ts';
import type { SshSetup } from './shared-connection.ts';
import { runSsh } from './ssh-child.ts';

export type SshClientOptions = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stateDirectory: string;
	/** The file of `-F`, absolute, or `none`. */
	readonly userFile?: string | undefined;
};

/** The system's ssh, as this program uses it: what all connections share. */
export type SshClient = {
	/** A connection that is not made yet; `keepsTrying` where somebody waits for the host to come up. */
	connectionTo(address: HostAddress, options: { readonly keepsTrying: boolean }): Result<SshConnection>;
	/** Whether a `Host` pattern of ssh_config other than a bare `*` applies to this name. */
	isListed(name: string): Promise<boolean>;
	/** Names that stand on `Host` lines, without patterns, in the order of the files. */
	hostNames(): Promise<readonly string[]>;
};

/** A silent link is noticed after three times that. */
export const aliveSeconds = 5;
const connectSeconds = 10;
/** Commands that follow each other share a connection; the console's ends soon after it. */
const persistSeconds = 5;
const connectTimeoutMs = 20_000;
const askTimeoutMs = 5000;
const maxNames = 10_000;

export function createSshClient(options: SshClientOptions): SshClient {
	const { userFile } = options;
	const own = userFile === undefined ? [] : ['-F', userFile];
	const gate = createConnectGate();
	let made: Result<SshSetup> | null = null;

	function setup(): Result<SshSetup> {
		made ??= prepare(options);
		return made;
	}

	/** What ssh says of the lines that it reads for a host. */
	async function explainConfig(name: string): Promise<string> {
		const end = await runSsh(['-v', '-G', ...own, '--', name], { timeoutMs: askTimeoutMs });
		return end.ok && end.value.exitCode === 0 ? end.value.stderr : '';
	}

	return {
		connectionTo(address, { keepsTrying }) {
			const ready = setup();
			return ready.ok ? succeed(createSshConnection({ setup: ready.value, address, gate, keepsTrying })) : ready;
		},
		async isListed(name) {
			return parseAppliedPatterns(await explainConfig(name)).some((pattern) => pattern !== '*');
		},
		async hostNames() {
			const files = parseReadFiles(await explainConfig('localhost'));
			const names = files.flatMap((file) => parseHostNames(readText(file)));
			return [...new Set(names)].slice(0, maxNames);
		},
	};
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		// ssh read it a moment ago; without it there are only fewer names to choose from.
		return '';
	}
}

function prepare({ env, stateDirectory, userFile }: SshClientOptions): Result<SshSetup> {
	const directory = openRuntimeDirectory(env, stateDirectory);
	if (!directory.ok) return directory;
	try {
		const times = { aliveSeconds, connectSeconds, persistSeconds };
		const files = writeSshConfig({ directory: directory.value, userFile, ...times });
		return succeed({ directory: directory.value, files, userFile, persistSeconds, connectTimeoutMs });
	} catch (error) {
		const why = (error as NodeJS.ErrnoException).code ?? String(error);
		return fail('failed', `${sanitise(directory.value)} cannot be written (${why}), and ssh needs a file there`);
	}
}
