import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLsblk, parseSmart } from '../../../source/parsers/block-devices.ts';
import {
	parseChronyTracking,
	parseNtpVariables,
	parseTimedatectl,
	parseTimesyncStatus,
} from '../../../source/parsers/clock-sync.ts';
import { parseCpuInfo } from '../../../source/parsers/cpuinfo.ts';
import { parseAnacrontab, parseCrontab } from '../../../source/parsers/crontab.ts';
import {
	parseDeletedMappings,
	parseFoundDescriptors,
	parseListedDescriptors,
} from '../../../source/parsers/deleted-files.ts';
import { parseLspciDisplays, parseNvidiaSmi } from '../../../source/parsers/gpus.ts';
import { parseIpAddresses } from '../../../source/parsers/ip-addresses.ts';
import { parseKernelLog } from '../../../source/parsers/kernel-log.ts';
import { parseSessionIds, parseSessions, parseWho } from '../../../source/parsers/logins.ts';
import { parseMdstat } from '../../../source/parsers/mdstat.ts';
import { parseFstab, parseMountinfo } from '../../../source/parsers/mountinfo.ts';
import { parseOsRelease } from '../../../source/parsers/os-release.ts';
import { countAptUpdates, countDnfUpdates, countNotifierUpdates } from '../../../source/parsers/package-updates.ts';
import { parseJournalEnd, parseLast } from '../../../source/parsers/previous-boot.ts';
import { parseStatFilesystem } from '../../../source/parsers/stat-filesystem.ts';
import { parseTimers } from '../../../source/parsers/systemd-timers.ts';
import { mutations } from '../../support/mutate.ts';

const directory = new URL('../../fixtures/host-debian12/', import.meta.url);

/** Every parser gets every kind of text: an answer may always be that of something else. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
	parseOsRelease,
	parseMountinfo,
	parseFstab,
	parseStatFilesystem,
	parseWho,
	parseSessionIds,
	parseSessions: (text) => parseSessions(text, 0),
	parseCrontab: (text) => parseCrontab(text, { path: '/etc/crontab', hasUserField: true, user: null }),
	parseAnacrontab: (text) => parseAnacrontab(text, '/etc/anacrontab'),
	parseTimers,
	parseMdstat,
	parseKernelLog: (text) => parseKernelLog(text, 0),
	parseLast,
	parseJournalEnd,
	parseChronyTracking,
	parseNtpVariables,
	parseTimesyncStatus,
	parseTimedatectl,
	parseCpuInfo,
	parseLsblk,
	parseSmart,
	parseIpAddresses,
	parseLspciDisplays,
	parseNvidiaSmi,
	countAptUpdates,
	countDnfUpdates,
	countNotifierUpdates,
	parseDeletedMappings,
	parseFoundDescriptors,
	parseListedDescriptors,
};

const mdstat =
	'md1 : active raid5 sdd1[3](F) sdc1[2] sda2[0]\n      2093056 blocks [3/2] [UU_]\n      [==>...]  recovery = 12.6% (1/2)\n';
const sessions =
	'Name=ann\nTimestamp=Sat 2026-11-21 08:05:10 UTC\nLeader=777\nIdleHint=yes\nIdleSinceHint=1795250648908904\n\nTTY=x\n';
const seeds = [
	...readdirSync(directory)
		.filter((name) => name !== 'README.md')
		.map((name) => readFileSync(new URL(name, directory), 'utf8').slice(0, 3000)),
	mdstat,
	sessions,
];
const perSeed = 70;

/** Numbers that are not finite would become null in JSON without anybody saying so. */
function holdsOnlyFinite(value: unknown): boolean {
	return !JSON.stringify(value, (_, each) =>
		typeof each === 'number' && !Number.isFinite(each) ? '<not finite>' : each,
	)?.includes('<not finite>');
}

describe('parsers of host facts', () => {
	it('take more than 40,000 damaged texts without throwing or inventing numbers', () => {
		let count = 0;
		for (const [name, parse] of Object.entries(parsers)) {
			for (const [index, seed] of seeds.entries()) {
				for (const text of mutations(seed, perSeed, index + 1)) {
					count += 1;
					if (!holdsOnlyFinite(parse(text))) expect.fail(`${name} gave a number that is not finite`);
				}
			}
		}
		expect(count).toBeGreaterThan(40_000);
	});
	it('come to an end with long lines that almost match', { timeout: 5000 }, () => {
		const hostile = [
			' '.repeat(50_000),
			'a '.repeat(50_000),
			'* * * * * '.repeat(10_000),
			'(device '.repeat(20_000),
			'NEXT Sat 2026-11-21 08:00:00 UTC '.repeat(3000),
		];
		for (const parse of Object.values(parsers)) for (const text of hostile) parse(text);
	});
});
