/**
 * The rules of docs/codebase-guide.md that can be read off the source text: who may import whom, and what may be called where.
 * A tree is a map from a file's path (`source/cli.ts`) to its text, so that the rules themselves are tested with small trees.
 */

import { posix } from 'node:path';

export type SourceTree = ReadonlyMap<string, string>;

export type Import = {
	readonly specifier: string;
	/** `import type`: gone at run time. */
	readonly isType: boolean;
	/** `import()`: loaded when it is reached. */
	readonly isDynamic: boolean;
};

/** What may be constructed and wired: everything but the entry. */
const composed = [
	'domain',
	'parsers',
	'documents',
	'services',
	'store',
	'hooks',
	'theme.ts',
	'components',
	'screens',
	'app.tsx',
	'console.tsx',
	'commands',
	'compose',
];

/** Which layers each layer may import. A folder of source/ is a layer, and so is a file directly in it. */
const allowedLayers: Readonly<Record<string, readonly string[]>> = {
	domain: ['domain'],
	parsers: ['domain', 'parsers'],
	documents: ['domain', 'documents'],
	services: ['domain', 'parsers', 'services'],
	store: ['domain', 'documents', 'store'],
	hooks: ['domain', 'documents', 'store', 'hooks', 'theme.ts'],
	'theme.ts': ['domain', 'theme'],
	// Parts of theme.ts.
	theme: ['domain', 'theme'],
	components: ['domain', 'theme.ts', 'components'],
	screens: ['domain', 'documents', 'store', 'hooks', 'components', 'theme.ts', 'screens'],
	'app.tsx': ['domain', 'documents', 'store', 'hooks', 'components', 'theme.ts', 'screens'],
	// How frames reach the terminal, with the parts of Ink that the build replaces.
	terminal: ['domain', 'terminal'],
	'console.tsx': [
		'domain',
		'documents',
		'store',
		'hooks',
		'components',
		'theme.ts',
		'screens',
		'app.tsx',
		'terminal',
		'console',
	],
	// Parts of console.tsx.
	console: ['domain', 'store', 'hooks', 'theme.ts', 'screens', 'terminal', 'console'],
	commands: ['domain', 'documents', 'services', 'commands'],
	'cli.ts': ['domain', 'commands', 'compose.ts'],
	'compose.ts': composed,
	// Parts of compose.ts.
	compose: composed,
};

/** Node modules that compute and do no I/O. */
const pureModules = ['node:buffer', 'node:path', 'node:util', 'node:net'];
const pureLayers = ['domain', 'parsers', 'documents', 'store', 'theme.ts', 'theme', 'components', 'screens', 'app.tsx'];

type ModuleRule = { readonly modules: RegExp; readonly isAllowedIn: RegExp; readonly why: string };

const moduleRules: readonly ModuleRule[] = [
	{
		modules: /^(node:child_process|execa)$/,
		isAllowedIn: /^source\/services\/transports\//,
		why: 'commands run through a transport only',
	},
	{
		modules: /^(systeminformation|node:sqlite|lowdb)(\/|$)/,
		isAllowedIn: /^source\/services\//,
		why: 'side effects belong to services',
	},
	{
		modules: /^(ink|react|react-dom|ink-table|@inkjs\/ui)(\/|$)/,
		isAllowedIn: /^source\/(components|screens|hooks)\/|^source\/(app\.tsx|console\.tsx|compose\.ts)$/,
		why: 'only the console draws',
	},
	{
		modules: /^zod(\/|$)/,
		isAllowedIn:
			/^source\/documents\/.*-schema\.ts$|^source\/services\/(settings|inventory|access)\/|^source\/commands\//,
		why: 'zod reads what people and other programs write; kernel text is the hot path',
	},
];

type TextRule = { readonly pattern: RegExp; readonly isAllowedIn: RegExp; readonly why: string };

