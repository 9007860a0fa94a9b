/** Real sockets of this machine, compared with what ss says of them in the same run. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinNet } from '../../../source/documents/net.ts';
import type { NetData, SocketRow } from '../../../source/domain/net.ts';
import { readConnectionDetail } from '../../../source/services/collectors/connection-detail.ts';
import { sampleNet } from '../../../source/services/collectors/network-collector.ts';
import { createLocalTransport } from '../../../source/services/transports/local-transport.ts';
import { describeWhen, testWhen } from '../../support/requires.ts';

const transport = createLocalTransport({ stateDirectory: join(tmpdir(), `opsdash-net-${process.pid}`) });
const { signal } = new AbortController();
const path = join(tmpdir(), `opsdash net\n${process.pid}`);
const servers: Server[] = [];
const ends: Socket[] = [];
const udp: UdpSocket[] = [];
const children: ChildProcess[] = [];

async function readNet(): Promise<NetData> {
	const sample = await sampleNet(transport, { windowMs: 0 }, signal);
	if (!sample.ok) throw new Error(sample.error.message);
	return joinNet(sample.value, null).data;
}

async function listen(options: {
	readonly host?: string;
	readonly path?: string;
	readonly ipv6Only?: boolean;
}): Promise<number> {
	const server = createServer((end) => ends.push(end));
	servers.push(server);
	server.listen(options.path === undefined ? { port: 0, ...options } : { path: options.path });
	await once(server, 'listening');
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
}

async function connectTo(port: number, host: string): Promise<Socket> {
	const end = connect(port, host);
	ends.push(end);
	await once(end, 'connect');
	return end;
}

let port4 = 0;
let port6 = 0;
beforeAll(async () => {
	port4 = await listen({ host: '127.0.0.1' });
	port6 = await listen({ host: '::1' });
	const both = await listen({ host: '::', ipv6Only: false });
	await listen({ path });
	await connectTo(port4, '127.0.0.1');
	await connectTo(port6, '::1');
	await connectTo(both, '127.0.0.1');
	for (const kind of ['udp4', 'udp6'] as const) {
		const socket = createSocket(kind);
		udp.push(socket);
		socket.bind(0, kind === 'udp4' ? '127.0.0.1' : '::1');
		await once(socket, 'listening');
	}
});

afterAll(async () => {
	for (const end of ends) end.destroy();
	for (const server of servers) server.close();
	for (const socket of udp) socket.close();
	for (const child of children) child.kill('SIGKILL');
	await transport.close();
	rmSync(path, { force: true });
});

/** What both print of a socket: family, state, ends, PIDs. */
function lineOf(row: SocketRow): string {
	const any = row.protocol.endsWith('6') ? '::' : '0.0.0.0';
	const local = `${row.localAddress}:${row.localPort ?? '*'}`;
	const peer = row.state === 'LISTEN' ? '' : `${row.peerAddress ?? any}:${row.peerPort ?? '*'}`;
	const pids = (row.owners ?? []).map(({ pid }) => pid).join();
	return [row.protocol.slice(0, 3), row.state, local, peer, pids].join(' ');
}

function lineOfSs(line: string): string {
	const [kind = '', state = '', , , local = '', peer = ''] = line
		.replaceAll(/\[|\]|%\w+(?=[\]:])/g, '')
		.trim()
		.split(/\s+/);
	const pids = [...new Set([...line.matchAll(/pid=(\d+)/g)].map((match) => Number(match[1])))];
	const sorted = pids.sort((left, right) => left - right).join();
	// ss writes * for the address of a socket that takes both families.
	return [
		kind,
		state,
		local.replace(/^\*:/, ':::'),
		state === 'LISTEN' ? '' : peer.replace(/^\*:/, ':::'),
		sorted,
	].join(' ');
}

