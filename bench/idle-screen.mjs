// node bench/idle-screen.mjs [--refreshes 20]: frames and bytes that the console sends while nothing changes but the clock. It reads
// a copy of a few files of /proc that stands still, so this counts and does not depend on the machine. Prints one line of JSON.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open } from './terminal-meter.mjs';

const { values: options } = parseArgs({ options: { refreshes: { type: 'string', default: '20' } } });
const program = fileURLToPath(new URL('../bin/opsdash', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'opsdash-idle-'));
const procfs = join(directory, 'proc');
const debugFile = join(directory, 'debug.log');
const hostFiles = ['stat', 'meminfo', 'loadavg', 'uptime', 'diskstats', 'net/dev', 'sys/kernel/hostname'];
const processFiles = ['stat', 'statm', 'cgroup', 'cmdline'];

for (const name of [...hostFiles, ...processFiles.map((file) => `self/${file}`)]) {
	const target = join(procfs, name.replace('self', '1'));
	mkdirSync(dirname(target), { recursive: true });
	writeFileSync(target, readFileSync(join('/proc', name)));
}
const stat = readFileSync(join(procfs, '1/stat'), 'latin1');
for (let pid = 2; pid <= 200; pid++) cpSync(join(procfs, '1'), join(procfs, String(pid)), { recursive: true });
for (let pid = 1; pid <= 200; pid++) {
	writeFileSync(join(procfs, `${pid}/stat`), stat.replace(/^\d+/, String(pid)).replace(/\) \w/, ') S'));
}

function refreshes() {
	try {
		return readFileSync(debugFile, 'utf8').split('refresh top ').length - 1;
	} catch {
		return 0;
	}
}

async function untilRefreshes(wanted) {
	for (let tries = 0; tries < 300 && refreshes() < wanted; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	if (refreshes() < wanted) throw new Error(`only ${refreshes()} of ${wanted} refreshes came`);
}

const flags = `--tab top --interval 0.5 --procfs '${procfs}' --debug '${debugFile}'`;
const console_ = open(`env XDG_STATE_HOME='${directory}' '${program}' ${flags}`, { columns: 200, rows: 50 });
try {
	// By then every fact has come, and rates have become zero.
	await untilRefreshes(6);
	const before = { count: refreshes(), bytes: console_.bytes };
	console_.text = '';
	await untilRefreshes(before.count + Number(options.refreshes));
	const count = refreshes() - before.count;
	// Each frame is one synchronised update.
	const frames = console_.text.split('\u001B[?2026h').length - 1;
	process.stdout.write(`${JSON.stringify({ refreshes: count, frames, bytes: console_.bytes - before.bytes })}\n`);
} finally {
	await console_.close();
	rmSync(directory, { recursive: true });
}
process.exit(0);
