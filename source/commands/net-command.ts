import { joinNet } from '../documents/net.ts';
import type { NetData, SocketRow } from '../domain/net.ts';
import type { Problem } from '../domain/problem.ts';
import { type Result, succeed } from '../domain/result.ts';
import { sampleNet } from '../services/collectors/network-collector.ts';
import type { CommandContext, RunCommand } from './context.ts';
import { formatTable, type PrintColumn } from './reporters/table.ts';
import { runView } from './view-command.ts';

export type NetView = { readonly data: NetData; readonly problems: readonly Problem[] };

/** One reading of the network, with interface rates over the window. */
export async function readNetOnce(context: CommandContext, windowMs: number): Promise<Result<NetView>> {
	const { services, signal } = context;
	const names = services.userNames();
	const sample = await sampleNet(services.transport(), { windowMs, readUserNames: (uids) => names.read(uids) }, signal);
	if (!sample.ok) return sample;
	const { data, problems } = joinNet(sample.value, null);
	return succeed({ data, problems });
}

function endpoint(address: string | null, port: number | null): string {
	if (port === null) return address ?? '*';
	return `${address?.includes(':') ? `[${address}]` : (address ?? '*')}:${port === 0 ? '*' : port}`;
}

function ownersText({ owners }: SocketRow): string | null {
	if (owners === null) return null;
	return owners.map(({ pid, program }) => `${program}/${pid}`).join(' ');
}

const columns: ReadonlyArray<PrintColumn<SocketRow>> = [
	{ title: 'PROTO', text: ({ protocol }) => protocol },
	{ title: 'STATE', text: ({ state }) => state },
	{ title: 'RECV-Q', align: 'right', text: ({ recvQueue }) => (recvQueue === null ? null : String(recvQueue)) },
	{ title: 'SEND-Q', align: 'right', text: ({ sendQueue }) => (sendQueue === null ? null : String(sendQueue)) },
	{ title: 'LOCAL', shrinksTo: 16, text: ({ localAddress, localPort }) => endpoint(localAddress, localPort) },
	{ title: 'PEER', shrinksTo: 12, text: ({ peerAddress, peerPort }) => endpoint(peerAddress, peerPort) },
	{ title: 'USER', shrinksTo: 8, text: ({ user, uid }) => user ?? (uid === null ? null : String(uid)) },
	{ title: 'PROGRAM', shrinksTo: 12, text: ownersText },
	{ title: 'UNIT', shrinksTo: 8, text: ({ owners }) => owners?.find(({ unit }) => unit !== null)?.unit ?? '' },
	{ title: 'CONTAINER', shrinksTo: 8, text: ({ container }) => container ?? '' },
];

/** The column of containers only where there are any: elsewhere it would take room for nothing. */
function columnsFor({ sockets }: NetData): typeof columns {
	return sockets.some(({ container }) => container !== null) ? columns : columns.slice(0, -1);
}

/** Letters of the text in order, as in fuzzy finders; digits and punctuation must stand together. */
export function matchesFuzzily(text: string, wanted: string): boolean {
	const haystack = text.toLowerCase();
	return wanted
		.toLowerCase()
		.split(/\s+/)
		.every((term) => (/^[a-z]+$/.test(term) ? holdsInOrder(haystack, term) : haystack.includes(term)));
}

function holdsInOrder(haystack: string, letters: string): boolean {
	if (haystack.includes(letters)) return true;
	return haystack.split(/[\s/:]+/).some((word) => {
		let from = 0;
		for (const letter of letters) {
			from = word.indexOf(letter, from) + 1;
			if (from === 0) return false;
		}
		return true;
	});
}

function selectSockets(data: NetData, find: string | undefined): NetData {
	if (find === undefined) return data;
	const sockets = data.sockets.filter((row) =>
		matchesFuzzily(columns.map((column) => column.text(row) ?? '').join(' '), find),
	);
	return { ...data, sockets };
}

/** Counters of interfaces are exact, so half the window of Top gives rates as good. */
const rateWindowMs = 100;

/** `opsdash net [--find TEXT]` */
export const run: RunCommand = (context) => {
	const { flags } = context.invocation;
	const windowMs = flags.window ?? (flags.json || flags.jsonl ? rateWindowMs : 0);
	return runView(context, {
		view: 'net',
		open: async () => async () => {
			const view = await readNetOnce(context, windowMs);
			return view.ok ? succeed({ ...view.value, data: selectSockets(view.value.data, flags.find) }) : view;
		},
		print: (data) => formatTable(columnsFor(data), data.sockets, context.output),
	});
};
