/** The console as a user opens it: the built program in a real terminal, with a home of its own, and what every test of it does. */

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from './program.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

export type RealConsole = AsyncDisposable & {
	readonly terminal: TestTerminal;
	readonly home: string;
};

export type RealConsoleOptions = Partial<TerminalOptions> & {
	/** A home that the test keeps; a new, empty one without it. */
	readonly home?: string;
};

/** Opens the console on this machine. The terminal closes with its scope, and then its home goes, unless the test gave one. */
export function openRealConsole(options: RealConsoleOptions = {}): RealConsole {
	const { home: given, ...terminalOptions } = options;
	const own: TemporaryDirectory | null = given === undefined ? openTemporaryDirectory(options.uid) : null;
	const home = given ?? own?.path ?? '/';
	const terminal = openTerminal({
		command: launcher,
		...terminalOptions,
		env: { HOME: home, ...terminalOptions.env },
	});
	return {
		terminal,
		home,
		async [Symbol.asyncDispose]() {
			await terminal.close();
			own?.[Symbol.dispose]();
		},
	};
}

/** A person reads before answering; a dialog takes no answer in its first quarter of a second. */
export async function readDialog(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 300));
}

/** Answers the open question with yes, as a person who has read it. A machine under load draws it later than it is seen here. */
export async function confirm(terminal: TestTerminal): Promise<void> {
	const isOpen = (screen: readonly string[]) => screen.join('\n').includes('yes, do it');
	const isTooFast = (screen: readonly string[]) => screen.join('\n').includes('came too fast');
	await terminal.waitFor(isOpen);
	for (let tries = 0; tries < 5; tries++) {
		await readDialog();
		terminal.press('y');
		await terminal.waitFor((screen) => !isOpen(screen) || isTooFast(screen));
		if (!isOpen(terminal.screen())) return;
	}
	throw new Error('the question takes no answer');
}

/** Keys one by one, each a read of its own: text that arrives in one piece passes for a paste. */
export async function typeSlowly(terminal: TestTerminal, text: string): Promise<void> {
	for (const letter of text) {
		terminal.press(letter);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** Filters the list in front, and goes back to the list. */
export async function filterList(terminal: TestTerminal, text: string): Promise<void> {
	const isEdited = (screen: readonly string[]) => / keep\b/.test(screen.at(-1) ?? '');
	terminal.press('/');
	await terminal.waitFor(isEdited);
	terminal.press(text);
	await terminal.waitFor(`/${text}`);
	terminal.press('enter');
	await terminal.waitFor((screen) => !isEdited(screen));
}

export const rowOf = (screen: readonly string[], text: string): string =>
	screen.find((line) => line.includes(text)) ?? '';

/** The terminal is as a shell wants it. */
export function expectRestored(terminal: TestTerminal): void {
	expect(terminal.isAlternateScreen).toBe(false);
	expect(terminal.isCursorHidden).toBe(false);
	expect(terminal.modes.bracketedPasteMode).toBe(false);
	expect(terminal.modes.mouseTrackingMode).toBe('none');
}

export type ProcessOf = {
	readonly pid: number;
	readonly ppid: number;
	readonly session: number;
	readonly text: string;
};

/** Every process that is there and not a zombie. */
export function listProcesses(): ProcessOf[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((pid) => {
			try {
				const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
				const [state, ppid, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
				const text = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
				return state === 'Z' ? [] : [{ pid: Number(pid), ppid: Number(ppid), session: Number(session), text }];
			} catch {
				return [];
			}
		});
}

/** A process and all that come from it. */
export function listFamily(root: number): ProcessOf[] {
	const all = listProcesses();
	const family = all.filter(({ pid }) => pid === root);
	for (const parent of family) family.push(...all.filter(({ ppid }) => ppid === parent.pid));
	return family;
}

/** Resolves once `look` no longer throws. */
export async function eventually(look: () => void | Promise<void>, timeoutMs = 10_000): Promise<void> {
	await vi.waitFor(look, { timeout: timeoutMs, interval: 20 });
}

/** Starts a process of the test's own; end it by `kill()`. */
export function startSleeper(mark: string): Disposable & { readonly pid: number } {
	const child = spawn('sleep', [mark], { stdio: 'ignore' });
	if (child.pid === undefined) throw new Error('sleep did not start');
	return { pid: child.pid, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}
