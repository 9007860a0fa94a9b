import { numberOf } from './figures.ts';

/** Names of a PCI device. */
export type PciNames = { readonly bus: string; readonly vendor: string | null; readonly model: string | null };

/** `lspci -D -mm` (pciutils 3): address, then quoted class, vendor, device. Only displays are kept. */
export function parseLspciDisplays(text: string): readonly PciNames[] {
	return text.split('\n').flatMap((line) => {
		const [, bus, kind, vendor, model] = /^(\S+) "([^"]*)" "([^"]*)" "([^"]*)"/.exec(line) ?? [];
		if (bus === undefined || !/vga|3d|display/i.test(kind ?? '')) return [];
		return { bus: longBus(bus), vendor: vendor || null, model: model || null };
	});
}

export type NvidiaGpu = { readonly bus: string; readonly model: string | null; readonly memoryBytes: number | null };

/** `nvidia-smi --query-gpu=pci.bus_id,name,memory.total --format=csv,noheader,nounits`; memory in MiB. */
export function parseNvidiaSmi(text: string): readonly NvidiaGpu[] {
	return text.split('\n').flatMap((line) => {
		const [, bus, model, memory] = /^([\da-fA-F]+:[\da-fA-F:.]+), (.*), (\S.*)$/.exec(line.trim()) ?? [];
		if (bus === undefined) return [];
		const mebibytes = numberOf(memory);
		return {
			bus: longBus(bus.toLowerCase()),
			model: model || null,
			memoryBytes: mebibytes === null ? null : mebibytes * 1024 * 1024,
		};
	});
}

/** `0000:65:00.0`: nvidia-smi writes eight digits of domain, others none. */
function longBus(bus: string): string {
	const match = /^(?:([\da-f]+):)?([\da-f]{2}:[\da-f]{2}\.\d)$/i.exec(bus);
	return match === null ? bus : `${(match[1] ?? '0').replace(/^0+/, '').padStart(4, '0')}:${match[2]}`.toLowerCase();
}
