import { succeed } from '../../domain/result.ts';
import type { HostSummary } from '../../domain/summary.ts';
import { parseLoadavg } from '../../parsers/loadavg.ts';
import { parseOsRelease } from '../../parsers/os-release.ts';
import { parseUptime } from '../../parsers/uptime.ts';
import type { FileText, Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';

export type SummaryOptions = {
	/** Failed units as somebody else counted them; null while nobody did. The summary itself asks no service manager. */
	readonly failedUnits?: () => number | null;
};

const stablePaths = [
	'/proc/sys/kernel/hostname',
	'/etc/os-release',
	'/usr/lib/os-release',
	'/proc/sys/kernel/osrelease',
	'/proc/sys/kernel/random/boot_id',
];
const movingPaths = ['/proc/uptime', '/proc/loadavg'];
/** The name and the release of a running host change rarely: looked at every so many collections. */
const stableEvery = 30;

type Stable = Pick<HostSummary, 'hostname' | 'osName' | 'kernelRelease' | 'bootId'>;

function textOf(file: FileText | undefined): string | null {
	return file?.ok ? file.value : null;
}

function lineOf(file: FileText | undefined): string | null {
	return textOf(file)?.trim() || null;
}

/** `Debian 12`: shorter than the pretty name, which often has a code name in brackets. */
function shortOsName(text: string | null): string | null {
	if (text === null) return null;
	const { name, version, pretty } = parseOsRelease(text);
	const short = name?.replace(/ GNU\/Linux$| Linux$/, '') ?? null;
	return short === null ? pretty : version === null ? short : `${short} ${version}`;
}

async function readStable(transport: Transport): Promise<Stable> {
	const [hostname, etcRelease, usrRelease, kernel, bootId] = await transport.readFiles(stablePaths);
	return {
		hostname: lineOf(hostname),
		osName: shortOsName(textOf(etcRelease) ?? textOf(usrRelease)),
		kernelRelease: lineOf(kernel),
		bootId: lineOf(bootId),
	};
}

/** The line above every tab: seven small files, two of them each time. Never fails; what cannot be read is null. */
export function createSummaryCollector(options: SummaryOptions = {}): Collector<'summary', HostSummary> {
	let stable: Stable | null = null;
	let count = 0;

	return {
		name: 'summary',
		cadence: 'live',
		async collect(transport) {
			if (stable === null || count % stableEvery === 0) stable = await readStable(transport);
			count += 1;
			const [uptime, load] = await transport.readFiles(movingPaths);
			return succeed({
				...stable,
				uptimeSeconds: parseUptime(textOf(uptime) ?? ''),
				load: parseLoadavg(textOf(load) ?? '')?.load ?? null,
				failedUnits: options.failedUnits?.() ?? null,
			});
		},
	};
}
