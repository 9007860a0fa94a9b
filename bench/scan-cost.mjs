// node bench/scan-cost.mjs [scans]: CPU of a scan of the process table as the Top tab asks for it, with 45 rows on screen, as one line of
// JSON. Scans are a third of a second apart, so that processes that run now and then ran in between.
import { setTimeout as pause } from 'node:timers/promises';
import { createProcessScanner } from '../source/services/transports/local/process-scanner.ts';
import { createSlowReader } from '../source/services/transports/local/slow-reader.ts';

const scans = Number(process.argv[2] ?? 20);
const warmUpScans = 12;
const betweenMs = 300;
const rowsOnScreen = 45;

const slow = createSlowReader((path) => path);
const scanner = createProcessScanner({ procfs: '/proc', readSlowFiles: slow.read });
const costs = [];
let processes = [];
for (let scan = 0; scan < warmUpScans + scans; scan++) {
	await pause(scan < warmUpScans ? 50 : betweenMs);
	const visibleKeys = processes.slice(0, rowsOnScreen).map(({ key }) => key);
	const before = process.cpuUsage();
	const result = await scanner.scan({ facts: [], visibleKeys });
	const { user, system } = process.cpuUsage(before);
	if (!result.ok) throw new Error(result.error.message);
	({ processes } = result.value);
	if (scan >= warmUpScans) costs.push((user + system) / 1000);
}
costs.sort((a, b) => a - b);
const cpuMs = costs[Math.floor((costs.length - 1) / 2)];
process.stdout.write(`${JSON.stringify({ processes: processes.length, cpuMs })}\n`);
scanner.close();
slow.close();
