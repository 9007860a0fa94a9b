import { describe, expect, test } from 'vitest';
import type { RemoteHost } from '../../source/commands/services.ts';
import { createConsoleHosts } from '../../source/compose/console-hosts.ts';
import type { ConsoleParts, HostConsole } from '../../source/compose/host-console.ts';
import { unrestricted } from '../../source/domain/access.ts';
import type { Actions } from '../../source/domain/actions.ts';
import type { ConnectionState } from '../../source/domain/connection.ts';
import { fail, type Result, succeed } from '../../source/domain/result.ts';
import { defaultSettings } from '../../source/domain/settings.ts';
import { createUserNames } from '../../source/services/collectors/user-names.ts';
import { createConsoleStore } from '../../source/store/console-store.ts';
import { createFakeTransport } from '../support/fake-transport.ts';

const denied = fail('permission', 'web1 wants a password');

/** A host whose connection does what the test says. */
function fakeRemote(name: string, outcome: 'live' | 'signed-out') {
	const transport = createFakeTransport({ host: name });
	const calls: string[] = [];
	const listeners = new Set<(state: ConnectionState) => void>();
	let state: ConnectionState = { state: 'connecting' };
	const change = (next: ConnectionState) => {
		state = next;
		for (const listener of listeners) listener(next);
	};
	const remote: RemoteHost = {
		name,
		transport: () => transport,
		userNames: () => createUserNames(transport),
		managers: async () => ({ find: async () => ({ managers: [], problems: [] }) }),
		operations: () => Promise.reject(new Error('not asked for')),
		state: () => state,
		onState(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async connect(): Promise<Result<void>> {
			calls.push('connect');
			change(outcome === 'live' ? { state: 'live' } : { state: 'signed-out', error: denied.error });
			return outcome === 'live' ? succeed(undefined) : denied;
		},
		async signIn() {
			calls.push('signIn');
			change({ state: 'live' });
			return succeed(undefined);
		},
		async openShell() {
			calls.push('openShell');
			return succeed(undefined);
		},
		identity: async () => succeed({ user: 'ops', isRoot: false }),
		becameBy: null,
		become: async () => {
			throw new Error('not here');
		},
		async close() {
			calls.push('close');
		},
	};
	return { remote, transport, calls, change };
}

function setUp(remotes: Readonly<Record<string, RemoteHost>> = {}, drawn?: Promise<void>) {
	const store = createConsoleStore({
		host: 'jump',
		user: 'admin',
		isRoot: false,
		isProtected: false,
		isReadOnly: false,
		tab: 'network',
		intervalMs: 2000,
	});
	const running: boolean[] = [];
	const here: HostConsole = {
		store,
		actions: { openOperations: () => 1 } as Actions,
		first: Promise.resolve(),
		notify() {},
		setRunning: (isRunning) => running.push(isRunning),
		close: async () => {},
	};
	const remembered = new Map<string, unknown>([['recentHosts', ['db7', 'web1']]]);
	const consoleParts = {
		paths: { cacheDirectory: '/nonexistent', operationLogFile: '/nonexistent/operations.db' },
		settings: defaultSettings,
		access: { read: async () => unrestricted },
		isReadOnly: true,
		preferences: {
			recall: (key: string) => remembered.get(key),
			remember: (key: string, value: unknown) => remembered.set(key, value),
		},
		debug: null,
	} as unknown as ConsoleParts;
	const hosts = createConsoleHosts({
		console: consoleParts,
		here,
		openRemote: async (name) => {
			const remote = remotes[name];
			return remote === undefined ? fail('refused', `"${name}" is no host`) : succeed(remote);
		},
		knownNames: async () => [
			{ name: 'web1', from: 'ssh-config' },
			{ name: 'web9', from: 'ssh-config' },
		],
		tell: () => {},
		...(drawn === undefined ? {} : { drawn }),
	});
	const lent: string[] = [];
	const handOver = async <Value>(run: () => Promise<Value>): Promise<Value> => {
		lent.push('lent');
		return run();
	};
	return { hosts, running, remembered, lent, handOver };
}

describe('the hosts of a console', () => {
	test('are asked of ssh once the first frame stands', async () => {
		const drawn = Promise.withResolvers<void>();
		const { hosts } = setUp({}, drawn.promise);
		const names = () => hosts.list().map(({ name }) => name);
		await new Promise(setImmediate);
		expect(names()).not.toContain('web9');
		drawn.resolve();
		await new Promise(setImmediate);
		expect(names()).toContain('web9');
		await hosts.close();
	});

	test('come to the front with the tab that was in front, and the one left is not read any more', async () => {
		const { hosts, running, handOver, remembered } = setUp({ web1: fakeRemote('web1', 'live').remote });
		const shown: string[] = [];
		hosts.subscribe(() => shown.push(hosts.current().id));
		expect(await hosts.goTo('web1', handOver)).toEqual(succeed(undefined));
		expect(shown).toEqual(['web1']);
		expect(hosts.current().store.getState()).toMatchObject({
			host: 'web1',
			tab: 'network',
			connection: { state: 'live' },
		});
		expect(running).toEqual([true, false]);
		expect(remembered.get('recentHosts')).toEqual(['web1', 'db7']);
		await hosts.close();
	});

	test('are asked for the figures of the tab in front before anything else', async () => {
		const { remote, transport } = fakeRemote('web1', 'live');
		const asked = Promise.withResolvers<readonly string[]>();
		const identity: RemoteHost['identity'] = async () => {
			asked.resolve(transport.calls.map(({ what }) => what));
			return succeed({ user: 'ops', isRoot: false });
		};
		const { hosts, handOver } = setUp({ web1: { ...remote, identity } });
		await hosts.goTo('web1', handOver);
		await hosts.first();
		const before = (await asked.promise).join('\n');
		expect(before).toContain('/proc/net/tcp');
		expect(before).not.toMatch(/systemd|init\.d/);
		await hosts.close();
	});

	test('lend the terminal only where a person has to sign in', async () => {
		const quiet = fakeRemote('web1', 'live');
		const asking = fakeRemote('web2', 'signed-out');
		const { hosts, lent, handOver } = setUp({ web1: quiet.remote, web2: asking.remote });
		await hosts.goTo('web1', handOver);
		expect(lent).toEqual([]);
		await hosts.goTo('web2', handOver);
		expect(lent).toEqual(['lent']);
		expect(asking.calls).toEqual(['connect', 'signIn']);
		await hosts.close();
	});

	test('that were open before come back at once, without another connection', async () => {
		const remote = fakeRemote('web1', 'live');
		const { hosts, handOver } = setUp({ web1: remote.remote });
		await hosts.goTo('web1', handOver);
		await hosts.goTo('localhost', handOver);
		expect(hosts.current().id).toBe('jump');
		await hosts.goTo('web1', handOver);
		expect(remote.calls).toEqual(['connect']);
		await hosts.close();
		expect(remote.calls).toEqual(['connect', 'close']);
	});

	test('that nobody asked to sign in to again are not asked in the background', async () => {
		const remote = fakeRemote('web1', 'live');
		const { hosts, lent, handOver } = setUp({ web1: remote.remote });
		await hosts.goTo('web1', handOver);
		remote.change({ state: 'signed-out', error: denied.error });
		expect(remote.calls).toEqual(['connect']);
		expect(lent).toEqual([]);
		await hosts.goTo('web1', handOver);
		expect(remote.calls).toEqual(['connect', 'signIn']);
		await hosts.close();
	});

	test('are listed once each: open ones, recent ones, known ones', async () => {
		const { hosts, handOver } = setUp({ web1: fakeRemote('web1', 'live').remote });
		await hosts.goTo('web1', handOver);
		expect(hosts.list().map(({ name, from }) => `${name} ${from}`)).toEqual([
			'web1 open',
			'jump here',
			'db7 recent',
			'web9 ssh-config',
		]);
		await hosts.close();
	});

	test('that are none leave the one in front where it is', async () => {
		const { hosts, handOver } = setUp();
		expect(await hosts.goTo('no such', handOver)).toEqual(fail('refused', '"no such" is no host'));
		expect(hosts.current().id).toBe('jump');
		expect(hosts.openOperations()).toBe(1);
	});
});
