// Takes a picture of a terminal program: runs it in a terminal of a given size, presses keys, and writes the screen as SVG,
// and as PNG beside it where rsvg-convert is installed.
//
//     npm run picture -- --out docs/screenshots/top.svg --columns 120 --rows 40 --wait 'PID' --press 2,down -- bin/opsdash
//
// Keys are separated by commas and pressed one after the other; `wait:TEXT` among them waits until the screen shows TEXT, and
// `pause:MS` lets time go by (for figures that need a second sample).
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { drawPicture } from '../test/support/picture.ts';
import { openTerminal } from '../test/support/terminal.ts';

const { values: flags, positionals: command } = parseArgs({
	allowPositionals: true,
	options: {
		out: { type: 'string', default: 'picture.svg' },
		columns: { type: 'string', default: '120' },
		rows: { type: 'string', default: '40' },
		wait: { type: 'string' },
		press: { type: 'string', default: '' },
		env: { type: 'string', multiple: true, default: [] },
		title: { type: 'string' },
		light: { type: 'boolean', default: false },
		text: { type: 'boolean', default: false },
	},
});

async function act(terminal, step) {
	if (step.startsWith('wait:')) {
		await terminal.waitFor(step.slice('wait:'.length));
	} else if (step.startsWith('pause:')) {
		await sleep(Number(step.slice('pause:'.length)));
	} else {
		terminal.press(step);
		// A person's pace: Escape is then not read as the start of the next key.
		await sleep(150);
	}
}

function writePng(svgFile) {
	const pngFile = svgFile.replace(/(\.svg)?$/, '.png');
	const { error } = spawnSync('rsvg-convert', ['--zoom', '1.5', '--output', pngFile, svgFile], { stdio: 'inherit' });
	console.log(error ? `${svgFile} (install librsvg2-bin for a PNG as well)` : `${svgFile} ${pngFile}`);
}

async function main() {
	const [file = 'bin/opsdash', ...args] = command;
	await using terminal = openTerminal({
		command: file,
		args,
		columns: Number(flags.columns),
		rows: Number(flags.rows),
		env: Object.fromEntries(flags.env.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)])),
	});
	// Without a text to wait for, anything on the screen will do.
	await terminal.waitFor(flags.wait ?? ((screen) => screen.some((line) => line !== '')));
	for (const step of flags.press.split(',').filter(Boolean)) {
		await act(terminal, step);
	}

	if (flags.text) {
		console.log(terminal.screen().join('\n'));
	}

	const svgFile = resolve(flags.out);
	mkdirSync(dirname(svgFile), { recursive: true });
	writeFileSync(svgFile, drawPicture(terminal, { background: flags.light ? 'light' : 'dark', title: flags.title }));
	writePng(svgFile);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
