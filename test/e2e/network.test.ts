import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NetData, SocketRow } from '../../source/domain/net.ts';
import type { Document } from '../../source/domain/problem.ts';
import {
	launcher,
	nobody,
	openProgramFor,
	openTemporaryDirectory,
	type Program,
	type TemporaryDirectory,
} from '../support/program.ts';
import { describeWhen, testWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const servers: Server[] = [];
const ends: Socket[] = [];
const children: ChildProcess[] = [];
const homes: TemporaryDirectory[] = [];

afterEach(() => {
	for (const home of homes.splice(0)) home[Symbol.dispose]();
});
afterAll(() => {
	for (const end of ends) end.destroy();
	for (const server of servers) server.close();
	for (const child of children) child.kill('SIGKILL');
});

async function listen(): Promise<{ readonly port: number; readonly fd: number }> {
	const server = createServer((end) => ends.push(end));
	servers.push(server);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
	return { port: typeof address === 'object' && address !== null ? address.port : 0, fd };
}

/** The tab with its sockets, ready for keys. */
async function openNetwork(columns: number, rows: number): Promise<TestTerminal> {
	const home = openTemporaryDirectory();
	homes.push(home);
	const terminal = openTerminal({
		command: launcher,
		args: ['--tab', 'network'],
		columns,
		rows,
		env: { HOME: home.path },
	});
	await terminal.waitFor(/ 1 of \d+/);
	return terminal;
}

describe('the Network tab on this machine', () => {
	test.each([
		[40, 15],
		[80, 24],
		[120, 40],
	])('fills %ix%i with sockets', async (columns, rows) => {
		const { port } = await listen();
		await using terminal = await openNetwork(columns, rows);
		terminal.press('/', ...`${port}`);
		const screen = await terminal.waitFor(new RegExp(`LISTEN +127\\.0\\.0\\.1:${port}`));
		expect(screen).toHaveLength(rows);
	});

	testWhen({ packages: ['iproute2'] }, 'finds a connection by its port and shows what ss says of it', async () => {
		const { port } = await listen();
		const end = connect(port, '127.0.0.1');
		ends.push(end);
		await once(end, 'connect');
		await using terminal = await openNetwork(80, 40);
		terminal.press('/', ...`estab`, ' ', ...`:${port}`);
		await terminal.waitFor(/1 of 2/);
		terminal.press('enter');
		await terminal.waitFor(/v view/);
		terminal.press('enter');
		const screen = await terminal.waitFor(/cwnd +\d+/);
		expect(screen.join('\n')).toMatch(/rtt +[\d.]+\/[\d.]+/);
		expect(screen.join('\n')).toMatch(new RegExp(`^ +${process.pid} `, 'm'));
	});

	test('leads to the process that holds a socket', async () => {
		const { port } = await listen();
		await using terminal = await openNetwork(120, 30);
		terminal.press('/', ...`${port}`);
		await terminal.waitFor(new RegExp(`127\\.0\\.0\\.1:${port} .*${process.pid} `));
		terminal.press('enter');
		// The hints of the list are back when the field has let go of the keys.
		await terminal.waitFor(/v view/);
		terminal.press('o');
		await terminal.waitFor(new RegExp(` › +${process.pid} `));
		expect(terminal.screen().join('\n')).toContain(`processes of tcp 127.0.0.1:${port}`);
	});
});

describeWhen({ root: true }, 'opsdash net as an ordinary user', () => {
	let program: Program;
	let shared = 0;
	let foreign = 0;
	let holder: ChildProcess;
	beforeAll(async () => {
		program = openProgramFor(nobody);
		const { port, fd } = await listen();
		shared = port;
		foreign = (await listen()).port;
		// It inherits the listener, so that user nobody holds it too.
		holder = spawn('sleep', ['60'], { uid: nobody, gid: nobody, stdio: ['ignore', 'ignore', 'ignore', fd] });
		children.push(holder);
	});
	afterAll(() => program[Symbol.dispose]());

	async function read(...args: readonly string[]): Promise<Document<NetData>> {
		const result = await run(program.launcher, ['net', '--json', '--window', '0', ...args], {
			uid: nobody,
			cwd: '/',
			env: { HOME: '/nonexistent' },
		});
		expect(result.exitCode).toBe(0);
		return JSON.parse(result.stdout);
	}

	function expectOwnAlone({ data, problems }: Document<NetData>): void {
		const at = (port: number): SocketRow | undefined => data?.sockets.find((row) => row.localPort === port);
		expect(at(shared)?.owners).toMatchObject([{ pid: holder.pid, program: 'sleep' }]);
		expect(at(foreign)).toMatchObject({ state: 'LISTEN', owners: null });
		const gap = problems.find(({ field }) => field === 'sockets[].owners');
		expect(gap).toMatchObject({ code: 'permission', hint: expect.stringContaining('root') });
	}

	test('has the owners that this user may see, null for the rest, and says why', async () => {
		expectOwnAlone(await read());
	});

	test('has the same where processes of others are hidden (hidepid)', async () => {
		using proc = openTemporaryDirectory(nobody);
		execFileSync('mount', ['-t', 'proc', '-o', 'hidepid=2', 'proc', proc.path]);
		try {
			expectOwnAlone(await read('--procfs', proc.path));
		} finally {
			execFileSync('umount', [proc.path]);
		}
	});
});
