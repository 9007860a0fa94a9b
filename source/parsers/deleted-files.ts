import type { DeletedOpenFile } from '../domain/host.ts';

/** Code that a process runs and that is no longer on disk under its name. */
export type DeletedMapping = { readonly pid: number; readonly file: string };

/** What never was a file of a package: memory files, shared memory, and code that programs write for themselves. */
const notInstalled = /^\/(?:memfd:|SYSV|dev\/|tmp\/|var\/tmp\/|run\/|anon_hugepage|i915|drm|\[)/;
const mappingLine = /^\/proc\/(\d+)\/maps:[\da-f]+-[\da-f]+ ..x. \S+ \S+ \S+\s+(\/.*) \(deleted\)$/;

/**
 * Lines of /proc/PID/maps with executable mappings of deleted files, as `grep -H` prints them. Each process and file once.
 * https://docs.kernel.org/filesystems/proc.html (3.1)
 */
export function parseDeletedMappings(text: string): readonly DeletedMapping[] {
	const found = new Map<string, DeletedMapping>();
	for (const line of text.split('\n')) {
		const [, pid, file] = mappingLine.exec(line) ?? [];
		if (pid !== undefined && file !== undefined && !notInstalled.test(file))
			found.set(`${pid} ${file}`, { pid: Number(pid), file });
	}
	return [...found.values()];
}

/** A descriptor whose file has no name any more. */
export type DeletedDescriptor = { readonly link: string; readonly pid: number; readonly path: string };

/** Files of memory that have no name by nature. */
const nameless = /^\/(?:memfd:|SYSV|dev\/zero|i915|drm mm)|^\/\[/;

/** `find /proc/PID/fd… -lname '* (deleted)' -printf '%p\t%l\0'` of GNU findutils; a name may hold line breaks. */
export function parseFoundDescriptors(text: string): readonly DeletedDescriptor[] {
	return text.split('\0').flatMap((record) => {
		const [, link, pid, path] = /^(\/proc\/(\d+)\/fd\/\d+)\t(\/.*) \(deleted\)$/s.exec(record) ?? [];
		return descriptorOf(link, pid, path);
	});
}

/** `ls -ln /proc/PID/fd…`, where find has no -lname (busybox): a heading for each directory, then its links. */
export function parseListedDescriptors(text: string): readonly DeletedDescriptor[] {
	let directory = '';
	return text.split('\n').flatMap((line) => {
		directory = /^(\/proc\/\d+\/fd):$/.exec(line)?.[1] ?? directory;
		const [, fd, path] = /\s(\d+) -> (\/.*) \(deleted\)$/.exec(line) ?? [];
		return fd === undefined ? [] : descriptorOf(`${directory}/${fd}`, /\d+/.exec(directory)?.[0], path);
	});
}

function descriptorOf(
	link: string | undefined,
	pid: string | undefined,
	path: string | undefined,
): DeletedDescriptor[] {
	if (link === undefined || pid === undefined || path === undefined || nameless.test(path)) return [];
	return [{ link, pid: Number(pid), path }];
}

/** For `stat -L -c FORMAT -- LINK…`: device, inode, blocks and their unit, then the link. */
export const descriptorStatFormat = '%d %i %b %B %n';

/**
 * Joins descriptors with what they hold on disk. Each file counts once, however many descriptors hold it; largest first, only
 * those of `leastBytes` or more.
 */
export function joinDescriptorSizes(
	descriptors: readonly DeletedDescriptor[],
	statText: string,
	leastBytes: number,
): readonly Omit<DeletedOpenFile, 'name'>[] {
	const byLink = new Map(descriptors.map((descriptor) => [descriptor.link, descriptor]));
	const files = new Map<string, Omit<DeletedOpenFile, 'name'>>();
	for (const line of statText.split('\n')) {
		const [, device, inode, blocks, unit, link] = /^(\d+) (\d+) (\d+) (\d+) (\/proc\/\d+\/fd\/\d+)$/.exec(line) ?? [];
		const descriptor = byLink.get(link ?? '');
		const bytes = Number(blocks) * Number(unit);
		const key = `${device}:${inode}`;
		if (descriptor === undefined || !(bytes >= leastBytes) || files.has(key)) continue;
		files.set(key, { pid: descriptor.pid, path: descriptor.path, bytes });
	}
	return [...files.values()].sort((a, b) => b.bytes - a.bytes);
}
