import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createNetworkCollector } from '../../../../source/services/collectors/network-collector.ts';
import { createProcessDetailReader } from '../../../../source/services/collectors/process-detail.ts';
import { sampleTop } from '../../../../source/services/collectors/top-collector.ts';
import { createLocalTransport } from '../../../../source/services/transports/local-transport.ts';
import type { Transport } from '../../../../source/services/transports/transport.ts';
import { openRemote } from '../../../support/remote-transport.ts';

vi.setConfig({ testTimeout: 60_000 });
const signal = new AbortController().signal;

function openBoth(): { readonly local: Transport; readonly remote: Transport } {
	const stateDirectory = mkdtempSync(join(tmpdir(), 'opsdash-both-'));
	const local = createLocalTransport({ stateDirectory });
	onTestFinished(async () => {
		await local.close();
		rmSync(stateDirectory, { recursive: true, force: true });
	});
	return { local, remote: openRemote().transport };
}

async function ofBoth<Value>(read: (transport: Transport) => Promise<Value>) {
	const { local, remote } = openBoth();
	return { here: await read(local), there: await read(remote) };
}

describe('through the agent there stands what stands here', () => {
	test('in files, directories and links', async () => {
		const paths = ['/proc/version', '/proc/sys/kernel/ostype', '/etc/passwd', '/proc/filesystems', '/nope', '/proc/1'];
		const { here, there } = await ofBoth(async (transport) => ({
			files: (await transport.readFiles(paths)).map((text) => (text.ok ? text.value : text.error.code)),
			names: [...((await transport.listDirectory('/etc')) as { value: readonly string[] }).value].sort(),
			links: (await transport.readLinks(['/proc/self/ns/net', '/bin/sh', '/nope', '/etc'])).map((link) =>
				link.ok ? link.value : link.error.code,
			),
		}));
		expect(there).toEqual(here);
	});

	test('in the beginning of files that are longer than what is wanted', async () => {
		const directory = mkdtempSync(join(tmpdir(), 'opsdash-long-'));
		onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
		const paths = ['short', 'long', 'last'].map((name) => join(directory, name));
		for (const path of paths) writeFileSync(path, 'a line of it\n'.repeat(path.endsWith('long') ? 50_000 : 500));
		const { here, there } = await ofBoth(async (transport) =>
			(await transport.readFiles(paths, { maxBytes: 20 })).map((text) => (text.ok ? text.value : text.error.code)),
		);
		expect(here[0]).toBe('a line of it\na line ');
		expect(there.slice(0, 2)).toEqual(here.slice(0, 2));
	});

	test('of processes', async () => {
		const target = spawn('sh', ['-c', 'exec sleep 300', 'a b', ''], { stdio: 'ignore' });
		onTestFinished(() => void target.kill('SIGKILL'));
		const read = async (transport: Transport) => {
			const sample = await sampleTop(transport, { windowMs: 50, factsTimeoutMs: 20_000 }, signal);
			if (!sample.ok) throw new Error(sample.error.message);
			const { now } = sample.value;
			const rows = now.scan?.processes ?? [];
			const { key, processor, userTicks, systemTicks, residentBytes, ...row } = rows.find(
				({ pid }) => pid === target.pid,
			) ?? {
				key: 0,
				processor: 0,
				userTicks: 0,
				systemTicks: 0,
				residentBytes: 0,
			};
			return {
				row,
				memory: now.memory?.totalBytes,
				disks: now.disks?.map(({ name }) => name),
				problems: now.problems.map(({ field, code }) => `${field} ${code}`),
			};
		};
		const { here, there } = await ofBoth(read);
		expect(there).toEqual(here);
		expect(here.row).toMatchObject({ pid: target.pid });
	});

	test('of one process', async () => {
		const target = spawn('sleep', ['300'], { stdio: 'ignore' });
		onTestFinished(() => void target.kill('SIGKILL'));
		const pid = target.pid ?? 0;
		const { here, there } = await ofBoth(async (transport) => {
			const scan = await transport.scanProcesses({ facts: [] });
			const row = scan.ok ? scan.value.processes.find((process) => process.pid === pid) : undefined;
			const detail = await createProcessDetailReader(transport).read({ pid, startTicks: row?.startTicks ?? 0 });
			if (!detail.ok) throw new Error(detail.error.message);
			const { threads, oomScore, ...facts } = detail.value;
			return { ...facts, threads: threads?.length };
		});
		expect(there).toEqual(here);
	});

	test('of sockets', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const read = async (transport: Transport) => {
			const sample = await createNetworkCollector().collect(transport, { withUnix: false }, signal);
			if (!sample.ok) throw new Error(sample.error.message);
			const { owners, programs, linkFacts, addresses, routes, resolvers, problems } = sample.value;
			const own = owners.ok ? [...owners.value.pidsByInode].filter(([, pids]) => pids.includes(process.pid)) : [];
			return {
				holds: own.length > 0,
				program: programs.get(process.pid),
				linkFacts: [...linkFacts].sort(([one], [other]) => one.localeCompare(other)),
				addresses,
				routes,
				resolvers,
				problems: problems.map(({ field, code }) => `${field} ${code}`),
			};
		};
		const { here, there } = await ofBoth(read);
		expect(there).toEqual(here);
		expect(here.holds).toBe(true);
	});
});
