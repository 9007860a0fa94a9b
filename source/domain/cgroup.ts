/** What a cgroup path tells of the one who manages its processes. Pure text; nothing here asks a manager or a runtime. */

const unitName = /^[^/]+\.(?:service|scope|socket|mount|swap)$/;
const hexId = /^[0-9a-f]{64}$/;
// conmon and crio-conmon watch over a container from outside and are no part of it.
const scopeId =
	/^(?:docker|podman|libpod|libpod-payload|cri-containerd|crio|containerd|nerdctl|buildkit|cri-o)-([0-9a-f]{12,64})(?:\.scope)?$/;
// The runtime's systemd notation where it was not translated: `system.slice:docker:<id>`.
const colonId = /:[\w-]+:([0-9a-f]{64})$/;
const nspawn = /^systemd-nspawn@(.+)\.service$/;
const machine = /^machine-(.+)\.scope$/;
const lxcPayload = /^lxc\.payload\.(.+)$/;

const shortIdLength = 12;

/**
 * Where the tree of this host's own manager begins, from the cgroup of PID 1; empty at the root of what can be seen. It is not
 * the root for a system that runs in a cgroup of another one without a namespace.
 */
export function rootOf(firstPath: string | null): string {
	return /^(\/.*?)\/(?:init\.scope|system\.slice|system)$/.exec(firstPath ?? '')?.[1] ?? '';
}

/**
 * The systemd unit that a path belongs to, found as systemd does: slices first, then the unit. Processes of a user's own
 * manager belong to `user@UID.service`. Null outside any unit, and outside `root` (see `rootOf`).
 */
export function unitOf(path: string, root = ''): string | null {
	if (!path.startsWith(`${root}/`)) return null;
	const name = segmentsOf(path.slice(root.length)).find((segment) => !segment.endsWith('.slice'));
	// systemd puts an underscore before a name that would collide with a file of the cgroup.
	const plain = name?.startsWith('_') ? name.slice(1) : name;
	return plain !== undefined && unitName.test(plain) ? plain : null;
}

/**
 * The innermost container: twelve digits of its id for docker, podman, containerd and CRI, its name for LXC and
 * systemd-nspawn. Null outside any container, and for virtual machines.
 */
export function containerOf(path: string): string | null {
	const segments = segmentsOf(path);
	for (let index = segments.length - 1; index >= 0; index -= 1) {
		const found = nameContainer(segments[index] ?? '', segments[index - 1] ?? '');
		if (found !== null) return found;
	}

	return null;
}

function nameContainer(segment: string, parent: string): string | null {
	const id = hexId.test(segment) ? segment : (scopeId.exec(segment)?.[1] ?? colonId.exec(segment)?.[1]);
	if (id !== undefined) return id.slice(0, shortIdLength);
	if (parent === 'lxc' || parent === 'lxc.payload') return segment;
	const name = lxcPayload.exec(segment)?.[1] ?? nspawn.exec(segment)?.[1];
	if (name !== undefined) return unescapeUnit(name);
	const host = parent === 'machine.slice' ? unescapeUnit(machine.exec(segment)?.[1] ?? '') : '';
	return host === '' || host.startsWith('qemu-') ? null : host;
}

/** `\x2d` and its like, as systemd writes characters that a unit name may not have. */
function unescapeUnit(name: string): string {
	return name.replace(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function segmentsOf(path: string): string[] {
	// A reader in another cgroup namespace sees `/../..` before what is outside its own root.
	return path
		.replace(/ \(deleted\)$/, '')
		.split('/')
		.filter((segment) => segment !== '' && segment !== '..');
}
