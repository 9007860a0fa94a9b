import type { GpuRow } from '../../../domain/host.ts';
import type { Problem } from '../../../domain/problem.ts';
import { numberOf } from '../../../parsers/figures.ts';
import { parseLspciDisplays, parseNvidiaSmi } from '../../../parsers/gpus.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, dayMs, type FactReader, runToEnd, secondMs, trimmed } from './fact-reader.ts';

const root = '/sys/bus/pci/devices';
/** PCI class 03: display controllers. */
const displayClass = /^0x03/;

/** Makers whose names stand without lspci. */
const makers: Readonly<Record<string, string>> = {
	'0x10de': 'NVIDIA',
	'0x1002': 'AMD',
	'0x8086': 'Intel',
	'0x1a03': 'ASPEED',
	'0x102b': 'Matrox',
	'0x1af4': 'Red Hat (virtio)',
	'0x1234': 'QEMU',
	'0x15ad': 'VMware',
};

/** Graphics cards on the PCI bus: sysfs finds them, lspci names them, nvidia-smi tells the memory of its own. */
export const gpusReader: FactReader<'gpus'> = {
	maxAgeMs: dayMs,
	isKept: true,
	deadlineMs: 6 * secondMs,
	async read(transport, signal) {
		const names = await transport.listDirectory(root);
		if (!names.ok) {
			return names.error.code === 'not-found' ? answer([]) : names;
		}
		const classes = await transport.readFiles(names.value.map((name) => `${root}/${name}/class`));
		const buses = names.value.filter((_, index) => displayClass.test(trimmed(classes[index]) ?? ''));
		if (buses.length === 0) return answer([]);
		const rows = await Promise.all(buses.map((bus) => readCard(transport, bus)));
		return addNames(rows, transport, signal);
	},
};

async function readCard(transport: Transport, bus: string): Promise<GpuRow> {
	const [vendor, device, memory] = await transport.readFiles(
		['vendor', 'device', 'mem_info_vram_total'].map((file) => `${root}/${bus}/${file}`),
	);
	const [driver] = await transport.readLinks([`${root}/${bus}/driver`]);
	const id = trimmed(vendor);
	const model = trimmed(device);
	return {
		vendor: id === null ? null : (makers[id] ?? `PCI vendor ${id}`),
		model: model === null ? null : `device ${model}`,
		bus,
		memoryBytes: numberOf(trimmed(memory) ?? undefined),
		driver: driver?.ok ? (driver.value.split('/').at(-1) ?? null) : null,
	};
}

async function addNames(rows: readonly GpuRow[], transport: Transport, signal: AbortSignal) {
	const problems: Problem[] = [];
	const listed = await runToEnd(transport, { file: 'lspci', args: ['-D', '-mm'] }, { timeoutMs: 2 * secondMs }, signal);
	if (!listed.ok) {
		problems.push({
			field: 'gpus[].model',
			code: listed.error.code,
			message: 'The names of graphics cards are not known without lspci',
			hint: 'Install pciutils.',
		});
	}
	const named = new Map((listed.ok ? parseLspciDisplays(listed.value.stdout) : []).map((each) => [each.bus, each]));
	const nvidia = rows.some(({ driver }) => driver === 'nvidia') ? await askNvidia(transport, signal) : new Map();
	return answer(
		rows.map((row): GpuRow => {
			const names = named.get(row.bus ?? '');
			const own = nvidia.get(row.bus ?? '');
			return {
				...row,
				vendor: names?.vendor ?? row.vendor,
				model: own?.model ?? names?.model ?? row.model,
				memoryBytes: own?.memoryBytes ?? row.memoryBytes,
			};
		}),
		problems,
	);
}

async function askNvidia(transport: Transport, signal: AbortSignal) {
	const args = ['--query-gpu=pci.bus_id,name,memory.total', '--format=csv,noheader,nounits'];
	const result = await runToEnd(transport, { file: 'nvidia-smi', args }, { timeoutMs: 4 * secondMs }, signal);
	return new Map((result.ok ? parseNvidiaSmi(result.value.stdout) : []).map((each) => [each.bus, each]));
}
