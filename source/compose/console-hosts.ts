import type { RemoteHost } from '../commands/services.ts';
import { authoriseAct } from '../domain/access.ts';
import type { ConnectionState, HostChoice, HostName } from '../domain/connection.ts';
import { fail, type Result, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { TabName } from '../domain/views.ts';
import type { ConsoleHosts, HandOver, OpenHost } from '../hooks/console-hosts.ts';
import { type ConsoleParts, createHostConsole, type HostConsole, isProtected } from './host-console.ts';
import { whenDrawn } from './when-drawn.ts';

export type ConsoleHostsParts = {
	readonly console: ConsoleParts;
	/** The console of this machine, not running yet. */
	readonly here: HostConsole;
	readonly openRemote: (name: string) => Promise<Result<RemoteHost>>;
	readonly knownNames: () => Promise<readonly HostName[]>;
	/** Settled once the first frame stands: names of other hosts are asked for then. */
	readonly drawn?: Promise<void>;
	/** Says something on the terminal while it is lent. */
	readonly tell: (text: string) => void;
};

export type HostsOfConsole = ConsoleHosts & {
	/** Settled by the first reading of the host that is in front now. */
	first(): Promise<void>;
	close(): Promise<void>;
};

type Opened = OpenHost & {
	readonly console: HostConsole;
	readonly remote: RemoteHost | null;
	readonly end: () => void;
	/** The same host as the user who signed in sees it, where this one is seen as root. */
	readonly plain?: Opened;
};

const recentKey = 'recentHosts';
const maxRecent = 20;
const ownMachine = 'This machine is seen as whoever started the console';

function isConnected({ state }: ConnectionState): boolean {
	return state === 'here' || state === 'live';
}

/**
 * The hosts that one console has open. The one in front is read; those behind stay connected and cost nothing else. Names that
 * mean this machine lead back to it.
 */
export function createConsoleHosts(parts: ConsoleHostsParts): HostsOfConsole {
	const { preferences } = parts.console;
	const hereId = parts.here.store.getState().host;
	const opened = new Map<string, Opened>();
	const listeners = new Set<() => void>();
	/** First attempts that nobody has waited for yet. */
	const onItsWay = new Map<RemoteHost, Promise<unknown>>();
	let known: readonly HostName[] = [];
	let isToggling = false;
	let front: Opened = { id: hereId, ...parts.here, console: parts.here, remote: null, end() {} };
	opened.set(hereId, front);
	parts.here.setRunning(true, true);
	// A configuration that cannot be read offers no names; going to a host says what is wrong with it.
	// It asks ssh.
	Promise.resolve(parts.drawn)
		.then(parts.knownNames)
		.then(
			(names) => {
				known = names;
			},
			() => {},
		);

	function recent(): readonly string[] {
		const names = preferences.recall(recentKey);
		return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
	}

	function bringToFront(host: Opened): void {
		if (host === front) return;
		const { tab } = front.store.getState();
		front.console.setRunning(false, isConnected(front.store.getState().connection));
		front = host;
		// The same view of the next host: that is what one compares.
		host.store.setState({ tab, pivot: null });
		host.console.setRunning(true, isConnected(host.store.getState().connection));
		for (const listener of listeners) listener();
	}

	async function open(name: string): Promise<Result<Opened>> {
		const found = opened.get(name);
		if (found !== undefined) return succeed(found);
		const remote = await parts.openRemote(name);
		if (!remote.ok) return remote;
		// ssh is on its way while the screen is made.
		onItsWay.set(remote.value, remote.value.connect());
		const drawn = Promise.withResolvers<void>();
		const host = await openConsoleOf(parts.console, remote.value, front.store.getState().tab, drawn.promise);
		const entry = entryOf(name, host, remote.value, drawn.resolve);
		opened.set(name, entry);
		return succeed(entry);
	}

	/** What root sees is another console: nothing that was read, hidden or held before is taken over. */
	async function becomeRoot(plain: Opened, remote: RemoteHost): Promise<Result<void>> {
		const { connection } = plain.store.getState();
		if (connection.state !== 'live') return fail('unreachable', `${plain.id} is not connected`);
		// A server may allow one session at a time.
		plain.console.setRunning(false, true);
		const { askPassword, passwordSeconds } = parts.console;
		const rooted = await remote.become(askPassword, passwordSeconds);
		if (!rooted.ok) {
			plain.console.setRunning(plain === front, isConnected(plain.store.getState().connection));
			return rooted;
		}
		const host = await openConsoleOf(parts.console, rooted.value, plain.store.getState().tab);
		openSessions(rooted.value);
		put({ ...entryOf(plain.id, host, rooted.value), plain, isBecome: true }, plain);
		return succeed(undefined);
	}

	async function becomeSelf(root: Opened, plain: Opened): Promise<Result<void>> {
		put(plain, root);
		root.end();
		await root.console.close();
		await root.remote?.close();
		return succeed(undefined);
	}

	/** In the place of what stood there. */
	function put(next: Opened, before: Opened): void {
		opened.set(next.id, next);
		if (front === before) bringToFront(next);
	}

	/** Once it is connected its figures come first: what else is asked of the host would hold them up. */
	function entryOf(id: string, host: HostConsole, remote: RemoteHost, onDrawn = () => {}): Opened {
		const follow = (connection: ConnectionState) => {
			host.store.setState({ connection });
			host.setRunning(front.console === host, isConnected(connection));
			if (connection.state !== 'live') return;
			host.store.setState({ isProtected: isProtected(parts.console.settings, remote) });
			void whenDrawn(host.first).then(() => {
				onDrawn();
				return learnWho(remote, host);
			});
		};
		const end = remote.onState(follow);
		// It may be there already.
		follow(remote.state());
		return { id, ...host, console: host, remote, end };
	}

	/** How it ends is told by the host's own state: whoever asked may look at another one by then. */
	async function connect(host: Opened, handOver: HandOver): Promise<void> {
		const { remote, id } = host;
		if (remote === null) return;
		const underWay = onItsWay.get(remote);
		onItsWay.delete(remote);
		if (underWay !== undefined) await underWay;
		// Failed sign-ins get an address banned: one that is known to need a person goes to the person at once.
		else if (remote.state().state !== 'live' && remote.state().state !== 'signed-out') await remote.connect();
		// Nor is the terminal taken from somebody who went on to another host meanwhile.
		if (remote.state().state !== 'signed-out' || front !== host) return;
		await handOver(() => {
			parts.tell(`Signing in to ${sanitise(id)}; Ctrl+C gives up.\n`);
			return remote.signIn();
		});
	}

	return {
		current: () => front,
		first: () => front.console.first,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		list: () => listHosts({ front, opened: [...opened.values()], recent: recent(), known }),
		async goTo(name, handOver) {
			const host = await open(name === 'localhost' ? hereId : name);
			if (!host.ok) return host;
			bringToFront(host.value);
			if (host.value.remote !== null) {
				preferences.remember(recentKey, [name, ...recent().filter((other) => other !== name)].slice(0, maxRecent));
			}
			await connect(host.value, handOver);
			return succeed(undefined);
		},
		openShell: (handOver) => openShell(parts.console, front, handOver),
		async toggleRoot() {
			const host = front;
			if (isToggling) return fail('refused', 'This is under way already');
			if (host.remote === null) return fail('unavailable', ownMachine, 'Run sudo opsdash to see it as root.');
			if (host.actions.openOperations() > 0)
				return fail('refused', 'Something is under way here: wait until it is recorded');
			isToggling = true;
			try {
				return await (host.plain === undefined ? becomeRoot(host, host.remote) : becomeSelf(host, host.plain));
			} finally {
				isToggling = false;
			}
		},
		openOperations: () => [...opened.values()].reduce((sum, { actions }) => sum + actions.openOperations(), 0),
		async close() {
			const all = [...opened.values()].flatMap((host) => (host.plain === undefined ? [host] : [host, host.plain]));
			for (const { console, end } of all) {
				end();
				await console.close();
			}
			await Promise.all(all.map(({ remote }) => remote?.close()));
		},
	};
}

type Known = {
	readonly front: Opened;
	readonly opened: readonly Opened[];
	readonly recent: readonly string[];
	readonly known: readonly HostName[];
};

/** The one in front, then those that are open, then recent ones, then those that are known by name; each once. */
function listHosts({ front, opened, recent, known }: Known): readonly HostChoice[] {
	const open = [front, ...opened.filter((host) => host !== front)].map(
		({ id, store, remote }): HostChoice => ({
			name: id,
			from: remote === null ? 'here' : 'open',
			connection: store.getState().connection,
		}),
	);
	const others = [
		...recent.map((name): HostChoice => ({ name, from: 'recent', connection: null })),
		...known.map(({ name, from }): HostChoice => ({ name, from, connection: null })),
	];
	const seen = new Set(open.map(({ name }) => name));
	return [...open, ...others.filter(({ name }) => !seen.has(name) && seen.add(name))];
}

/** The console of a host that is not connected yet: nothing is known of it but its name. */
async function openConsoleOf(
	parts: ConsoleParts,
	remote: RemoteHost,
	tab: TabName,
	drawn?: Promise<void>,
): Promise<HostConsole> {
	return createHostConsole(parts, {
		services: remote,
		managers: await remote.managers(),
		user: remote.becameBy === null ? '' : 'root',
		isRoot: remote.becameBy !== null,
		becameBy: remote.becameBy,
		isLocal: false,
		tab,
		connection: remote.state(),
		...(drawn === undefined ? {} : { drawn }),
	});
}

/** As many as slow reads use, while the password is at hand: each of them would ask for it. */
function openSessions(remote: RemoteHost): void {
	const look = () => remote.transport().run({ file: 'true', args: [] }, { timeoutMs: 20_000 });
	// Those that do not open are asked for again when they are needed.
	void Promise.all([look(), look(), look()]);
}

async function learnWho(remote: RemoteHost, { store }: HostConsole): Promise<void> {
	const identity = await remote.identity();
	if (identity.ok) store.setState(identity.value);
}

/** In a shell anything can be done, and nothing of it is recorded. */
async function openShell(
	{ access, isReadOnly }: ConsoleParts,
	{ remote }: Opened,
	handOver: HandOver,
): Promise<Result<void>> {
	if (remote === null) return fail('unavailable', 'This is your own machine: Ctrl+Z leads back to its shell');
	if (isReadOnly) return fail('permission', 'This console only looks (--read-only)', 'Open it without --read-only.');
	const allowed = authoriseAct(await access.read(), 'shell');
	if (!allowed.ok) return allowed;
	return handOver(() => remote.openShell());
}
