/**
 * `stat -f -c FORMAT -- MOUNT_POINT…` of GNU coreutils (9.1) and of busybox (1.35): one line a mount point that answered.
 * `%S` is the unit of the block counts, `%f` what is free for root, `%a` what is free for others.
 */
export const statFormat = 'opsdash %b %f %a %S %c %d %n';

export type FilesystemUsage = {
	readonly totalBytes: number;
	readonly freeBytes: number;
	readonly availableBytes: number;
	/** 0 where the type has no fixed number of inodes. */
	readonly inodesTotal: number;
	readonly inodesFree: number;
};

/** A name may hold newlines, so a record goes on until the next one starts. */
const record = /^opsdash (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (.*(?:\n(?!opsdash \d).*)*)/gm;

export function parseStatFilesystem(text: string): ReadonlyMap<string, FilesystemUsage> {
	const usage = new Map<string, FilesystemUsage>();
	for (const match of text.replace(/\n$/, '').matchAll(record)) {
		const [blocks = 0, free = 0, available = 0, unit = 0, inodesTotal = 0, inodesFree = 0] = match
			.slice(1, 7)
			.map(Number);
		usage.set(match[7] ?? '', {
			totalBytes: blocks * unit,
			freeBytes: free * unit,
			availableBytes: available * unit,
			inodesTotal,
			inodesFree,
		});
	}
	return usage;
}
