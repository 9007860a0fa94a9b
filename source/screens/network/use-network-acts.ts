import { formatCommand } from '../../domain/command.ts';
import { formatEndpoint } from '../../domain/ip-address.ts';
import type { SocketRow } from '../../domain/net.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { askColumns } from '../parts/use-chosen-columns.ts';
import type { NetworkList } from './use-network-list.ts';
import type { NetworkModel } from './use-network-state.ts';

export type NetworkActs = {
	showProcess(): void;
	showUnit(): void;
	chooseSort(): Promise<void>;
	chooseColumns(): Promise<void>;
	copy(): Promise<void>;
	showGaps(): void;
};

/** What can be done with the row of the list. */
export function useNetworkActs(model: NetworkModel): NetworkActs {
	const console = useConsole();
	const { view } = model.state;
	const list = activeList(model);
	return {
		showProcess: () => showProcess(console, selectedSocket(model)),
		showUnit: () => showUnit(console, selectedSocket(model)),
		chooseSort: () => askSort(console, model),
		chooseColumns: async () => {
			if (view === 'interfaces' || view === 'routes') {
				console.toast('info', 'The columns of this view are fixed.');
				return;
			}
			const ids = model.sockets.columns.map((column) => column.id);
			await askColumns(console, model.sockets.allColumns, ids, model.chooseColumns);
		},
		copy: () => askCopy(console, model, list),
		showGaps: () => {
			if (model.problems.length === 0) console.toast('info', 'Everything could be read.');
			else void console.dialogs.showText('What could not be read', problemLines(model.problems));
		},
	};
}

/** The list in front, seen without the kind of its rows. */
export function activeList({ state, sockets, interfaces, entries }: NetworkModel): NetworkList<object> {
	const list = state.view === 'interfaces' ? interfaces : state.view === 'routes' ? entries : sockets;
	return list as unknown as NetworkList<object>;
}

export function selectedSocket({ state, sockets }: NetworkModel): SocketRow | null {
	return state.view === 'interfaces' || state.view === 'routes' ? null : sockets.list.selectedRow;
}

function showProcess({ store, toast }: ConsoleContextValue, socket: SocketRow | null): void {
	if (socket === null) return;
	const { owners } = socket;
	if (owners === null) toast('info', 'Who holds this socket may not be read by this user; ! says why.');
	else if (owners.length === 0) toast('info', 'No process holds this socket.');
	else {
		const label = `processes of ${nameOf(socket)}`;
		store.setState({ tab: 'top', pivot: { tab: 'top', pids: owners.map(({ pid }) => pid), label } });
	}
}

function showUnit({ store, toast }: ConsoleContextValue, socket: SocketRow | null): void {
	if (socket === null) return;
	const owners = socket.owners ?? [];
	const unit = owners.find((owner) => owner.unit !== null)?.unit ?? null;
	if (unit !== null) {
		store.setState({ tab: 'services', pivot: { tab: 'services', unit } });
	} else if (owners.length === 0) {
		toast('info', 'This socket belongs to no unit that is known.');
	} else {
		const pids = owners.map(({ pid }) => pid);
		const pivot = { tab: 'services', pids, label: nameOf(socket), askedAtMs: Date.now() } as const;
		store.setState({ tab: 'services', pivot });
	}
}

/** `tcp 0.0.0.0:80`, or a path. */
export function nameOf(socket: SocketRow): string {
	if (socket.protocol === 'unix') return socket.localAddress ?? `unix socket ${socket.inode}`;
	return `${socket.protocol} ${formatEndpoint(socket.localAddress, socket.localPort)}`;
}

async function askSort({ dialogs }: ConsoleContextValue, model: NetworkModel): Promise<void> {
	const list = activeList(model);
	const sortable = list.allColumns.filter((column) => column.sortValue !== undefined);
	const choices = sortable.map(({ id, title, description }) => ({ id, label: title, detail: description }));
	const id = await dialogs.choose('Sort by', choices, list.sort?.column);
	if (id !== null) sortBy(model, id);
}

/** The first time a column sorts its own way; asked again it turns round. */
export function sortBy(model: NetworkModel, id: string): void {
	const list = activeList(model);
	const column = list.allColumns.find((each) => each.id === id);
	if (column?.sortValue === undefined) return;
	if (list.sort?.column === id) model.dispatch({ type: 'invert' });
	else model.dispatch({ type: 'sort-by', column: id, descendsFirst: column.descendsFirst === true });
}

async function askCopy(
	{ dialogs, terminal, toast }: ConsoleContextValue,
	model: NetworkModel,
	list: NetworkList<object>,
): Promise<void> {
	const row = list.list.selectedRow;
	if (row === null) return;
	const rowText = list.columns.map((column) => column.text(row).trim()).join('\t');
	const socket = selectedSocket(model);
	const choices = [{ id: 'row', label: 'The row', text: rowText }, ...(socket === null ? [] : socketTexts(socket))];
	const id =
		choices.length === 1
			? 'row'
			: await dialogs.choose(
					'Copy',
					choices.map(({ id, label, text }) => (id === 'row' ? { id, label } : { id, label, detail: text })),
				);
	const choice = choices.find((each) => each.id === id);
	if (choice === undefined) return;
	const isSent = terminal.copy(choice.text) === 'sent';
	toast(
		isSent ? 'info' : 'warn',
		isSent ? 'Sent to the terminal’s clipboard.' : 'That is too long for the terminal’s clipboard.',
	);
}

function socketTexts(socket: SocketRow) {
	if (socket.protocol === 'unix') {
		return [
			{ id: 'local', label: 'The path', text: socket.localAddress ?? '' },
			{ id: 'command', label: 'A command that shows it', text: 'ss -xlp' },
		];
	}
	const local = formatEndpoint(socket.localAddress, socket.localPort);
	const peer = formatEndpoint(socket.peerAddress, socket.peerPort);
	const kind = socket.protocol.startsWith('tcp') ? '-tanpi' : '-uanp';
	const ends = socket.peerPort === null ? ['src', local] : ['src', local, 'dst', peer];
	return [
		{ id: 'local', label: 'The local address', text: local },
		...(socket.peerPort === null ? [] : [{ id: 'peer', label: 'The address of the other side', text: peer }]),
		{ id: 'command', label: 'A command that shows it', text: formatCommand({ file: 'ss', args: [kind, ...ends] }) },
	];
}
