/**
 * /proc/meminfo: `Key:  value kB` lines. MemAvailable came with Linux 3.14; SReclaimable with 2.6.19.
 * Seen: Linux 6.18, 6.1, 2.6.32. https://man7.org/linux/man-pages/man5/proc_meminfo.5.html
 */

import type { MemoryInfo } from '../domain/top-reading.ts';

export function parseMeminfo(text: string): MemoryInfo {
	const bytes = (key: string) => {
		const kibibytes = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
		return kibibytes === undefined ? null : Number(kibibytes) * 1024;
	};

	return {
		totalBytes: bytes('MemTotal'),
		freeBytes: bytes('MemFree'),
		availableBytes: bytes('MemAvailable'),
		buffersBytes: bytes('Buffers'),
		cachedBytes: bytes('Cached'),
		reclaimableBytes: bytes('SReclaimable'),
		swapTotalBytes: bytes('SwapTotal'),
		swapFreeBytes: bytes('SwapFree'),
	};
}
