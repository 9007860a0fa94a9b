import type { HostFactName, HostFactValues } from '../../../domain/host-facts.ts';
import { fail } from '../../../domain/result.ts';
import { answer, type FactAnswer, type FactReader, type FactReaders } from './fact-reader.ts';

type Information = typeof import('systeminformation');
type Sources = { readonly [Name in HostFactName]?: (information: Information) => Promise<HostFactValues[Name]> };

const textOr = (text: string | null | undefined) => text?.trim() || null;
const countOr = (count: number | null | undefined) =>
	count !== null && count !== undefined && count > 0 ? count : null;

/** Facts that systeminformation tells of the machine it runs on; it starts programs, so nothing else uses it where there is /proc. */
const sources: Sources = {
	async identity(information) {
		const [os, time] = [await information.osInfo(), information.time()];
		return {
			hostname: textOr(os.hostname),
			os: {
				name: textOr(os.distro),
				version: textOr(os.release),
				id: textOr(os.platform),
				pretty: textOr(`${os.distro} ${os.release}`),
			},
			kernel: { release: textOr(os.kernel), version: null, arch: textOr(os.arch) },
			boot: { id: null, time: new Date(Date.now() - time.uptime * 1000).toISOString() },
			uptimeSeconds: time.uptime,
			timezone: textOr(time.timezoneName),
		};
	},
	async hardware(information) {
		const [system, cpu, memory] = await Promise.all([information.system(), information.cpu(), information.mem()]);
		return {
			vendor: textOr(system.manufacturer),
			model: textOr(system.model),
			cpuModel: textOr(`${cpu.manufacturer} ${cpu.brand}`),
			sockets: countOr(cpu.processors),
			cores: countOr(cpu.physicalCores),
			threads: countOr(cpu.cores),
			memoryBytes: countOr(memory.total),
		};
	},
	async virtualization(information) {
		const { virtual, virtualHost } = await information.system();
		return { virtualization: virtual ? (textOr(virtualHost)?.toLowerCase() ?? 'vm-other') : 'none' };
	},
	async addresses(information) {
		const found = await information.networkInterfaces();
		const list = Array.isArray(found) ? found : [found];
		return list.flatMap(({ iface, ip4, ip4subnet, ip6 }) => [
			...(ip4 ? [{ interface: iface, address: ip4 + prefixOf(ip4subnet), family: 'ipv4' as const, scope: null }] : []),
			...(ip6 ? [{ interface: iface, address: ip6, family: 'ipv6' as const, scope: null }] : []),
		]);
	},
	async users(information) {
		const list = await information.users();
		return list.map(({ user, tty, ip }) => ({
			user,
			tty: textOr(tty),
			from: textOr(ip),
			since: null,
			idleSeconds: null,
			pid: null,
		}));
	},
	async filesystems(information) {
		const list = await information.fsSize();
		return list.map(({ fs, type, mount, size, used, available, rw }) => ({
			source: fs,
			type,
			mountPoint: mount,
			totalBytes: size,
			usedBytes: used,
			availableBytes: available,
			inodesTotal: null,
			inodesUsed: null,
			isReadOnly: rw === false,
			isRemote: false,
		}));
	},
	async disks(information) {
		const list = await information.diskLayout();
		return list.map(({ device, name, serialNum, size, type, interfaceType }) => ({
			name: device || name,
			model: textOr(name),
			serial: textOr(serialNum),
			sizeBytes: countOr(size),
			isRotational: type === '' ? null : type === 'HD',
			transport: textOr(interfaceType)?.toLowerCase() ?? null,
			health: null,
			temperatureCelsius: null,
		}));
	},
	async gpus(information) {
		const { controllers } = await information.graphics();
		return controllers.map(({ vendor, model, bus, vram }) => ({
			vendor: textOr(vendor),
			model: textOr(model),
			bus: textOr(bus),
			memoryBytes: vram === null || vram === undefined ? null : vram * 1024 * 1024,
			driver: null,
		}));
	},
};

/** `255.255.255.0` as `/24`; nothing where the mask is unknown. */
function prefixOf(mask: string): string {
	const bits = mask.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length);
	return bits.length === 4 && bits.every(Number.isInteger) ? `/${bits.reduce((sum, each) => sum + each, 0)}` : '';
}

/** The same readers, and systeminformation in their place on a machine without /proc. For this machine only. */
export function withSystemInformation(readers: FactReaders): FactReaders {
	const wrapped = Object.entries(readers).map(([name, reader]) => [name, wrap(name as HostFactName, reader)]);
	return Object.fromEntries(wrapped) as FactReaders;
}

function wrap<Name extends HostFactName>(name: Name, reader: FactReader<Name>): FactReader<Name> {
	const source = sources[name] as ((information: Information) => Promise<HostFactValues[Name]>) | undefined;
	if (source === undefined) return reader;
	return {
		...reader,
		async read(transport, signal, emit) {
			const [stat] = await transport.readFiles(['/proc/stat']);
			return stat?.ok ? reader.read(transport, signal, emit) : askInformation(source);
		},
	};
}

async function askInformation<Value>(source: (information: Information) => Promise<Value>): Promise<FactAnswer<Value>> {
	try {
		return answer(await source((await import('systeminformation')).default));
	} catch (error) {
		return fail(
			'unavailable',
			`This machine has no /proc, and this could not be found out otherwise (${String(error)})`,
			'Name where /proc is mounted with --procfs DIR.',
		);
	}
}
