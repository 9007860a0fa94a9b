import { rootOf } from '../../domain/cgroup.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import type { OpsError } from '../../domain/result.ts';
import type { TopReading } from '../../domain/top-reading.ts';
import { parseDiskstats, selectDisks } from '../../parsers/diskstats.ts';
import { parseLoadavg } from '../../parsers/loadavg.ts';
import { parseMeminfo } from '../../parsers/meminfo.ts';
import { parseNetDev } from '../../parsers/net-dev.ts';
import { parsePidCgroup } from '../../parsers/pid-cgroup.ts';
import { parsePressure } from '../../parsers/pressure.ts';
import { parseProcStat } from '../../parsers/proc-stat.ts';
import { parseUptime } from '../../parsers/uptime.ts';
import type { FileText, Transport } from '../transports/transport.ts';

/** What the header of the view is made of: counters of the host as a whole. */
export type HostCounters = Omit<TopReading, 'scan' | 'users'>;

type Part<Value> = { readonly value: Value | null; readonly malformed: number };
type Source<Value> = { readonly path: string; readonly field: string; readonly parse: (text: string) => Part<Value> };

const sources = {
	stat: source('/proc/stat', 'cpu', (text) => {
		const stat = parseProcStat(text);
		return { value: stat, malformed: stat.malformed };
	}),
	memory: source('/proc/meminfo', 'memory', (text) => whole(parseMeminfo(text))),
	load: source('/proc/loadavg', 'load', (text) => whole(parseLoadavg(text))),
	uptimeSeconds: source('/proc/uptime', 'uptimeSeconds', (text) => whole(parseUptime(text))),
	disks: source('/proc/diskstats', 'disks', (text) => {
		const { disks, malformed } = parseDiskstats(text);
		return { value: selectDisks(disks), malformed };
	}),
	network: source('/proc/net/dev', 'networkRates', (text) => {
		const { records, malformed } = parseNetDev(text);
		const others = records.filter(({ name }) => name !== 'lo');
		const receiveBytes = others.reduce((sum, one) => sum + one.receiveBytes, 0);
		const transmitBytes = others.reduce((sum, one) => sum + one.transmitBytes, 0);
		return { value: { receiveBytes, transmitBytes }, malformed };
	}),
	cpuPressure: source('/proc/pressure/cpu', 'pressure.cpu', (text) => whole(parsePressure(text))),
	memoryPressure: source('/proc/pressure/memory', 'pressure.memory', (text) => whole(parsePressure(text))),
	ioPressure: source('/proc/pressure/io', 'pressure.io', (text) => whole(parsePressure(text))),
	firstCgroup: source('/proc/1/cgroup', 'processes[].unit', (text) => whole(parsePidCgroup(text))),
};

type Name = keyof typeof sources;
const names = Object.keys(sources) as readonly Name[];
const paths = names.map((name) => sources[name].path);

/** One request for all files. Each that is missing or not understood is null and a problem, and costs no other. */
export async function readHostCounters(transport: Transport): Promise<HostCounters> {
	const startedMs = performance.now();
	const texts = await transport.readFiles(paths);
	const monotonicMs = (startedMs + performance.now()) / 2;
	const problems: Problem[] = [];
	const read = <Value>({ path, field, parse }: Source<Value>): Value | null => {
		const part = readPart(texts[paths.indexOf(path)], path, parse);
		if ('code' in part) {
			problems.push(problemOf(field, part));
			return null;
		}

		if (part.malformed > 0) problems.push(leftOut(field, path, part.malformed));
		return part.value;
	};
	return {
		monotonicMs,
		stat: read(sources.stat),
		memory: read(sources.memory),
		load: read(sources.load),
		uptimeSeconds: read(sources.uptimeSeconds),
		disks: read(sources.disks),
		network: read(sources.network),
		pressure: { cpu: read(sources.cpuPressure), memory: read(sources.memoryPressure), io: read(sources.ioPressure) },
		cgroupRoot: rootOf(read(sources.firstCgroup)),
		problems,
	};
}

function readPart<Value>(
	text: FileText | undefined,
	path: string,
	parse: (text: string) => Part<Value>,
): Part<Value> | OpsError {
	if (text === undefined) return { code: 'malformed', message: `${path} was not answered.` };
	if (!text.ok) return path.startsWith('/proc/pressure/') ? explainPressure(text.error) : text.error;
	const part = parse(text.value);
	return part.value === null ? { code: 'malformed', message: `${path} could not be understood.` } : part;
}

/** Not there, or there and refusing to be read when it was switched off at boot. */
function explainPressure(error: OpsError): OpsError {
	if (error.code === 'permission') return error;
	return {
		code: 'unavailable',
		message: 'This kernel does not measure pressure.',
		hint: 'Linux 4.20 and newer do, on some distributions with psi=1 on the kernel command line.',
	};
}

function leftOut(field: string, path: string, count: number): Problem {
	const message = `${count} ${count === 1 ? 'line' : 'lines'} of ${path} could not be understood and ${count === 1 ? 'is' : 'are'} left out.`;
	return { field, code: 'incomplete', message, hint: null };
}

function whole<Value>(value: Value | null): Part<Value> {
	return { value, malformed: 0 };
}

function source<Value>(path: string, field: string, parse: (text: string) => Part<Value>): Source<Value> {
	return { path, field, parse };
}
