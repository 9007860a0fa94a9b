/**
 * Tests that need root, a Debian package or a command: they run where it is there, and are skipped with the reason where it
 * is not. scripts/test.mjs collects the reasons, and counts a skipped test as failed in continuous integration.
 */

import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, type TestContext, test } from 'vitest';

export type Requirements = {
	/** The test has to run as root. */
	readonly root?: boolean;
	/** Names of packages in test/debian-packages.txt. */
	readonly packages?: readonly string[];
	/** Names of packages in test/debian-downloads.txt: they are unpacked by tests, not installed. */
	readonly downloads?: readonly string[];
	/** Commands that no Debian package of the list brings, such as `systemctl`. */
	readonly commands?: readonly string[];
};

declare module 'vitest' {
	interface TaskMeta {
		/** What this test or suite is skipped for: `root`, `package NAME`, `download NAME` or `command NAME`. */
		missing?: readonly string[];
	}
}

const listFile = new URL('../debian-packages.txt', import.meta.url);

function readProbes(): ReadonlyMap<string, string> {
	const lines = readFileSync(listFile, 'utf8')
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'));
	return new Map(
		lines.map((line) => {
			const [name = '', probe = ''] = line.split(/\s+/);
			return [name, probe];
		}),
	);
}

function isReachable(path: string, mode: number): boolean {
	try {
		accessSync(path, mode);
		return true;
	} catch {
		return false;
	}
}

/** Whether a command is on the PATH or where system administration commands are. */
export function hasCommand(name: string): boolean {
	const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
	return directories.some((directory) => isReachable(join(directory, name), constants.X_OK));
}

function hasPackage(name: string, probes: ReadonlyMap<string, string>): boolean {
	const probe = probes.get(name);
	if (probe === undefined) {
		throw new Error(`add ${name} to test/debian-packages.txt, so that it gets installed where tests run`);
	}

	return probe.startsWith('/') ? isReachable(probe, constants.F_OK) : hasCommand(probe);
}

/** Whether download-packages.sh has fetched a package. */
function hasDownload(name: string): boolean {
	try {
		const names = readdirSync(process.env['OPSDASH_TEST_PACKAGES'] ?? '/tmp/opsdash-test-packages');
		return names.some((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
	} catch {
		return false;
	}
}

/** What is not there of what is required; empty when the test can run. */
export function selectMissing(requirements: Requirements): string[] {
	const probes = readProbes();
	return [
		...(requirements.root && process.getuid?.() !== 0 ? ['root'] : []),
		...(requirements.packages ?? []).filter((name) => !hasPackage(name, probes)).map((name) => `package ${name}`),
		...(requirements.downloads ?? []).filter((name) => !hasDownload(name)).map((name) => `download ${name}`),
		...(requirements.commands ?? []).filter((name) => !hasCommand(name)).map((name) => `command ${name}`),
	];
}

/** `describe` that is skipped, with the reason noted, where something required is missing. */
export function describeWhen(requirements: Requirements, name: string, body: () => void): void {
	const missing = selectMissing(requirements);
	describe(name, { skip: missing.length > 0, meta: { missing } }, body);
}

/** `test` that is skipped, with the reason noted, where something required is missing. */
export function testWhen(
	requirements: Requirements,
	name: string,
	body: (context: TestContext) => void | Promise<void>,
	timeoutMs?: number,
): void {
	const missing = selectMissing(requirements);
	test(name, { skip: missing.length > 0, meta: { missing }, ...(timeoutMs ? { timeout: timeoutMs } : {}) }, body);
}
