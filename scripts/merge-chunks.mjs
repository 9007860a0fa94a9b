// What every start loads, in one file, and Node's own modules without their ES module faces. Called by build.mjs.
//
// esbuild makes a chunk for each set of entries that share code: some forty small files for `opsdash top --json`, at half a
// millisecond each. Those that a start needs in any case become one file, `base-HASH.js`.
//
// `import {readSync} from 'node:fs'` makes Node read every property of that module, its lazy ones too: streams, web streams,
// fetch. `process.getBuiltinModule()` gives the module as it is. Some dependencies write 'fs' for 'node:fs'.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { build } from 'esbuild';

/** Dynamic entries whose chunks are loaded so often that they belong to every start. */
const startsWith = ['source/cli.ts', 'source/commands/top-command.ts'];
const builtinImport = /import\s*([^"'();]*?)\s*from\s*["']((?:node:[\w/]+|fs|os|path|url|util))["'];?/g;
const staticImport = /import(?:\{([^}]*)\}from)?"\.\/([^"/]+\.js)";/g;
const namesOfImport = /^(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\})?(?:\*\s*as\s*([\w$]+))?$/;
const options = { format: 'esm', platform: 'node', target: 'node24', minifySyntax: true, minifyWhitespace: true };

const split = (list) =>
	list
		.split(',')
		.map((item) => item.trim().split(/\s+as\s+/))
		.filter(([name]) => name !== '');

/** `import a,{b as c}from"node:x"` as constants. */
function asConstants(statement, names, module) {
	const match = namesOfImport.exec(names);
	if (match === null) throw new Error(`the build does not know this form of import: ${statement}`);
	const [, whole, list = '', all] = match;
	const source = `globalThis.process.getBuiltinModule("${module}")`;
	const items = split(list);
	const own = items.filter(([name]) => name !== 'default').map(([name, as]) => (as ? `${name}:${as}` : name));
	const wholes = [whole, all, ...items.filter(([name]) => name === 'default').map(([, as]) => as)].filter(Boolean);
	const constants = wholes.map((name) => `${name}=${source}`);
	if (own.length > 0) constants.push(`{${own.join(',')}}=${source}`);
	return constants.length === 0 ? '' : `const ${constants.join(',')};`;
}

export function takeBuiltinsAsTheyAre(text) {
	return text.replace(builtinImport, asConstants);
}

/** Names of the chunks that the starts import, directly or through one another. */
function chunksOf({ outputs }) {
	const entries = Object.keys(outputs).filter((path) => startsWith.includes(outputs[path].entryPoint));
	const found = new Set();
	const visit = (path) => {
		for (const { path: next, kind } of outputs[path]?.imports ?? []) {
			if (kind !== 'import-statement' || found.has(next) || outputs[next] === undefined) continue;
			found.add(next);
			visit(next);
		}
	};
	for (const entry of entries) visit(entry);
	return [...found].filter((path) => outputs[path].entryPoint === undefined);
}

/** Each export under a name of its own, since two chunks may have one of the same name. */
const exportName = (name, index) => `${name}$${index}`;

async function buildBase(files, { outputs }, merged) {
	const texts = new Map(files.map(({ path, text }) => [basename(path), text]));
	const places = new Map(merged.map((path, index) => [basename(path), index]));
	const entry = merged.map((path, index) => {
		const list = outputs[path].exports.map((name) => `${name} as ${exportName(name, index)}`);
		return `export{${list.join(',')}}from"./${basename(path)}";`;
	});
	const ofMemory = {
		name: 'of-memory',
		setup({ onResolve, onLoad }) {
			onResolve({ filter: /.*/ }, ({ path }) =>
				places.has(basename(path)) ? { path: basename(path), namespace: 'chunk' } : { path, external: true },
			);
			onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: texts.get(path), loader: 'js' }));
		},
	};
	const result = await build({
		...options,
		stdin: { contents: entry.join('\n'), loader: 'js' },
		bundle: true,
		write: false,
		legalComments: 'none',
		plugins: [ofMemory],
		logLevel: 'warning',
	});
	return { text: result.outputFiles[0].text, places };
}

/** The same import from the file that they are in now. */
function importFromBase(text, places, base) {
	const changed = text.replace(staticImport, (statement, list, name) => {
		const place = places.get(name);
		if (place === undefined) return statement;
		const names = split(list ?? '').map(([own, as]) => `${exportName(own, place)} as ${as ?? own}`);
		return names.length === 0 ? `import"./${base}";` : `import{${names.join(',')}}from"./${base}";`;
	});
	const left = [...places.keys()].find((name) => changed.includes(name));
	if (left !== undefined) throw new Error(`an import of ${left} is left after merging`);
	return changed;
}

/**
 * Takes esbuild's result; answers `{name, text}` of each file. Names of all parts that hold on to the merged file change with
 * it: a console that is open keeps loading the parts that it was built with.
 */
export async function mergeChunks({ outputFiles, metafile }) {
	const files = outputFiles.map(({ path, text }) => ({ path, text: takeBuiltinsAsTheyAre(text) }));
	const merged = chunksOf(metafile);
	const { text, places } = await buildBase(files, metafile, merged);
	const id = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
	const base = `base-${id}.js`;
	const parts = files.filter(({ path }) => !places.has(basename(path)));
	const renamed = new Map(
		parts
			.map(({ path }) => basename(path))
			.filter((name) => /-[A-Z0-9]{8}\.js$/.test(name))
			.map((name) => [name, name.replace(/\.js$/, `-${id}.js`)]),
	);
	const rename = (part) => part.replace(/"\.\/([\w-]+\.js)"/g, (_word, name) => `"./${renamed.get(name) ?? name}"`);
	return [
		{ name: base, text: rename(text) },
		...parts.map((part) => ({
			name: renamed.get(basename(part.path)) ?? basename(part.path),
			text: rename(importFromBase(part.text, places, base)),
		})),
	];
}
