import { statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Where this user's files of the program are. Nothing is created by asking. */
export type ProgramPaths = {
	/** What people edit: `settings.yaml`. */
	readonly configDirectory: string;
	/** What must not be lost: the operation log, preferences, acts under way. */
	readonly stateDirectory: string;
	/** What can be made again. */
	readonly cacheDirectory: string;
	readonly settingsFile: string;
	readonly preferencesFile: string;
	readonly operationLogFile: string;
};

export type PathSources = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly isRoot: boolean;
	/** The home that the environment names, and the one of this uid in the user database. */
	readonly home: string;
	readonly ownHome: string;
	/** Owner of a path; null where it does not exist or may not be looked at. */
	readonly ownerOf: (path: string) => number | null;
};

function ownHome(): string {
	try {
		return userInfo().homedir;
	} catch {
		// A uid without an entry, as in some containers.
		return homedir();
	}
}

function ownerOf(path: string): number | null {
	try {
		return statSync(path).uid;
	} catch {
		return null;
	}
}

export function systemPathSources(): PathSources {
	return { env: process.env, isRoot: process.getuid?.() === 0, home: homedir(), ownHome: ownHome(), ownerOf };
}

/** Whether the nearest directory that exists is root's: under sudo the XDG variables may still name the caller's. */
function isRootOwned(path: string, sources: PathSources): boolean {
	const owner = sources.ownerOf(path);
	if (owner !== null) return owner === 0;
	return path === dirname(path) ? false : isRootOwned(dirname(path), sources);
}

/**
 * The XDG base directories. Root uses HOME and XDG_* only where they name places of root: under sudo they may be the caller's,
 * and nothing that root owns may be left there.
 */
export function programPaths(sources: PathSources = systemPathSources()): ProgramPaths {
	const mayUse = (path: string) => !sources.isRoot || isRootOwned(path, sources);
	const isHomeUsable = !sources.isRoot || sources.ownerOf(sources.home) === 0;
	const base = (variable: string, fallback: string) => {
		const chosen = join(sources.env[variable] ?? '', 'opsdash');
		if (isAbsolute(chosen) && mayUse(chosen)) return chosen;
		const usual = join(sources.home, fallback, 'opsdash');
		return isHomeUsable && mayUse(usual) ? usual : join(sources.ownHome, fallback, 'opsdash');
	};
	const configDirectory = base('XDG_CONFIG_HOME', '.config');
	const stateDirectory = base('XDG_STATE_HOME', '.local/state');
	return {
		configDirectory,
		stateDirectory,
		cacheDirectory: base('XDG_CACHE_HOME', '.cache'),
		settingsFile: join(configDirectory, 'settings.yaml'),
		preferencesFile: join(stateDirectory, 'preferences.json'),
		operationLogFile: join(stateDirectory, 'operations.db'),
	};
}
