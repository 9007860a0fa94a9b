import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../support/program.ts';
import {
	findImports,
	findLoadedWith,
	findLongFiles,
	findMachinePaths,
	findViolations,
	longestFileLines,
	type SourceTree,
} from './import-rules.ts';

function readTree(...patterns: string[]): SourceTree {
	const paths = patterns.flatMap((pattern) => globSync(pattern, { cwd: projectRoot })).sort();
	return new Map(paths.map((path) => [path, readFileSync(join(projectRoot, path), 'utf8')]));
}

const treeOf = (files: Record<string, string>): SourceTree => new Map(Object.entries(files));

describe('this project', () => {
	const source = readTree('source/**/*.{ts,tsx}');

	test('keeps to the import rule', () => {
		expect(findViolations(source)).toEqual([]);
	});

	test('loads nothing of the console for a command', () => {
		const heavy =
			/^(ink|react|systeminformation|ink-table)(\/|$)|^source\/(app\.tsx|screens\/|components\/)|-schema\.ts$/;
		expect([...findLoadedWith(source, 'source/cli.ts')].filter((name) => heavy.test(name))).toEqual([]);
	});

	test('has no file that is too long', () => {
		expect(findLongFiles(readTree('{source,test,scripts,bench}/**/*.{ts,tsx,mjs,cjs}'))).toEqual([]);
	});

	test('names no directory of a machine that somebody worked on', () => {
		const tracked = readTree(
			'*.{json,md,ts}',
			'{source,scripts,bench,schema,docs,bin}/**/*.{ts,tsx,mjs,cjs,md,json,sh,py}',
			'test/*/*.{ts,tsx,mjs}',
			'.ci/*',
		);
		const others = [...tracked].filter(([path]) => path !== 'test/architecture/imports.test.ts');
		expect(findMachinePaths(new Map(others))).toEqual([]);
	});
});

describe('the checker', () => {
	test('reads every form of import', () => {
		const text = [
			"import { a } from './a.ts';",
			"import type { B } from './b.ts';",
			'import {\n\tc,\n\ttype D,\n} from "./c.ts";',
			"import './e.ts';",
			"export * from './f.ts';",
			"export { type G } from './g.ts';",
			"const h = await import('./h.ts');",
			"// import { i } from './i.ts';",
			"/* import { j } from './j.ts'; */",
			"export const from = 'nowhere';",
		].join('\n');

		const imports = findImports(text);

		expect(imports.map(({ specifier }) => specifier).sort()).toEqual(
			['./a.ts', './b.ts', './c.ts', './e.ts', './f.ts', './g.ts', './h.ts'].sort(),
		);
		expect(imports.filter(({ isType }) => isType).map(({ specifier }) => specifier)).toEqual(['./b.ts']);
		expect(imports.filter(({ isDynamic }) => isDynamic).map(({ specifier }) => specifier)).toEqual(['./h.ts']);
	});

	test('has nothing against what the rule allows', () => {
		const tree = treeOf({
			'source/domain/host.ts': "import type { Reading } from './reading.ts';",
			'source/parsers/stat.ts': "import type { Cpu } from '../domain/top.ts';\nimport { isIP } from 'node:net';",
			'source/services/transports/local.ts': "import { spawn } from 'node:child_process';\nsetTimeout(end, 5);",
			'source/domain/actions.ts': 'type Actions = { setInterval(intervalMs: number): void };\nactions.setInterval(5);',
			'source/services/collectors/poller.ts': 'setInterval(poll, 2000);',
			'source/screens/top/top-screen.tsx':
				"import { Table } from '../../components/table.tsx';\nimport { Box } from 'ink';",
			'source/documents/top-schema.ts': "import { z } from 'zod';\nimport { base } from './base-schema.ts';",
			'source/cli.ts': "const { compose } = await import('./compose.ts');\nprocess.exit(1);",
		});

		expect(findViolations(tree)).toEqual([]);
	});

	test.each([
		['a screen that imports a service', 'source/screens/a.tsx', "import { x } from '../services/x.ts';"],
		['a service that imports a document', 'source/services/a.ts', "import { x } from '../documents/x.ts';"],
		['a component that knows the store', 'source/components/a.tsx', "import { x } from '../store/x.ts';"],
		['a store that knows a hook', 'source/store/a.ts', "import { x } from '../hooks/x.ts';"],
		['a type from the wrong side', 'source/parsers/a.ts', "import type { X } from '../services/x.ts';"],
		['domain with a library', 'source/domain/a.ts', "import { z } from 'zod';"],
		['a parser that reads a file', 'source/parsers/a.ts', "import { readFileSync } from 'node:fs';"],
		['a view that reads a file', 'source/screens/a.tsx', "import { readFile } from 'node:fs/promises';"],
		['a child process outside of a transport', 'source/services/a.ts', "import { spawn } from 'node:child_process';"],
		['execa outside of a transport', 'source/commands/a.ts', "import { execa } from 'execa';"],
		['React in a service', 'source/services/a.ts', "import { useState } from 'react';"],
		['a schema in the program', 'source/commands/a.ts', "import { x } from '../documents/x-schema.ts';"],
		['polling by a hook', 'source/hooks/a.ts', 'setInterval(() => {}, 5);'],
		['a timer in a component', 'source/components/a.tsx', 'setTimeout(() => {}, 5);'],
		['an end of the process in a command', 'source/commands/a.ts', 'process.exit(1);'],
		['a test helper in the program', 'source/services/a.ts', "import { x } from '../../test/support/x.ts';"],
		['a file in no folder', 'source/helpers/a.ts', ''],
	])('finds %s', (_, path, text) => {
		expect(findViolations(treeOf({ [path]: text }))).toHaveLength(1);
	});

	test('follows what is loaded at once, not what is loaded later or typed only', () => {
		const tree = treeOf({
			'source/cli.ts': "import { a } from './commands/a.ts';\nawait import('./compose.ts');",
			'source/commands/a.ts': "import { b } from '../services/b.ts';\nimport type { T } from 'ink';",
			'source/services/b.ts': "import 'react';",
			'source/compose.ts': "import { render } from 'ink';",
		});

		expect([...findLoadedWith(tree, 'source/cli.ts')].sort()).toEqual(
			['react', 'source/cli.ts', 'source/commands/a.ts', 'source/services/b.ts'].sort(),
		);
	});

	test('finds long files and directories of a machine', () => {
		expect(findLongFiles(treeOf({ 'source/a.ts': '\n'.repeat(longestFileLines) }))).toHaveLength(1);
		expect(findMachinePaths(treeOf({ 'docs/a.md': 'see\n`/root/checkout/x` and /home/work/y' }))).toEqual([
			'docs/a.md:2 `/root/checkout/x` and /home/work/y',
		]);
	});
});
