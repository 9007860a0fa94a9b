import type { Transport } from '../transports/transport.ts';

/**
 * What the clock of a host shows, in milliseconds since the epoch: what it says of its own past is measured by that, since it may be hours
 * off ours. To a second, from the boot time (`btime` of /proc/stat, which moves when the clock is set) and the uptime; our own time where
 * those cannot be read.
 */
export async function readHostNowMs(transport: Pick<Transport, 'readFiles'>): Promise<number> {
	const [stat, uptime] = await transport.readFiles(['/proc/stat', '/proc/uptime']);
	const bootSeconds = stat?.ok ? Number(/^btime (\d{1,12})$/m.exec(stat.value)?.[1] ?? Number.NaN) : Number.NaN;
	const upSeconds = uptime?.ok ? Number.parseFloat(uptime.value) : Number.NaN;
	const nowMs = Math.round((bootSeconds + upSeconds) * 1000);
	return Number.isSafeInteger(nowMs) ? nowMs : Date.now();
}
