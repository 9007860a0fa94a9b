import type { ClockState } from '../domain/host.ts';
import { parseAssignments } from './assignments.ts';
import { numberOf } from './figures.ts';

/** What one daemon says about the clock; null for a text that is not its answer. */
export type ClockAnswer = Omit<ClockState, 'source'> | null;

/**
 * `chronyc -n tracking` (chrony 3 and 4). "System time : 0.000001 seconds slow of NTP time" is the offset that is left.
 */
export function parseChronyTracking(text: string): ClockAnswer {
	const leap = /^Leap status\s*:\s*(.+?)\s*$/m.exec(text)?.[1];
	if (leap === undefined) return null;
	const [, seconds, direction] = /^System time\s*:\s*([\d.]+) seconds (slow|fast)/m.exec(text) ?? [];
	const offset = numberOf(seconds);
	return {
		// 127.127.1.1 is chrony's name for the clock itself (`local stratum`): it agrees with nobody else.
		synchronized: leap !== 'Not synchronised' && !/^Reference ID\s*: 7F7F0101/m.test(text),
		offsetSeconds: offset === null ? null : signed(offset, direction === 'fast'),
	};
}

/** `ntpq -c rv` (ntp 4.2.8, ntpsec 1.2): offset in milliseconds, positive when the clock has to go forward. */
export function parseNtpVariables(text: string): ClockAnswer {
	const leap = /\bleap_(\w+)/.exec(text)?.[1] ?? /\bleap=(\d+)/.exec(text)?.[1];
	if (leap === undefined) return null;
	const offset = numberOf(/\boffset=([+-]?[\d.]+)/.exec(text)?.[1]);
	return {
		synchronized: !['alarm', '11', '3'].includes(leap) && !/\bstratum=16\b/.test(text),
		offsetSeconds: offset === null ? null : signed(Math.abs(offset) / 1000, offset < 0),
	};
}

const unitSeconds: Readonly<Record<string, number>> = {
	us: 1e-6,
	μs: 1e-6,
	µs: 1e-6,
	ms: 1e-3,
	s: 1,
	min: 60,
	h: 3600,
};

/** `timedatectl timesync-status` (systemd 239 and newer): `Offset: -1.092ms`, positive when the clock has to go forward. */
export function parseTimesyncStatus(text: string): ClockAnswer {
	if (!/^\s*Server:/m.test(text)) return null;
	const packets = numberOf(/^\s*Packet count:\s*(\d+)/m.exec(text)?.[1]);
	const offset = /^\s*Offset:\s*([+-]?)(\S.*?)\s*$/m.exec(text);
	const seconds = offset === null ? null : sumOf(offset[2] ?? '');
	return {
		synchronized: packets === null ? null : packets > 0,
		offsetSeconds: seconds === null ? null : signed(seconds, offset?.[1] === '-'),
	};
}

/** `1min 2.5s` in seconds. */
function sumOf(text: string): number | null {
	let sum = 0;
	for (const word of text.split(' ')) {
		const [, amount, unit] = /^([\d.]+)([a-zμµ]+)$/.exec(word) ?? [];
		const seconds = unit === undefined ? undefined : unitSeconds[unit];
		if (seconds === undefined) return null;
		sum += Number(amount) * seconds;
	}
	return Number.isFinite(sum) ? sum : null;
}

/** `timedatectl show` (systemd 239) or the words of `timedatectl status` before it: the kernel's own flag. */
export function parseTimedatectl(text: string): ClockAnswer {
	const flag =
		parseAssignments(text).get('NTPSynchronized') ??
		/^\s*(?:System clock synchronized|NTP synchronized):\s*(yes|no)/m.exec(text)?.[1];
	return flag === 'yes' || flag === 'no' ? { synchronized: flag === 'yes', offsetSeconds: null } : null;
}

/** Positive is ahead, and no minus before zero. */
function signed(seconds: number, isAhead: boolean): number {
	if (seconds === 0) return 0;
	return isAhead ? seconds : -seconds;
}
