import type { Transport } from '../transports/transport.ts';

/** Where the hierarchy that systemd keeps may be mounted: unified, hybrid, and the old one. */
const mountPoints = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

/** Control groups looked into below one unit; a container manager may have thousands. */
const maxGroups = 200;

/** PIDs in a control group and those below it; null where it cannot be read. */
export async function readControlGroupPids(
	transport: Transport,
	path: string | null,
): Promise<readonly number[] | null> {
	if (path === null || path === '/' || path.includes('..')) return null;
	const files = await transport.readFiles(mountPoints.map((mount) => `${mount}${path}/cgroup.procs`));
	const index = files.findIndex((file) => file.ok);
	const mount = mountPoints[index];
	if (mount === undefined) return null;
	const pids: number[] = [];
	const waiting = [`${mount}${path}`];
	for (let count = 0; waiting.length > 0 && count < maxGroups; count++) {
		const group = waiting.shift() ?? '';
		const [text] = await transport.readFiles([`${group}/cgroup.procs`]);
		if (text?.ok) pids.push(...parsePids(text.value));
		const names = await transport.listDirectory(group);
		// Files of a control group have a dot after the controller's name; groups below it end in a unit's type.
		const below = names.ok ? names.value.filter((name) => /\.(service|scope|slice|mount|socket)$/.test(name)) : [];
		waiting.push(...below.map((name) => `${group}/${name}`));
	}
	return pids.toSorted((a, b) => a - b);
}

function parsePids(text: string): number[] {
	return text
		.split('\n')
		.filter((line) => /^\d+$/.test(line))
		.map(Number);
}
