import type { Problem } from '../../../domain/problem.ts';
import { type CpuInfo, parseCpuInfo } from '../../../parsers/cpuinfo.ts';
import { parseMeminfo } from '../../../parsers/meminfo.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, dayMs, type FactReader, secondMs, trimmed } from './fact-reader.ts';

const files = [
	'/proc/cpuinfo',
	'/proc/meminfo',
	'/sys/class/dmi/id/sys_vendor',
	'/sys/class/dmi/id/product_name',
	'/proc/device-tree/model',
];

/** Firmware (DMI, device tree), CPU and memory. */
export const hardwareReader: FactReader<'hardware'> = {
	maxAgeMs: dayMs,
	isKept: true,
	deadlineMs: 3 * secondMs,
	async read(transport) {
		const [cpuText, memory, vendorFile, product, tree] = await transport.readFiles(files);
		const cpu = parseCpuInfo(cpuText?.ok ? cpuText.value : '');
		const topology = cpu.cores === null ? await readTopology(transport) : cpu;
		const vendor = named(trimmed(vendorFile));
		const model = named(trimmed(product)) ?? named(trimmed(tree)?.replaceAll('\0', '') ?? null) ?? cpu.machine;
		const value = {
			vendor,
			model,
			cpuModel: cpu.model,
			sockets: topology.sockets,
			cores: topology.cores,
			threads: cpu.threads,
			memoryBytes: memory?.ok ? parseMeminfo(memory.value).totalBytes : null,
		};
		return answer(value, gaps(value));
	},
};

/** What boards say whose maker did not fill in the form. */
const placeholder =
	/^(?:to be filled by o\.?e\.?m\.?|default string|system (?:product name|manufacturer)|none|not (?:specified|applicable)|unknown|o\.?e\.?m\.?|empty|-*)$/i;

function named(text: string | null): string | null {
	return text === null || placeholder.test(text) ? null : text;
}

function gaps(value: Readonly<Record<string, unknown>>): Problem[] {
	const why: Readonly<Record<string, string>> = {
		vendor: 'The firmware names no maker (DMI)',
		model: 'The firmware names no model (DMI, device tree)',
		cpuModel: '/proc/cpuinfo names no CPU model',
		sockets: 'Neither /proc/cpuinfo nor sysfs tell the sockets',
		cores: 'Neither /proc/cpuinfo nor sysfs tell the cores',
		threads: '/proc/cpuinfo lists no CPU',
		memoryBytes: '/proc/meminfo could not be read',
	};
	return Object.entries(why).flatMap(([key, message]): Problem[] =>
		value[key] === null ? [{ field: `hardware.${key}`, code: 'unavailable', message, hint: null }] : [],
	);
}

/** ARM and others have their topology in sysfs only. */
async function readTopology(transport: Transport): Promise<Pick<CpuInfo, 'sockets' | 'cores'>> {
	const root = '/sys/devices/system/cpu';
	const names = await transport.listDirectory(root);
	const cpus = names.ok ? names.value.filter((name) => /^cpu\d+$/.test(name)) : [];
	const read = async (file: string) => {
		const texts = await transport.readFiles(cpus.map((cpu) => `${root}/${cpu}/topology/${file}`));
		return new Set(texts.flatMap((text) => trimmed(text) ?? [])).size || null;
	};
	const siblings = (await read('core_cpus_list')) ?? (await read('thread_siblings_list'));
	return { sockets: await read('physical_package_id'), cores: siblings };
}