describeWhen({ packages: ['iproute2'] }, 'beside ss', () => {
	test('TCP and UDP sockets, their states, ends and owners are the same', async () => {
		// Others on this machine open and close sockets meanwhile: what ss says before and after must be in ours, and ours in
		// either. Two of a hundred may differ still, which came and went in between.
		const ss = () => execFileSync('ss', ['-tunapH'], { encoding: 'utf8' }).trimEnd().split('\n').map(lineOfSs);
		const before = new Set(ss());
		const ours = new Set(
			(await readNet()).sockets.filter((row) => row.protocol !== 'unix' && row.container === null).map(lineOf),
		);
		const after = new Set(ss());
		const lasting = [...before].filter((line) => after.has(line));
		const missing = lasting.filter((line) => !ours.has(line));
		const invented = [...ours].filter((line) => !before.has(line) && !after.has(line));
		const tolerated = Math.floor(lasting.length / 50);
		expect(missing.length, missing.join('\n')).toBeLessThanOrEqual(tolerated);
		expect(invented.length, invented.join('\n')).toBeLessThanOrEqual(tolerated);
		expect(lasting.some((line) => line.includes(`::1:${port6}`))).toBe(true);
	});

	test('unix sockets that listen and their owners are the same', async () => {
		const ss = () => {
			const text = execFileSync('ss', ['-xlpH'], { encoding: 'utf8' });
			// A path may hold a newline, so records are told by their inode and what follows it.
			return [...text.matchAll(/ (\d+) +\* 0 *(users:\S*)?/g)].map(([, inode, users = '']) => {
				const pids = [...new Set([...users.matchAll(/pid=(\d+)/g)].map((match) => Number(match[1])))];
				return `${inode} ${pids.sort((left, right) => left - right).join()}`;
			});
		};
		const before = ss();
		const rows = (await readNet()).sockets.filter((row) => row.protocol === 'unix' && row.container === null);
		const after = new Set(ss());
		const ours = new Set(rows.map((row) => `${row.inode} ${(row.owners ?? []).map(({ pid }) => pid).join()}`));
		expect(before.filter((line) => after.has(line) && !ours.has(line))).toEqual([]);
		expect(rows.map((row) => row.localAddress)).toContain(path);
	});

	test('a connection has the figures of ss -i', async () => {
		const { sockets } = await readNet();
		const isOurs = (row: SocketRow) => row.state === 'ESTAB' && (row.localPort === port4 || row.localPort === port6);
		for (const row of sockets.filter(isOurs)) {
			const detail = await readConnectionDetail(transport, row);
			expect(detail.ok && detail.value.figures.map(({ name }) => name)).toEqual(
				expect.arrayContaining(['rtt', 'cwnd']),
			);
		}
		expect(sockets.filter(isOurs)).toHaveLength(2);
	});

	test('interfaces, their addresses and routes are those of ip', async () => {
		const { interfaces, routes } = await readNet();
		const addresses = execFileSync('ip', ['-o', 'addr'], { encoding: 'utf8' }).trimEnd().split('\n');
		for (const line of addresses) {
			const [, name = '', address = ''] = /^\d+: (\w+)\S*\s+inet6? (\S+)/.exec(line) ?? [];
			expect(interfaces.find((row) => row.name === name)?.addresses).toContain(address);
		}
		const text = execFileSync('ip', ['-4', 'route'], { encoding: 'utf8' }).trimEnd();
		const told =
			text === ''
				? []
				: text.split('\n').map((line) => line.replace(/^(blackhole|unreachable|prohibit) /, '').split(' ')[0]);
		expect(
			routes.filter(({ family }) => family === 'ipv4').map(({ destination }) => destination.replace('/32', '')),
		).toEqual(told);
	});
});

describe('of a child', () => {
	testWhen(
		{ root: true, packages: ['util-linux'] },
		'in a network namespace of its own are listed apart, with their owner',
		async () => {
			const program =
				"require('net').createServer().listen(4444, '0.0.0.0', () => console.log('up')); setTimeout(() => {}, 60000);";
			const child = spawn('unshare', ['--net', process.execPath, '-e', program], {
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			children.push(child);
			await once(child.stdout, 'data');
			const row = (await readNet()).sockets.find((each) => each.localPort === 4444 && each.container !== null);
			expect(row).toMatchObject({ state: 'LISTEN', localAddress: '0.0.0.0', owners: [{ pid: child.pid }] });
			const own = (await readNet()).sockets.filter((each) => each.localPort === 4444 && each.container === null);
			expect(own).toEqual([]);
		},
	);
});
