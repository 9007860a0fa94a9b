/** Where the program under test lies, and what it is run with. */

import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The launcher, as a user calls it. */
export const launcher = join(projectRoot, 'bin', 'opsdash');

/** The user that permission tests run as: Debian's `nobody`, who owns nothing. */
export const nobody = 65_534;

// What vitest, npm and continuous integration put there would change what the program does.
const notPassedOn =
	/^(CI|CONTINUOUS_INTEGRATION|BUILD_|RUN_ID|NODE_ENV|NODE_OPTIONS|NODE_PATH|NODE_CHANNEL_|DEV|TEST|MODE|PROD|SSR|BASE_URL|VITE|npm_|INIT_CWD|COLOR|NO_COLOR|FORCE_COLOR|INK_|OPSDASH_|XDG_|TERM|COLORTERM|TMUX|SSH_|SUDO_|LC_|LANG|LINES|COLUMNS)/;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of a plain login: this process's without what test runners add, a UTF-8 locale, and `extra`. */
export function cleanEnvironment(extra: Environment = {}): Record<string, string> {
	const kept = Object.entries(process.env).filter(([name]) => !notPassedOn.test(name));
	const all = { ...Object.fromEntries(kept), LANG: 'C.UTF-8', ...extra };
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export type TemporaryDirectory = Disposable & { readonly path: string };

/** An empty directory that goes with its scope (`using home = openTemporaryDirectory()`), owned by `uid` if one is given. */
export function openTemporaryDirectory(uid?: number): TemporaryDirectory {
	const path = mkdtempSync(join(tmpdir(), 'opsdash-test-'));
	if (uid !== undefined) {
		chownSync(path, uid, uid);
	}

	return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function canRun(uid: number, file: string): boolean {
	return spawnSync('test', ['-x', file], { uid, gid: uid, cwd: '/' }).status === 0;
}

export type Program = Disposable & { readonly launcher: string };

/**
 * The program where the user `uid` can read it: the checkout itself, or a copy of what runs when the checkout lies under a
 * directory that only root may enter.
 */
export function openProgramFor(uid: number): Program {
	if (process.getuid?.() !== 0 || canRun(uid, launcher)) {
		return { launcher, [Symbol.dispose]() {} };
	}

	const copy = openTemporaryDirectory();
	chmodSync(copy.path, 0o755);
	for (const part of ['bin', 'dist', 'package.json']) {
		cpSync(join(projectRoot, part), join(copy.path, part), { recursive: true });
	}

	const nodeDirectory = join(copy.path, 'node_modules', '.bin');
	mkdirSync(nodeDirectory, { recursive: true });
	copyFileSync(process.execPath, join(nodeDirectory, 'node'));
	return { launcher: join(copy.path, 'bin', 'opsdash'), [Symbol.dispose]: () => copy[Symbol.dispose]() };
}
