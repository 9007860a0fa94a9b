import type { Transport } from '../../transports/transport.ts';

/** A reading that is kept for a while. */
export type SlowReading<Value> = {
	/** The last value, while a new one is under way if it is old; waits only when there is none yet. */
	read(transport: Transport, signal: AbortSignal): Promise<Value>;
	/** The next read starts anew. */
	forget(): void;
};

export function createSlowReading<Value>(
	periodMs: number,
	now: () => number,
	start: (transport: Transport, signal: AbortSignal) => Promise<Value>,
): SlowReading<Value> {
	let last: { readonly value: Value; readonly atMs: number } | null = null;
	let underWay: Promise<Value> | null = null;

	async function startNow(transport: Transport, signal: AbortSignal): Promise<Value> {
		try {
			const value = await start(transport, signal);
			// What was cut short is no answer to keep.
			if (!signal.aborted) last = { value, atMs: now() };
			return value;
		} finally {
			underWay = null;
		}
	}

	return {
		async read(transport, signal) {
			const isOld = last === null || now() - last.atMs >= periodMs;
			if (isOld) underWay ??= startNow(transport, signal);
			return last?.value ?? (underWay as Promise<Value>);
		},
		forget() {
			last = null;
		},
	};
}
