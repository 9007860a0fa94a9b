import { runAsRoot } from '../../../domain/hints.ts';
import type { DiskHealthFacts } from '../../../domain/host-facts.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail } from '../../../domain/result.ts';
import { parseSmart } from '../../../parsers/block-devices.ts';
import type { Transport } from '../../transports/transport.ts';
import { notDisks } from './disks.ts';
import { answer, type FactReader, minuteMs, runInTime, secondMs } from './fact-reader.ts';

const field = 'disks[].health';
/** Disks of virtual machines have no health of their own, and cards have none that smartctl reads. */
const withoutSmart = /^(?:vd|xvd|mmcblk|pmem|hd)/;
const perDiskMs = 4 * secondMs;
/** Larger shelves are asked in part; the rest is named in a problem. */
const maxDisks = 60;

type Health = DiskHealthFacts[string];

/**
 * What disks say of themselves (SMART), where smartctl is installed and this user may ask: usually root only. `-n standby`
 * lets a sleeping disk sleep.
 */
export const diskHealthReader: FactReader<'diskHealth'> = {
	maxAgeMs: 30 * minuteMs,
	isKept: true,
	deadlineMs: 30 * secondMs,
	async read(transport, signal) {
		const names = await transport.listDirectory('/sys/block');
		if (!names.ok) return names;
		const disks = names.value.filter((name) => !notDisks.test(name) && !withoutSmart.test(name)).sort();
		if (disks.length === 0)
			return fail('unavailable', 'No disk here keeps a health record of its own (virtual disks do not)');
		const facts: Record<string, Health> = {};
		const problems: Problem[] = [];
		for (const disk of disks.slice(0, maxDisks)) {
			const result = await askDisk(transport, disk, signal);
			facts[disk] = result.health;
			if (result.problem !== null) problems.push(result.problem);
			if (result.problem?.code === 'not-found') break;
		}
		if (disks.length > maxDisks) {
			problems.push({
				field,
				code: 'incomplete',
				message: `Only ${maxDisks} of ${disks.length} disks were asked`,
				hint: null,
			});
		}
		return answer(facts, problems);
	},
};

const unknown: Health = { health: null, temperatureCelsius: null };

async function askDisk(
	transport: Transport,
	disk: string,
	signal: AbortSignal,
): Promise<{ readonly health: Health; readonly problem: Problem | null }> {
	const args = ['-n', 'standby', '-H', '-A', '-j', `/dev/${disk.replaceAll('!', '/')}`];
	const result = await runInTime(transport, { file: 'smartctl', args }, { timeoutMs: perDiskMs }, signal);
	if (!result.ok) {
		const isMissing = result.error.code === 'not-found';
		const message = isMissing ? 'smartctl, which asks disks for their health, is not installed' : result.error.message;
		const hint = isMissing ? 'Install smartmontools.' : (result.error.hint ?? null);
		return { health: unknown, problem: { field, code: result.error.code, message, hint } };
	}
	const smart = parseSmart(result.value.stdout);
	if (smart?.health)
		return { health: { health: smart.health, temperatureCelsius: smart.temperatureCelsius }, problem: null };
	const why = smart?.message ?? 'smartctl gave no verdict';
	const isDenied = /permission denied/i.test(why);
	return {
		health: { ...unknown, temperatureCelsius: smart?.temperatureCelsius ?? null },
		problem: {
			field,
			code: isDenied ? 'permission' : 'unavailable',
			message: isDenied ? 'Only root may ask disks for their health' : `${disk}: ${why}`,
			hint: isDenied ? `${runAsRoot}, to see it.` : null,
		},
	};
}