const textRules: readonly TextRule[] = [
	{
		// A call of the global function, not a method of that name or its definition.
		pattern: /(?<![.\w])setInterval\s*\((?!\w+\??:|\w*\)\s*\{)/,
		isAllowedIn: /^source\/services\/collectors\/poller\.ts$/,
		why: 'setInterval: polling is the poller’s',
	},
	{
		pattern: /\bsetTimeout\s*\(/,
		// Deadlines of services and commands, what passes by itself on a screen, which is a hook’s, and a terminal’s answers.
		isAllowedIn: /^source\/(services|commands|hooks|terminal)\/|^source\/(compose|cli)\.ts$/,
		why: 'setTimeout: timers belong to services and hooks',
	},
	{
		pattern: /\bprocess\.exit\s*\(/,
		isAllowedIn: /^source\/cli\.ts$/,
		why: 'process.exit: only cli.ts ends the process',
	},
];

/** Lines that a file may have; one that is longer holds more than one idea. */
export const longestFileLines = 400;

/** The text without comments, line by line as before; good enough for rules, not for compiling. */
export function stripComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Every module that a file imports, re-exports or loads by `import()`. */
export function findImports(text: string): Import[] {
	const code = stripComments(text);
	const statements = code.matchAll(
		/^\s*(?:import|export)\s+(?:(type)\s+(?!from))?[^'"();=]*?\bfrom\s*['"]([^'"]+)['"]/gm,
	);
	const bare = code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm);
	const dynamic = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
	return [
		...[...statements].map(([, type, specifier = '']) => ({ specifier, isType: Boolean(type), isDynamic: false })),
		...[...bare].map(([, specifier = '']) => ({ specifier, isType: false, isDynamic: false })),
		...[...dynamic].map(([, specifier = '']) => ({ specifier, isType: false, isDynamic: true })),
	];
}

function findLayer(path: string): string {
	return path.split('/')[1] ?? '';
}

function resolveImport(path: string, specifier: string): string | undefined {
	return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

function checkProjectImport(path: string, target: string): string[] {
	const layer = findLayer(path);
	if (!target.startsWith('source/')) {
		return target === 'package.json' ? [] : [`${path} imports ${target}, which is not part of the program`];
	}

	const isSchema = /-schema\.ts$/;
	if (isSchema.test(target) && !isSchema.test(path)) {
		return [`${path} imports ${target}: schemas are for tests and the generator of schema/`];
	}

	return allowedLayers[layer]?.includes(findLayer(target)) ? [] : [`${path} imports ${target}: ${layer} may not`];
}

function checkModule(path: string, name: string): string[] {
	const layer = findLayer(path);
	const isBuiltin = name.startsWith('node:');
	if (layer === 'domain') {
		return [`${path} imports ${name}: domain imports nothing`];
	}

	if (isBuiltin && pureLayers.includes(layer) && !pureModules.includes(name)) {
		return [`${path} imports ${name}: ${layer} does no I/O`];
	}

	return moduleRules
		.filter((rule) => rule.modules.test(name) && !rule.isAllowedIn.test(path))
		.map((rule) => `${path} imports ${name}: ${rule.why}`);
}

function checkFile(path: string, text: string): string[] {
	if (!(findLayer(path) in allowedLayers)) {
		return [`${path} is in no folder of docs/codebase-guide.md`];
	}

	const code = stripComments(text);
	const imports = findImports(text).flatMap(({ specifier }) => {
		const target = resolveImport(path, specifier);
		return target === undefined ? checkModule(path, specifier) : checkProjectImport(path, target);
	});
	const calls = textRules
		.filter((rule) => rule.pattern.test(code) && !rule.isAllowedIn.test(path))
		.map((rule) => `${path} uses ${rule.why}`);
	return [...imports, ...calls];
}

/** Every break of the rules in the files of source/, as sentences. */
export function findViolations(tree: SourceTree): string[] {
	return [...tree].flatMap(([path, text]) => checkFile(path, text));
}

/** Files that are loaded as soon as `entry` is: all that is reached without `import()` and `import type`. */
export function findLoadedWith(tree: SourceTree, entry: string): ReadonlySet<string> {
	const loaded = new Set<string>();
	const waiting = [entry];
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		const text = tree.get(path);
		if (loaded.has(path)) {
			continue;
		}

		loaded.add(path);
		for (const { specifier, isType, isDynamic } of text === undefined ? [] : findImports(text)) {
			if (!isType && !isDynamic) {
				waiting.push(resolveImport(path, specifier) ?? specifier);
			}
		}
	}

	return loaded;
}

/** Files longer than a file may be, with their length. */
export function findLongFiles(tree: SourceTree): string[] {
	return [...tree]
		.map(([path, text]) => ({ path, lines: text.split('\n').length }))
		.filter(({ lines }) => lines > longestFileLines)
		.map(({ path, lines }) => `${path} has ${lines} lines; split it by idea`);
}

/** Lines that name a directory of the machine that somebody worked on. */
export function findMachinePaths(tree: SourceTree): string[] {
	return [...tree].flatMap(([path, text]) =>
		text
			.split('\n')
			.flatMap((line, index) =>
				/(^|[\s'"`(=:])(\/work|\.\.\/shared|\/root)\/\w/.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [],
			),
	);
}
