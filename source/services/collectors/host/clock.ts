import type { Command } from '../../../domain/command.ts';
import type { ClockState } from '../../../domain/host.ts';
import { fail, type Result } from '../../../domain/result.ts';
import {
	type ClockAnswer,
	parseChronyTracking,
	parseNtpVariables,
	parseTimedatectl,
	parseTimesyncStatus,
} from '../../../parsers/clock-sync.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactAnswer, type FactReader, inUtc, minuteMs, runToEnd, secondMs } from './fact-reader.ts';

type ClockSource = {
	readonly name: string;
	/** A file or directory that is there while the daemon runs. */
	readonly marks: readonly (readonly [directory: string, name: string])[];
	readonly command: Command;
	readonly parse: (text: string) => ClockAnswer;
};

/** In the order in which they are believed. */
const sources: readonly ClockSource[] = [
	{
		name: 'chrony',
		marks: [
			['/run/chrony', 'chronyd.pid'],
			['/run', 'chronyd.pid'],
			['/var/run', 'chronyd.pid'],
		],
		command: { file: 'chronyc', args: ['-n', 'tracking'] },
		parse: parseChronyTracking,
	},
	{
		name: 'systemd-timesyncd',
		marks: [['/run/systemd', 'timesync']],
		command: inUtc('timedatectl', ['timesync-status', '--no-pager']),
		parse: parseTimesyncStatus,
	},
	{
		name: 'ntpd',
		marks: [
			['/run', 'ntpd.pid'],
			['/var/run', 'ntpd.pid'],
			['/run/ntpd', 'ntpd.pid'],
		],
		command: { file: 'ntpq', args: ['-c', 'rv'] },
		parse: parseNtpVariables,
	},
];

/** The kernel's own flag, by way of systemd; asking it starts systemd-timedated, so only where no daemon answers. */
const kernelSource: ClockSource = {
	name: 'kernel',
	marks: [['/run/systemd', 'system']],
	command: { file: 'timedatectl', args: ['show', '--no-pager', '-p', 'NTPSynchronized'] },
	parse: parseTimedatectl,
};

/** Whether something disciplines the clock, and how far it is off. */
export const clockReader: FactReader<'clock'> = {
	maxAgeMs: 2 * minuteMs,
	isKept: true,
	deadlineMs: 4 * secondMs,
	async read(transport, signal) {
		const running: ClockSource[] = [];
		for (const source of [...sources, kernelSource]) if (await isRunning(transport, source)) running.push(source);
		let failure: Extract<FactAnswer<ClockState>, { readonly ok: false }> | null = null;
		for (const source of running) {
			const state = await ask(transport, source, signal);
			if (state.ok) return answer(state.value);
			failure ??= state;
		}
		return (
			failure ??
			fail(
				'unavailable',
				'Nothing that keeps the clock right was found',
				'chrony, systemd-timesyncd and ntpd are known here; a virtual machine may get its time from its host.',
			)
		);
	},
};

async function isRunning(transport: Transport, source: ClockSource): Promise<boolean> {
	for (const [directory, name] of source.marks) {
		const names = await transport.listDirectory(directory);
		// chrony's own directory is closed to others, which says that it is there.
		if (names.ok ? names.value.includes(name) : names.error.code === 'permission') return true;
	}
	return false;
}

async function ask(transport: Transport, source: ClockSource, signal: AbortSignal): Promise<Result<ClockState>> {
	const result = await runToEnd(transport, source.command, { timeoutMs: secondMs }, signal);
	if (!result.ok) return result;
	const state = source.parse(result.value.stdout);
	if (state === null) return fail('malformed', `${source.name} gave an answer about the clock that is not understood`);
	return { ok: true, value: { ...state, source: source.name } };
}
