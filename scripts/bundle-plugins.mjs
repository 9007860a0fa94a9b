// What the bundle does to the sources on their way in. Used by build.mjs and by bench/frame.mjs.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const workerAddress = /new URL\(\s*(['"])(?:[^'"]*\/)?([\w-]+-worker)\.ts\1,\s*import\.meta\.url\s*\)/g;

export const pointAtBuiltWorkers = {
	name: 'point-at-built-workers',
	setup({ onLoad }) {
		onLoad({ filter: /[/\\]source[/\\].*\.tsx?$/ }, ({ path }) => ({
			contents: readFileSync(path, 'utf8').replace(workerAddress, "new URL('./$2.js', import.meta.url)"),
			loader: path.endsWith('x') ? 'tsx' : 'ts',
		}));
	},
};

// Ink imports react-devtools-core when DEV=true; it is not installed and nothing may connect anywhere by itself.
export const leaveOutDevtools = {
	name: 'leave-out-devtools',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
		onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {}' }));
	},
};

// Some parts of Ink's rendering are replaced, from inside, by quicker ones that keep Ink's own for what they do not handle.
const inkBuild = join('node_modules', 'ink', 'build');
const replaced = {
	'ink-output': `
		import Stock from 'stock:ink-output';
		import { lineOutputOver } from './source/terminal/line-output.ts';
		import widestLine from 'widest-line';
		export default lineOutputOver(Stock, widestLine);`,
	'ink-log-update': `
		import Stock from 'stock:ink-log-update';
		import { frameUpdateOver } from './source/terminal/frame-update.ts';
		export default frameUpdateOver(Stock);`,
	'ink-sanitize-ansi': `
		import stock from 'stock:ink-sanitize-ansi';
		import { isPlainLine } from './source/terminal/quick-width.ts';
		export default (text) => (isPlainLine(text) ? text : stock(text));`,
	'ink-squash-text-nodes': `
		import stock from 'stock:ink-squash-text-nodes';
		import { quickSquashOver } from './source/terminal/known-lines.ts';
		export default quickSquashOver(stock);`,
	'widest-line': `
		import stock from 'stock:widest-line';
		import { rememberWidths } from './source/terminal/known-lines.ts';
		export default rememberWidths(stock);`,
	'string-width': `
		import { quickWidthOver } from './source/terminal/quick-width.ts';
		// Its tables and patterns take 30 ms to make, and most runs never come to a text that needs them.
		export default quickWidthOver((...args) => require('stock:string-width').default(...args));`,
};

export const drawQuickly = {
	name: 'draw-quickly',
	setup({ onResolve, onLoad }) {
		for (const [name, ...users] of [
			['output', 'renderer'],
			['log-update', 'ink'],
			['sanitize-ansi', 'squash-text-nodes'],
			['squash-text-nodes', 'render-node-to-output', 'dom'],
		]) {
			onResolve({ filter: new RegExp(`^\\./${name}\\.js$`) }, ({ importer }) =>
				users.some((user) => importer.endsWith(join(inkBuild, `${user}.js`)))
					? { path: `ink-${name}`, namespace: 'replaced' }
					: undefined,
			);
			onResolve({ filter: new RegExp(`^stock:ink-${name}$`) }, () => ({ path: join(root, inkBuild, `${name}.js`) }));
		}
		for (const name of ['string-width', 'widest-line']) {
			onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'replaced' }));
			onResolve({ filter: new RegExp(`^stock:${name}$`) }, () => ({
				path: join(root, 'node_modules', name, 'index.js'),
			}));
		}
		onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path }) => ({ contents: replaced[path], resolveDir: root }));
	},
};

// meow normalises package.json as npm does, for the version and the help that it can print: with the table of all licences
// that is most of its code and 10 ms of each start. This program prints both by itself and hands meow an empty package.
const normalising = 'var normalizeExports = requireNormalize();';

export const leaveOutLicences = {
	name: 'leave-out-licences',
	setup({ onLoad }) {
		onLoad({ filter: /[/\\]meow[/\\]build[/\\]dependencies\.js$/ }, ({ path }) => {
			const contents = readFileSync(path, 'utf8');
			if (!contents.includes(normalising))
				throw new Error('meow is another one than the bundle knows; look at leaveOutLicences');
			return { contents: contents.replace(normalising, 'var normalizeExports = () => {};'), loader: 'js' };
		});
	},
};

// Yoga, which Ink lays out with, takes its WebAssembly out of its own text. Where there is a fetch() it fetches that text as an
// address, and Node loads 50 ms of HTTP client for it at each start of the console.
export const leaveOutFetch = {
	name: 'leave-out-fetch',
	setup({ onLoad }) {
		onLoad({ filter: /[/\\]yoga-layout[/\\].*[/\\]yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
			const contents = readFileSync(path, 'utf8');
			if (!contents.includes('typeof fetch'))
				throw new Error('yoga-layout is another one than the bundle knows; look at leaveOutFetch');
			return { contents: `var fetch;${contents}`, loader: 'js' };
		});
	},
};
