import type { Result } from '../../domain/result.ts';
import type { Transport } from '../transports/transport.ts';

/**
 * What to read on a host, how often, and how. Parsers do the understanding, the poller the timing.
 * `Request` is what the screen in front asks for (visible rows, sort column …).
 */
export interface Collector<Name extends string, Value, Request = void> {
	readonly name: Name;
	/** `live` follows the console's refresh interval; a number is its own period in milliseconds. */
	readonly cadence: 'live' | number;
	collect(transport: Transport, request: Request, signal: AbortSignal): Promise<Result<Value>>;
}
