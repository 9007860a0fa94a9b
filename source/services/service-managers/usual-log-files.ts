import type { Transport } from '../transports/transport.ts';

/** Log files at their usual places: /var/log/NAME/*.log (also `mainlog`, `error_log`) and /var/log/NAME.log. */
export async function findUsualLogFiles(transport: Transport, name: string): Promise<readonly string[]> {
	if (!/^[\w@:-][\w.@:-]*$/.test(name)) return [];
	const [top, below] = await Promise.all([
		transport.listDirectory('/var/log'),
		transport.listDirectory(`/var/log/${name}`),
	]);
	const single = top.ok && top.value.includes(`${name}.log`) ? [`/var/log/${name}.log`] : [];
	const many = below.ok ? below.value.filter((file) => file.endsWith('log')).toSorted() : [];
	return [...many.slice(0, 4).map((file) => `/var/log/${name}/${file}`), ...single];
}

/** Where daemons without a log of their own write, best first: Debian's name, then that of Red Hat. */
const systemLogs = ['syslog', 'messages', 'daemon.log'];

/** The log that the daemons of a host share; null where there is none, as with journald alone. */
export async function findSystemLog(transport: Transport): Promise<string | null> {
	const names = await transport.listDirectory('/var/log');
	const found = names.ok ? systemLogs.find((name) => names.value.includes(name)) : undefined;
	return found === undefined ? null : `/var/log/${found}`;
}
