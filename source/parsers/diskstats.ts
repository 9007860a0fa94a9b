/**
 * /proc/diskstats: `major minor name` and counters of each block device and partition. 14 columns since 2.6, 18 since 4.18
 * (discards), 20 since 5.5 (flushes); partitions had 7 before 2.6.25. A sector is 512 bytes here, whatever the disk's is.
 * Seen: Linux 6.18, 6.1, 2.6.18. https://docs.kernel.org/admin-guide/iostats.html
 */

import type { DiskCounters } from '../domain/top-reading.ts';
import { parseCount } from './records.ts';
import { splitWords } from './words.ts';

const sectorBytes = 512;

export type Diskstats = { readonly disks: readonly DiskCounters[]; readonly malformed: number };

/** Every device and partition in the kernel's order. */
export function parseDiskstats(text: string): Diskstats {
	const disks: DiskCounters[] = [];
	let malformed = 0;
	for (const line of text.split('\n')) {
		const words = splitWords(line);
		if (words.length === 0) continue;
		const disk = parseDisk(words);
		if (disk === null) malformed += 1;
		else disks.push(disk);
	}

	return { disks, malformed };
}

function parseDisk(words: readonly string[]): DiskCounters | null {
	const [major, minor, name = '', ...counters] = words;
	const counts = counters.map(parseCount);
	const isShort = counts.length === 4;
	const readSectors = counts[isShort ? 1 : 2] ?? null;
	const writeSectors = counts[isShort ? 3 : 6] ?? null;
	if (parseCount(major) === null || parseCount(minor) === null || (!isShort && counts.length < 11)) return null;
	if (readSectors === null || writeSectors === null) return null;
	const busyMs = isShort ? null : (counts[9] ?? null);
	return { name, readBytes: readSectors * sectorBytes, writeBytes: writeSectors * sectorBytes, busyMs };
}

/** Devices made of memory or files, and those stacked on others: their traffic is none, or is counted beneath. */
const notPhysical = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|drbd|bcache)\d|^mmcblk\d+(?:boot\d+|rpmb|gp\d+)$/;

/** Whole physical (or the hypervisor's) disks: what may be added up without counting a byte twice. */
export function selectDisks(disks: readonly DiskCounters[]): readonly DiskCounters[] {
	const names = new Set(disks.map(({ name }) => name));
	return disks.filter(({ name }) => !notPhysical.test(name) && !names.has(wholeOf(name) ?? ''));
}

/** `sda` of `sda1`, `nvme0n1` of `nvme0n1p2`; null where the name is none of a partition. */
function wholeOf(name: string): string | null {
	const [, numbered, lettered] = /^(?:(.*\d)p\d+|(\D+)\d+)$/.exec(name) ?? [];
	return numbered ?? lettered ?? null;
}
