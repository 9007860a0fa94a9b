/**
 * /proc/PID/cgroup: `hierarchy:controllers:path` lines. cgroup 2 has one, `0::/path`; cgroup 1 has one per hierarchy, systemd's
 * among them as `name=systemd`; hybrid hosts have both.
 * Seen: systemd 257 and 252 (v2), 232 (hybrid), 219 (v1), no systemd. https://man7.org/linux/man-pages/man7/cgroups.7.html
 */

/**
 * The path that tells most: in the unified hierarchy, else in systemd's, else in any other that is not the root (containers
 * on hosts without systemd). `/` when all are the root, null when no line was understood.
 */
export function parsePidCgroup(text: string): string | null {
	let best: string | null = null;
	let bestRank = -1;
	for (const line of text.split('\n')) {
		const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
		if (id === undefined) continue;
		const rank = path === '/' ? 0 : rankOf(id, controllers);
		if (rank > bestRank) {
			best = path;
			bestRank = rank;
		}
	}

	return best;
}

function rankOf(id: string, controllers: string): number {
	if (id === '0' && controllers === '') return 3;
	return controllers === 'name=systemd' ? 2 : 1;
}
