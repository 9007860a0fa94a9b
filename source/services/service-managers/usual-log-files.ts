import type { Transport } from '../transports/transport.ts';

/** Log files at their usual places: /var/log/NAME/*.log and /var/log/NAME.log. */
export async function findUsualLogFiles(transport: Transport, name: string): Promise<readonly string[]> {
	if (!/^[\w@:-][\w.@:-]*$/.test(name)) return [];
	const [top, below] = await Promise.all([
		transport.listDirectory('/var/log'),
		transport.listDirectory(`/var/log/${name}`),
	]);
	const single = top.ok && top.value.includes(`${name}.log`) ? [`/var/log/${name}.log`] : [];
	const many = below.ok ? below.value.filter((file) => file.endsWith('.log')).toSorted() : [];
	return [...many.slice(0, 4).map((file) => `/var/log/${name}/${file}`), ...single];
}
