/** Opens the console of test/support/console-program.tsx in a terminal. */

import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
// @ts-expect-error: a script without types
import { drawQuickly, leaveOutDevtools, pointAtBuiltWorkers } from '../../scripts/bundle-plugins.mjs';
import { openTemporaryDirectory, projectRoot, type TemporaryDirectory } from './program.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

export type ConsoleProgram = Disposable & {
	readonly file: string;
	open(options?: Partial<TerminalOptions>): TestTerminal;
};

/** Bundles it as scripts/build.mjs bundles the program; once per test file. */
export async function bundleConsoleProgram(): Promise<ConsoleProgram> {
	const directory: TemporaryDirectory = openTemporaryDirectory();
	const file = join(directory.path, 'console-program.mjs');
	await build({
		absWorkingDir: projectRoot,
		entryPoints: ['test/support/console-program.tsx'],
		outfile: file,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		jsx: 'automatic',
		define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
		banner: {
			js: "import {createRequire as createRequireOfBundle} from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
		},
		plugins: [pointAtBuiltWorkers, leaveOutDevtools, drawQuickly],
		logLevel: 'warning',
	});
	return {
		file,
		open: (options = {}) => openTerminal({ command: process.execPath, args: [file], ...options }),
		[Symbol.dispose]: () => directory[Symbol.dispose](),
	};
}

/** Stands in the line of hints, which is drawn last. */
export const ready = 'a act';

/** A person reads before answering; a dialog takes no answer in its first quarter of a second. */
export async function readDialog(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 300));
}

/** Fails unless the terminal is as a shell wants it. */
export function expectRestored(terminal: TestTerminal): void {
	expect(terminal.isAlternateScreen).toBe(false);
	expect(terminal.isCursorHidden).toBe(false);
	expect(terminal.modes.bracketedPasteMode).toBe(false);
	expect(terminal.modes.mouseTrackingMode).toBe('none');
}
