import { parseLines, type Records } from './records.ts';

/**
 * /proc/self/mountinfo, one mount a line; spaces, tabs, newlines and backslashes in names are octal escapes. Linux 2.6.26 and
 * newer. https://docs.kernel.org/filesystems/proc.html (3.5)
 */
export type Mount = {
	readonly id: number;
	readonly parentId: number;
	/** `major:minor` of the superblock. */
	readonly device: string;
	/** What of the file system is mounted; `/` unless it is a bind mount or a subvolume. */
	readonly root: string;
	readonly mountPoint: string;
	/** Of this mount. */
	readonly options: readonly string[];
	readonly type: string;
	readonly source: string;
	/** Of the file system, whatever this mount says: an error turns these to `ro` alone. */
	readonly superOptions: readonly string[];
};

export function parseMountinfo(text: string): Records<Mount> {
	return parseLines(text, parseMount);
}

function parseMount(line: string): Mount | null {
	const words = line.split(' ');
	const dash = words.indexOf('-', 6);
	const [id, parentId, device, root, mountPoint, options] = words;
	const [type, source, superOptions] = dash < 0 ? [] : words.slice(dash + 1);
	if (!isNumber(id) || !isNumber(parentId) || device === undefined || !/^\d+:\d+$/.test(device)) return null;
	if (!root || !mountPoint || !options || !type || source === undefined || superOptions === undefined) return null;
	return {
		id: Number(id),
		parentId: Number(parentId),
		device,
		root: unescapeOctal(root),
		mountPoint: unescapeOctal(mountPoint),
		options: options.split(','),
		type: unescapeOctal(type),
		source: unescapeOctal(source),
		superOptions: superOptions.split(','),
	};
}

function isNumber(text: string | undefined): text is string {
	return text !== undefined && /^\d+$/.test(text);
}

/** `\040` and its like as the characters that they stand for; the kernel escapes single bytes below 0x80 only. */
export function unescapeOctal(text: string): string {
	return text.includes('\\')
		? text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
		: text;
}

export type FstabEntry = {
	readonly mountPoint: string;
	readonly type: string;
	readonly options: readonly string[];
};

/** /etc/fstab: what should be mounted how. Swap and lines without a mount point are left out. fstab(5) */
export function parseFstab(text: string): Records<FstabEntry> {
	return parseLines(text, (line) => {
		const words = line.trim().split(/\s+/);
		const [source, mountPoint, type, options] = words;
		if (!source || source.startsWith('#')) return undefined;
		if (!mountPoint || !type) return null;
		if (!mountPoint.startsWith('/')) return undefined;
		return { mountPoint: unescapeOctal(mountPoint), type, options: (options ?? 'defaults').split(',') };
	});
}
