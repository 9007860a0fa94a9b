import type { ServiceManagerName } from '../../../domain/services.ts';
import { type ConfigSection, parseConfigArgument, serverUrlOf } from '../../../parsers/supervisor-config.ts';
import type { Transport } from '../../transports/transport.ts';
import { findProcesses, resolvePath } from '../find-processes.ts';
import { readSupervisorConfig } from './supervisor-config-files.ts';
import type { SupervisordPlace } from './supervisorctl.ts';

/** Where supervisorctl itself looks, as far as that does not hang on where one stands. */
const usualConfigs = ['/etc/supervisord.conf', '/etc/supervisor/supervisord.conf', '/usr/local/etc/supervisord.conf'];

/** Every supervisord that runs on a host, the machine's own first; each is known by its configuration. */
export async function findSupervisords(
	transport: Transport,
	signal?: AbortSignal,
): Promise<readonly SupervisordPlace[]> {
	const processes = await findProcesses(transport, 'supervisord', signal);
	const present = await transport.readFiles(usualConfigs, { maxBytes: 1 });
	const usual = usualConfigs.find(
		(_, index) => present[index]?.ok === true || present[index]?.error.code === 'permission',
	);
	const pids = new Map<string, number>();
	for (const process of processes) {
		const named = parseConfigArgument(process.cmdline);
		const config = named === null ? (usual ?? null) : resolvePath(process, named);
		if (config !== null && !pids.has(config)) pids.set(config, process.pid);
	}
	const names = nameSupervisords([...pids.keys()]);
	const sections = await Promise.all(names.map(([config]) => readSupervisorConfig(transport, config)));
	return names.map(([config, name], index) => {
		const flags = findFlags(config, sections[index] ?? []);
		return { name, config, flags, pid: pids.get(config) ?? null };
	});
}

/** supervisorctl takes no file without a section of its own ("does not include supervisorctl section", 4.2.5). */
function findFlags(config: string, sections: readonly ConfigSection[]): readonly string[] {
	const url = serverUrlOf(sections);
	if (url === null) return ['-c', config];
	const hasSection = sections.some(({ name }) => name === 'supervisorctl');
	return hasSection ? ['-c', config, '-s', url] : ['-s', url];
}

/**
 * Names by configuration: `supervisord` for the first usual one, else `supervisord:shop` of /srv/shop/supervisord.conf or of
 * /srv/shop.conf, and where two would have the same name, of their whole paths. One by itself has the name that it has among
 * others, so that what was recorded of it stays its own.
 */
export function nameSupervisords(configs: readonly string[]): ReadonlyArray<readonly [string, ServiceManagerName]> {
	const own = usualConfigs.find((usual) => configs.includes(usual));
	const others = configs.filter((config) => config !== own);
	const words = others.map(wordOf);
	const named = others.map((config, index): readonly [string, ServiceManagerName] => {
		const isAlone = words.filter((word) => word === words[index]).length === 1;
		return [config, `supervisord:${isAlone ? words[index] : clean(config.replace(/^\//, ''))}`];
	});
	return [...(own === undefined ? [] : [[own, 'supervisord'] as const]), ...named];
}

/** The name of its file, or of its directory where the file is called as all of them are. */
function wordOf(config: string): string {
	const [file = '', directory = ''] = config.split('/').toReversed();
	const stem = file.replace(/\.(?:conf|ini|cfg)$/, '');
	return clean(/^supervisord?$/.test(stem) && directory !== '' ? directory : stem);
}

/** It is typed on a command line, and printed. */
function clean(text: string): string {
	return text.replaceAll(/[^\w.@+-]+/g, '-');
}
