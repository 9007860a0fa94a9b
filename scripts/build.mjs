// Bundles the program: source/cli.ts and every worker into dist/.
//
// One-shot commands (`opsdash --json`) must start fast, so the console with Ink and React is reached only through
// `await import()` and lies in chunks of its own; the same holds for anything else that is heavy and rarely needed.
//
// Workers. A file source/**/NAME-worker.ts becomes dist/NAME-worker.js, so names of workers are unique in the project. It is
// started from any file by
//
//     new Worker(new URL('./NAME-worker.ts', import.meta.url))
//
// with the path as seen from that source file. Unbundled (vitest) this is right as it stands, since Node runs TypeScript
// with its types stripped; in the bundle, where all files lie in one directory, the address becomes './NAME-worker.js'.
import {
	existsSync,
	globSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
	drawQuickly,
	leaveOutDevtools,
	leaveOutFetch,
	leaveOutLicences,
	pointAtBuiltWorkers,
} from './bundle-plugins.mjs';
import { mergeChunks } from './merge-chunks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outputDirectory = join(root, 'dist');
const mainFile = 'cli.js';
const oneDayMs = 24 * 60 * 60 * 1000;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function entryPoints() {
	const workers = globSync('source/**/*-worker.ts', { cwd: root });
	const names = workers.map((worker) => basename(worker));
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice) {
		throw new Error(`two workers are named ${twice}; their names must differ, because dist/ is flat`);
	}

	return ['source/cli.ts', ...workers];
}

// A file appears whole or not at all: another build or a console may be running from this directory.
function writeWhole(path, contents) {
	if (existsSync(path) && readFileSync(path).equals(contents)) {
		return;
	}

	const unfinished = `${path}.${process.pid}.tmp`;
	writeFileSync(unfinished, contents);
	renameSync(unfinished, path);
}

// Chunks of earlier builds stay for a day, for a console that was opened from them and has not loaded every part yet.
function removeOldChunks(current) {
	const oldest = process.argv.includes('--clean') ? Number.POSITIVE_INFINITY : Date.now() - oneDayMs;
	const old = readdirSync(outputDirectory)
		.filter((name) => !current.has(name))
		.filter((name) => statSync(join(outputDirectory, name)).mtimeMs < oldest);
	for (const name of old) {
		rmSync(join(outputDirectory, name), { force: true });
	}

	return old.length > 0;
}

// V8's compile cache keeps one entry per file name. Those of removed chunks would pile up there without end.
function forgetCompiledCode() {
	const { cacheDirectory } = createRequire(import.meta.url)('../bin/cache-directory.cjs');
	rmSync(join(cacheDirectory(), 'compiled'), { recursive: true, force: true });
}

function bundle() {
	return build({
		absWorkingDir: root,
		entryPoints: entryPoints(),
		outdir: outputDirectory,
		entryNames: '[name]',
		chunkNames: '[name]-[hash]',
		bundle: true,
		write: false,
		metafile: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		jsx: 'automatic',
		minifySyntax: true,
		minifyWhitespace: true,
		legalComments: 'none',
		define: {
			'process.env.NODE_ENV': '"production"',
			'process.env.DEV': '"false"',
			'process.env.OPSDASH_VERSION': JSON.stringify(version),
		},
		plugins: [pointAtBuiltWorkers, leaveOutDevtools, leaveOutFetch, leaveOutLicences, drawQuickly],
		logLevel: 'warning',
	});
}

// CommonJS dependencies call require() for Node's own modules; an ES module has none by itself.
const giveRequire = 'const require=process.getBuiltinModule("node:module").createRequire(import.meta.url);';

function write(files) {
	mkdirSync(outputDirectory, { recursive: true });
	// Chunks first: whoever reads dist/cli.js finds all that it names.
	const byImportance = files.toSorted((a, b) => Number(a.name === mainFile) - Number(b.name === mainFile));
	for (const { name, text } of byImportance) {
		const start = /\brequire\b/.test(text) ? giveRequire : '';
		writeWhole(join(outputDirectory, name), Buffer.from(start + text));
	}

	if (removeOldChunks(new Set(files.map(({ name }) => name)))) {
		forgetCompiledCode();
	}
}

bundle()
	.then(mergeChunks)
	.then(write, (error) => {
		// esbuild has printed why; the merging has not.
		if (error.errors === undefined) process.stderr.write(`${error.stack}\n`);
		process.exitCode = 1;
	});
