import type { PreviousShutdown } from '../domain/host.ts';
import { isoOf } from './figures.ts';

/**
 * How the boot before this one ended, from what was written then; null where the text does not reach back that far.
 *
 * `last -x --time-format iso reboot shutdown runlevel` (util-linux 2.24 and newer), newest first. A shutdown stands above the
 * boot that it ended; a boot without one above it ended without a word. sysvinit adds the runlevel (0 off, 6 again).
 */
export function parseLast(text: string): PreviousShutdown | null {
	const entries = text.split('\n').flatMap((line) => lastEntry(line) ?? []);
	const current = entries.findIndex(({ kind }) => kind === 'reboot');
	if (current < 0) return null;
	const before = entries.slice(current + 1);
	const previous = before.findIndex(({ kind }) => kind === 'reboot');
	const between = previous < 0 ? before : before.slice(0, previous);
	const shutdown = between.find(({ kind }) => kind === 'shutdown');
	const level = between.find((entry) => entry.kind === 'runlevel' && (entry.level === '0' || entry.level === '6'));
	if (shutdown === undefined && level === undefined) return previous < 0 ? null : { time: null, reason: 'crash' };
	const time = (shutdown ?? level)?.time ?? null;
	if (level === undefined) return { time, reason: 'shutdown' };
	return { time, reason: level.level === '6' ? 'reboot' : 'poweroff' };
}

type LastEntry = { readonly kind: string; readonly level: string | null; readonly time: string | null };

const lastLine = /^(reboot|shutdown|runlevel)\s.*?(?:\(to lvl (\w)\).*?)?\s(\d{4}-\d\d-\d\dT[\d:.,]+[+-]\d\d:?\d\d)/;

function lastEntry(line: string): LastEntry | null {
	const [, kind, level, time] = lastLine.exec(line) ?? [];
	if (kind === undefined || time === undefined) return null;
	const epochMs = Date.parse(time.replace(',', '.'));
	return { kind, level: level ?? null, time: Number.isNaN(epochMs) ? null : isoOf(epochMs) };
}

const reasonPatterns = [
	['crash', /kernel: (?:Kernel panic|watchdog: BUG: soft lockup|sysrq: Trigger a crash)/],
	[
		'reboot',
		/(?:Reached target .*\bReboot\b|Reached target reboot\.target|Shutting down for reboot|kexec\.target|The system will reboot now|Rebooting\.)/i,
	],
	[
		'poweroff',
		/(?:Reached target .*(?:Power-?Off|System Halt|Halt\b)|Reached target (?:poweroff|halt)\.target|Powering off|The system will power off now|Power down\.?$)/i,
	],
	['shutdown', /(?:systemd-journald\[\d+\]: Journal stopped|Reached target .*Shutdown|systemd-shutdown\[\d+\])/],
] as const;

/**
 * `journalctl -b -1 -n 200 -o short-unix`: the last lines of the boot before. An orderly end says so; when none of them does,
 * the lines ended where the power or the kernel did. Null for an empty text: this journal does not reach back.
 */
export function parseJournalEnd(text: string): PreviousShutdown | null {
	const lines = text.split('\n').filter((line) => /^\d{9,}\.\d+ /.test(line));
	const last = lines.at(-1);
	if (last === undefined) return null;
	const time = isoOf(Math.round(Number.parseFloat(last) * 1000));
	const reason = reasonPatterns.find(([, pattern]) => lines.some((line) => pattern.test(line)))?.[0];
	return { time, reason: reason ?? 'crash' };
}
