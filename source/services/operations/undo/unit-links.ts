import type { Link } from '../../../domain/undo.ts';
import type { LinkPlace, ServiceManager } from '../../service-managers/service-manager.ts';
import type { Transport } from '../../transports/transport.ts';

const systemdPlaces: readonly LinkPlace[] = ['/etc/systemd/system', '/run/systemd/system'].map((root) => ({
	root,
	below: /\.(?:wants|requires|upholds)$/,
}));
const initPlaces: readonly LinkPlace[] = ['/etc', '/etc/rc.d'].map((root) => ({ root, below: /^rc[0-6S]\.d$/ }));

/** Of managers that do not say it themselves. systemd hands enable and disable of an init script on to the tool of the distribution. */
const places: Readonly<Record<string, readonly LinkPlace[]>> = {
	systemd: [...systemdPlaces, ...initPlaces],
	sysv: initPlaces,
	openrc: [{ root: '/etc/runlevels', below: /./ }],
};

/** A tree with more than that is none of these. */
const maxDirectories = 500;

/** The links by which units are enabled, masked or known by other names, as they are now. Empty for a manager without any. */
export async function readLinkPlaces(transport: Transport, manager: ServiceManager): Promise<readonly Link[]> {
	const own = (await manager.linkPlaces?.()) ?? places[manager.name] ?? [];
	const directories = (await Promise.all(own.map((place) => listDirectories(transport, place)))).flat();
	const paths = (
		await Promise.all(
			directories.slice(0, maxDirectories).map(async (directory) => {
				const names = await transport.listDirectory(directory);
				return names.ok ? names.value.map((name) => `${directory}/${name}`) : [];
			}),
		)
	).flat();
	const targets = await transport.readLinks(paths);
	return paths.flatMap((path, index) => {
		const target = targets[index];
		return target?.ok ? [{ path, target: target.value }] : [];
	});
}

async function listDirectories(transport: Transport, { root, below }: LinkPlace): Promise<readonly string[]> {
	const own = root === '/etc' || root === '/etc/rc.d' || root === '/etc/runlevels' ? [] : [root];
	if (below === null) return own;
	const names = await transport.listDirectory(root);
	const inner = names.ok ? names.value.filter((name) => below.test(name)).map((name) => `${root}/${name}`) : [];
	return [...own, ...inner];
}

/**
 * Whether a link is of a unit: `S01cron` and `cron.service` are both of cron, an alias is known by where it leads, and what the unit
 * file names under Also= is told by what was printed. All others are none of this act's: another one may change them meanwhile.
 */
export function isLinkOf({ path, target }: Link, unit: string, printed: string): boolean {
	const stem = unit.replace(/\.service$/, '');
	if (printed.includes(`${path}"`) || printed.includes(`${path} `) || printed.includes(`${path}.\n`)) return true;
	return [path, target].some((text) => {
		const name = text.slice(text.lastIndexOf('/') + 1).replace(/\.service$/, '');
		return name === stem || name.replace(/^[SK]\d\d/, '') === stem || isInstance(name, stem);
	});
}

function isInstance(name: string, stem: string): boolean {
	const at = stem.indexOf('@');
	return at > 0 && name === stem.slice(0, at + 1);
}
