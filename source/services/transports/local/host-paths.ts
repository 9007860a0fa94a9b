export type HostPathOptions = {
	/** Where this host's /proc is mounted, e.g. `/host/proc` inside a container, or a directory of fixtures. */
	readonly procfs?: string;
	readonly sysfs?: string;
};

/** Maps a path as the host names it (`/proc/stat`) to where it lies for this process. */
export type PathMapper = (path: string) => string;

export function createPathMapper(options: HostPathOptions): PathMapper {
	const roots = [
		['/proc', options.procfs],
		['/sys', options.sysfs],
	] as const;
	const moved = roots.flatMap(([from, to]) => (to === undefined ? [] : [[from, to.replace(/\/+$/, '')] as const]));
	if (moved.length === 0) return (path) => path;
	return (path) => {
		for (const [from, to] of moved) {
			if (path === from) return to === '' ? '/' : to;
			if (path.startsWith(`${from}/`)) return to + path.slice(from.length);
		}
		return path;
	};
}
