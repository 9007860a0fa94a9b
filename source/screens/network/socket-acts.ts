import { formatCommand } from '../../domain/command.ts';
import { formatEndpoint } from '../../domain/ip-address.ts';
import type { SocketRow } from '../../domain/net.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { askCopy, type CopyChoice, copyText, pivotTo, rowText } from '../parts/row-acts.ts';
import type { NetworkList } from './use-network-list.ts';
import type { NetworkModel } from './use-network-state.ts';

/** The list in front, seen without the kind of its rows. */
export function activeList({ state, sockets, interfaces, entries }: NetworkModel): NetworkList<object> {
	const list = state.view === 'interfaces' ? interfaces : state.view === 'routes' ? entries : sockets;
	return list as unknown as NetworkList<object>;
}

export function selectedSocket({ state, sockets }: NetworkModel): SocketRow | null {
	return state.view === 'interfaces' || state.view === 'routes' ? null : sockets.list.selectedRow;
}

export function showProcess(console: ConsoleContextValue, socket: SocketRow | null): void {
	if (socket === null) return;
	const { owners } = socket;
	const { toast } = console;
	if (owners === null) toast('info', 'Who holds this socket may not be read by this user; ! says why.');
	else if (owners.length === 0) toast('info', 'No process holds this socket.');
	else {
		const label = `processes of ${nameOf(socket)}`;
		pivotTo(console, { tab: 'top', pids: owners.map(({ pid }) => pid), label });
	}
}

export function showUnit(console: ConsoleContextValue, socket: SocketRow | null): void {
	if (socket === null) return;
	const owners = socket.owners ?? [];
	const unit = owners.find((owner) => owner.unit !== null)?.unit ?? null;
	if (unit !== null) {
		pivotTo(console, { tab: 'services', unit });
	} else if (owners.length === 0) {
		console.toast('info', 'This socket belongs to no unit that is known.');
	} else {
		const pids = owners.map(({ pid }) => pid);
		pivotTo(console, { tab: 'services', pids, label: nameOf(socket), askedAtMs: Date.now() });
	}
}

/** `tcp 0.0.0.0:80`, or a path. */
export function nameOf(socket: SocketRow): string {
	if (socket.protocol === 'unix') return socket.localAddress ?? `unix socket ${socket.inode}`;
	return `${socket.protocol} ${formatEndpoint(socket.localAddress, socket.localPort)}`;
}

export async function copyRow(console: ConsoleContextValue, model: NetworkModel): Promise<void> {
	const { columns, list } = activeList(model);
	if (list.selectedRow === null) return;
	const text = rowText(columns.shown, list.selectedRow);
	const socket = selectedSocket(model);
	if (socket === null) copyText(console, text);
	else await askCopy(console, 'Copy', [{ id: 'row', label: 'The row', text }, ...socketTexts(socket)]);
}

function socketTexts(socket: SocketRow): readonly CopyChoice[] {
	const choice = (id: string, label: string, text: string): CopyChoice => ({ id, label, detail: text, text });
	if (socket.protocol === 'unix') {
		return [
			choice('local', 'The path', socket.localAddress ?? ''),
			choice('command', 'A command that shows it', 'ss -xlp'),
		];
	}
	const local = formatEndpoint(socket.localAddress, socket.localPort);
	const peer = formatEndpoint(socket.peerAddress, socket.peerPort);
	const kind = socket.protocol.startsWith('tcp') ? '-tanpi' : '-uanp';
	const ends = socket.peerPort === null ? ['src', local] : ['src', local, 'dst', peer];
	return [
		choice('local', 'The local address', local),
		...(socket.peerPort === null ? [] : [choice('peer', 'The address of the other side', peer)]),
		choice('command', 'A command that shows it', formatCommand({ file: 'ss', args: [kind, ...ends] })),
	];
}
