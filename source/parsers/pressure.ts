/**
 * /proc/pressure/cpu, memory and io: `some avg10=0.77 avg60=0.99 avg300=0.85 total=34204441`, then `full …`. Since Linux 4.20,
 * where it was not switched off (psi=0); cpu has a `full` line since 5.13.
 * Seen: Linux 6.18, 6.1, 5.4. https://docs.kernel.org/accounting/psi.html
 */

import type { Pressure, PressureLine } from '../domain/top.ts';

/** Null where there is no `some` line. */
export function parsePressure(text: string): Pressure | null {
	const some = parseLine(text, 'some');
	return some === null ? null : { some, full: parseLine(text, 'full') };
}

function parseLine(text: string, kind: 'some' | 'full'): PressureLine | null {
	const pattern = new RegExp(`^${kind} avg10=(\\d+\\.\\d+) avg60=(\\d+\\.\\d+) avg300=(\\d+\\.\\d+) total=\\d+$`, 'm');
	const [, avg10, avg60, avg300] = pattern.exec(text) ?? [];
	return avg10 === undefined ? null : { avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300) };
}
