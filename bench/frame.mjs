// node bench/frame.mjs: CPU of one frame at 200x50 in which 12 of 48 painted rows changed, with Ink's output stage as it is
// and with the project's own in its place. Both are bundled here and run in turn with the launcher's flags.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { drawQuickly, leaveOutDevtools } from '../scripts/bundle-plugins.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = mkdtempSync(join(tmpdir(), 'opsdash-frame-'));

async function perFrame(name, plugins) {
	const outfile = join(directory, `${name}.mjs`);
	await build({
		absWorkingDir: root,
		entryPoints: ['bench/frame-app.jsx'],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		jsx: 'automatic',
		define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
		banner: { js: "import {createRequire as c} from 'node:module'; const require = c(import.meta.url);" },
		plugins,
	});
	const flags = ['--v8-pool-size=0', '--max-semi-space-size=2'];
	return Number(execFileSync(process.execPath, [...flags, outfile], { encoding: 'utf8' }).split('\n')[0]);
}

try {
	for (let run = 1; run <= 3; run++) {
		const stock = await perFrame('stock', [leaveOutDevtools]);
		const own = await perFrame('own', [leaveOutDevtools, drawQuickly]);
		process.stdout.write(`Ink's ${stock.toFixed(2)} ms, own ${own.toFixed(2)} ms, ratio ${(own / stock).toFixed(2)}\n`);
	}
} finally {
	rmSync(directory, { recursive: true });
}
