import type { DiskRow } from '../../../domain/host.ts';
import { type BlockDevice, parseLsblk } from '../../../parsers/block-devices.ts';
import { numberOf } from '../../../parsers/figures.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, minuteMs, runToEnd, secondMs, trimmed } from './fact-reader.ts';

/** Block devices that are no disks: memory, files, mappings and arrays of others, optical drives, floppies. */
export const notDisks = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|drbd|bcache|zd)\d/;
const columns = 'NAME,TYPE,SIZE,ROTA,MODEL,SERIAL,TRAN';

/** Disks by lsblk, which knows serials from udev; else what sysfs has. Health is a group of its own. */
export const disksReader: FactReader<'disks'> = {
	maxAgeMs: 10 * minuteMs,
	isKept: true,
	deadlineMs: 3 * secondMs,
	async read(transport, signal) {
		const command = { file: 'lsblk', args: ['-J', '-b', '-d', '-o', columns] };
		const result = await runToEnd(transport, command, { timeoutMs: 2 * secondMs }, signal);
		const listed = (result.ok ? parseLsblk(result.value.stdout) : null) ?? (await readSysfs(transport));
		if (listed === null)
			return { ok: false, error: { code: 'unavailable', message: 'Neither lsblk nor /sys/block could be read' } };
		return answer(listed.filter(({ name, sizeBytes }) => !notDisks.test(name) && sizeBytes !== 0).map(withoutHealth));
	},
};

function withoutHealth(disk: BlockDevice): DiskRow {
	return { ...disk, transport: disk.transport ?? transportOf(disk.name), health: null, temperatureCelsius: null };
}

function transportOf(name: string): string | null {
	if (name.startsWith('nvme')) return 'nvme';
	if (name.startsWith('vd')) return 'virtio';
	if (name.startsWith('xvd')) return 'xen';
	return name.startsWith('mmcblk') ? 'mmc' : null;
}

async function readSysfs(transport: Transport): Promise<readonly BlockDevice[] | null> {
	const names = await transport.listDirectory('/sys/block');
	if (!names.ok) return null;
	return Promise.all(
		names.value.map(async (name): Promise<BlockDevice> => {
			const files = ['size', 'queue/rotational', 'device/model', 'device/serial', 'serial'];
			const [size, rotational, model, serial, ownSerial] = await transport.readFiles(
				files.map((file) => `/sys/block/${name}/${file}`),
			);
			// The kernel counts in sectors of 512 bytes, whatever the disk's own are.
			const sectors = numberOf(trimmed(size) ?? undefined);
			const spins = trimmed(rotational);
			return {
				// `cciss!c0d0` is a name with a slash.
				name: name.replaceAll('!', '/'),
				model: trimmed(model),
				serial: trimmed(serial) ?? trimmed(ownSerial),
				sizeBytes: sectors === null ? null : sectors * 512,
				isRotational: spins === null ? null : spins === '1',
				transport: null,
			};
		}),
	);
}
