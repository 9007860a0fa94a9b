/** A TCP relay of the tests' own: a link that is slow, that stalls, that is cut. */

import { connect, createServer, type Server, type Socket } from 'node:net';

export type Relay = AsyncDisposable & {
	readonly port: number;
	/** Connections that were made through it so far. */
	readonly connections: number;
	/** Bytes wait here, as on a link that has gone away without a word. */
	stall(): void;
	flow(): void;
	/** Ends all connections and refuses new ones. */
	cut(): void;
	/** Cuts once so many more bytes have come from the host. */
	cutAfter(bytes: number): void;
	mend(): void;
	close(): Promise<void>;
};

export async function openRelay(
	target: { readonly host: string; readonly port: number },
	{ delayMs = 0 }: { readonly delayMs?: number } = {},
): Promise<Relay> {
	const sockets = new Set<Socket>();
	const waiting = new Set<() => void>();
	let isStalled = false;
	let isCut = false;
	let connections = 0;
	let allowance = Number.POSITIVE_INFINITY;

	/** Hands on what is still allowed of it, and cuts where that is over. */
	function count(to: Socket, chunk: Buffer): void {
		if (to.destroyed) return;
		to.write(chunk.subarray(0, allowance));
		allowance -= chunk.length;
		if (allowance <= 0) to.end(() => cut());
	}

	function carry(from: Socket, to: Socket, isFromHost: boolean): void {
		const deliver = (write: () => void) => {
			const arrive = () => (isStalled ? void waiting.add(arrive) : write());
			if (delayMs === 0) arrive();
			else setTimeout(arrive, delayMs);
		};
		from.on('data', (chunk: Buffer) =>
			deliver(() => (isFromHost ? count(to, chunk) : to.destroyed || to.write(chunk))),
		);
		from.on('end', () => deliver(() => to.end()));
		from.on('error', () => to.destroy());
		from.on('close', () => sockets.delete(from));
		sockets.add(from);
	}

	const server: Server = createServer({ allowHalfOpen: true }, (near) => {
		connections++;
		if (isCut) {
			near.destroy();
			return;
		}
		const far = connect({ ...target, allowHalfOpen: true });
		carry(near, far, false);
		carry(far, near, true);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the relay has no port');

	const endAll = () => {
		for (const socket of sockets) socket.destroy();
		waiting.clear();
	};
	function cut(): void {
		isCut = true;
		allowance = Number.POSITIVE_INFINITY;
		endAll();
	}
	const close = async () => {
		endAll();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return {
		port: address.port,
		get connections() {
			return connections;
		},
		stall() {
			isStalled = true;
		},
		flow() {
			isStalled = false;
			const arrivals = [...waiting];
			waiting.clear();
			for (const arrive of arrivals) arrive();
		},
		cut,
		cutAfter(bytes) {
			allowance = bytes;
		},
		mend() {
			isCut = false;
		},
		close,
		[Symbol.asyncDispose]: close,
	};
}
