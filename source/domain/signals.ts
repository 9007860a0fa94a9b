/** Signals of Linux by number, as every architecture but alpha, mips, parisc and sparc counts them; see signal(7). */
const standardSignals = [
	'HUP',
	'INT',
	'QUIT',
	'ILL',
	'TRAP',
	'ABRT',
	'BUS',
	'FPE',
	'KILL',
	'USR1',
	'SEGV',
	'USR2',
	'PIPE',
	'ALRM',
	'TERM',
	'STKFLT',
	'CHLD',
	'CONT',
	'STOP',
	'TSTP',
	'TTIN',
	'TTOU',
	'URG',
	'XCPU',
	'XFSZ',
	'VTALRM',
	'PROF',
	'WINCH',
	'IO',
	'PWR',
	'SYS',
] as const;

/** glibc and musl keep 32 and 33 (34 too in musl) for threads; `kill -l` of procps and bash start at 34. */
const firstRealtime = 34;
const lastRealtime = 64;

const otherNames: Readonly<Record<string, number>> = { IOT: 6, CLD: 17, POLL: 29, UNUSED: 31 };

/** The canonical name without SIG: `TERM`, `RTMIN+3`. Null for a number that is no signal of Linux. */
export function signalNameOf(signal: number): string | null {
	if (!Number.isInteger(signal) || signal < 1 || signal > lastRealtime) return null;
	if (signal < firstRealtime) return standardSignals[signal - 1] ?? String(signal);
	if (signal === lastRealtime) return 'RTMAX';
	return signal === firstRealtime ? 'RTMIN' : `RTMIN+${signal - firstRealtime}`;
}

/**
 * The number of a signal as a person writes it: `TERM`, `sigterm`, `15`, `RTMIN+3`, `SIGRTMAX-1`. Null where there is none;
 * 0 is none, since it sends nothing.
 */
export function signalNumberOf(text: string): number | null {
	const name = text.trim().toUpperCase().replace(/^SIG/, '');
	if (/^\d+$/.test(name)) return signalNameOf(Number(name)) === null ? null : Number(name);
	const realtime = /^RT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
	if (realtime !== null) {
		const base = realtime[1] === 'MIN' ? firstRealtime : lastRealtime;
		const number = base + (realtime[2] === '-' ? -1 : 1) * Number(realtime[3] ?? 0);
		return number >= firstRealtime && number <= lastRealtime ? number : null;
	}
	const index = (standardSignals as readonly string[]).indexOf(name);
	return index >= 0 ? index + 1 : (otherNames[name] ?? null);
}

/** Every signal that can be sent by name, in the order of their numbers. */
export const signalNames: readonly string[] = Array.from({ length: lastRealtime }, (_, index) => index + 1)
	.filter((signal) => signal <= standardSignals.length || signal >= firstRealtime)
	.map((signal) => signalNameOf(signal) ?? '');
