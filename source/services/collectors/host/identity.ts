import { type Problem, problemOf } from '../../../domain/problem.ts';
import { fail, type Result } from '../../../domain/result.ts';
import { isoOf } from '../../../parsers/figures.ts';
import { parseOsRelease } from '../../../parsers/os-release.ts';
import { parseProcStat } from '../../../parsers/proc-stat.ts';
import { parseUptime } from '../../../parsers/uptime.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, runToEnd, secondMs, trimmed } from './fact-reader.ts';

const kernelFiles = ['hostname', 'osrelease', 'version', 'arch', 'random/boot_id'].map(
	(name) => `/proc/sys/kernel/${name}`,
);
const otherFiles = ['/proc/stat', '/proc/uptime', '/etc/os-release', '/usr/lib/os-release', '/etc/timezone'];

/** Who the host is and since when it runs: small files, and one program where the kernel is older than 6.1. */
export function createIdentityReader(): FactReader<'identity'> {
	let arch: string | null = null;
	return {
		maxAgeMs: 2 * secondMs,
		isKept: false,
		deadlineMs: 2 * secondMs,
		async read(transport, signal) {
			const files = await transport.readFiles([...kernelFiles, ...otherFiles]);
			const [hostname, release, version, archFile, bootId, stat, uptime, osEtc, osLib, timezoneFile] = files;
			const os = osEtc?.ok ? osEtc : osLib;
			arch ??= trimmed(archFile) ?? (await readArch(transport, signal));
			const bootSeconds = stat?.ok ? parseProcStat(stat.value).bootTimeSeconds : null;
			const timezone = (await readTimezone(transport)) ?? trimmed(timezoneFile);
			const value = {
				hostname: trimmed(hostname),
				os: parseOsRelease(os?.ok ? os.value : ''),
				kernel: { release: trimmed(release), version: trimmed(version), arch },
				boot: { id: trimmed(bootId), time: bootSeconds === null ? null : isoOf(bootSeconds * 1000) },
				uptimeSeconds: uptime?.ok ? parseUptime(uptime.value) : null,
				timezone,
			};
			return answer(value, [
				...gap('hostname', value.hostname, hostname),
				...gap('os', value.os.name ?? value.os.pretty, os),
				...gap('kernel', value.kernel.release, release),
				...gap('kernel.arch', arch, undefined),
				...gap('boot.id', value.boot.id, bootId),
				...gap('boot.time', value.boot.time, stat),
				...gap('uptimeSeconds', value.uptimeSeconds, uptime),
				...gap('timezone', timezone, undefined),
			]);
		},
	};
}

function gap(field: string, value: unknown, file: Result<string> | undefined): Problem[] {
	if (value !== null) return [];
	const failure =
		file !== undefined && !file.ok ? file : fail('unavailable', `${field} stands in no file of this host`);
	return [problemOf(field, failure.error)];
}

async function readArch(transport: Transport, signal: AbortSignal): Promise<string | null> {
	const result = await runToEnd(transport, { file: 'uname', args: ['-m'] }, { timeoutMs: secondMs }, signal);
	return result.ok ? result.value.stdout.trim() || null : null;
}

/** /etc/localtime is what programs follow; /etc/timezone is a note beside it that may be out of date. */
async function readTimezone(transport: Transport): Promise<string | null> {
	const [link] = await transport.readLinks(['/etc/localtime']);
	const zone = link?.ok ? /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(link.value)?.[1] : undefined;
	return zone ?? null;
}
