import { z } from 'zod';

const percent = z.number().nullable();
const bytes = z.number().nullable();
const rate = z.number().nullable();

const cpuShares = z.object({
	userPercent: percent,
	systemPercent: percent,
	nicePercent: percent,
	idlePercent: percent,
	iowaitPercent: percent,
	irqPercent: percent,
	softirqPercent: percent,
	stealPercent: percent,
});

const pressureLine = z.object({ avg10: z.number(), avg60: z.number(), avg300: z.number() });
const pressure = z.object({ some: pressureLine, full: pressureLine.nullable() }).nullable();

const processRow = z.object({
	pid: z.int(),
	ppid: z.int(),
	user: z.string().nullable(),
	uid: z.int().nullable(),
	name: z.string(),
	command: z.string().nullable().describe('Arguments joined by blanks, secrets replaced by ***'),
	state: z.string().describe('One letter, see proc_pid_stat(5)'),
	priority: z.int(),
	nice: z.int(),
	threads: z.int().nullable().describe('Null where there is no /proc'),
	virtualBytes: z.number(),
	residentBytes: z.number(),
	sharedBytes: bytes,
	cpuPercent: percent.describe('Of one core: may pass 100; null with one sample'),
	memoryPercent: percent,
	cpuSeconds: z.number().nullable().describe('Null where there is no /proc'),
	readBytesPerSecond: rate,
	writeBytesPerSecond: rate,
	startTicks: z.number().describe('Ticks of 10 ms after boot, as the kernel gives it'),
	startTime: z.iso.datetime().nullable(),
	cgroup: z.string().nullable(),
	unit: z.string().nullable(),
	container: z.string().nullable(),
});

/** `data` of `opsdash/top/1`. */
export const topDataSchema = z.object({
	tasks: z.object({
		total: z.int(),
		running: z.int(),
		sleeping: z.int(),
		stopped: z.int(),
		zombie: z.int(),
	}),
	cpu: cpuShares,
	cpus: z.array(cpuShares),
	load: z.tuple([z.number(), z.number(), z.number()]).nullable(),
	memory: z.object({
		totalBytes: bytes,
		freeBytes: bytes,
		usedBytes: bytes.describe('Total less available'),
		buffersCacheBytes: bytes,
		availableBytes: bytes,
	}),
	swap: z.object({ totalBytes: bytes, freeBytes: bytes, usedBytes: bytes }),
	pressure: z.object({ cpu: pressure, memory: pressure, io: pressure }),
	disks: z.array(
		z.object({ name: z.string(), readBytesPerSecond: rate, writeBytesPerSecond: rate, busyPercent: percent }),
	),
	networkRates: z.object({ receiveBytesPerSecond: rate, transmitBytesPerSecond: rate }),
	uptimeSeconds: z.number().nullable(),
	processes: z.array(processRow),
});
