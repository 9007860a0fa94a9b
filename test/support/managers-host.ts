/** A throw-away host with service managers other than systemd, see managers-host.sh. Needs root. */

import { fileURLToPath } from 'node:url';
import { type RunResult, run } from './run.ts';

const script = fileURLToPath(new URL('./managers-host.sh', import.meta.url));
const driver = fileURLToPath(new URL('./operations-driver.ts', import.meta.url));

export type ManagersHost = {
	readonly name: string;
	run(
		file: string,
		args: readonly string[],
		options?: { readonly input?: string; readonly uid?: number; readonly timeoutMs?: number },
	): Promise<RunResult>;
	/** Writes files in there; those with a `#!` can be executed. Directories are made. */
	write(files: Readonly<Record<string, string>>): Promise<void>;
	/** Starts a manager with what was written. */
	start(manager: 'openrc' | 'runit' | 'supervisord'): Promise<void>;
	/** Runs steps of test/support/operations-driver.ts in there and gives back what each answered. */
	drive(steps: readonly unknown[], options?: { readonly uid?: number }): Promise<readonly unknown[]>;
	/** The command that runs something in there, for a terminal. */
	command(file: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] };
	down(): Promise<void>;
};

const writer = 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"';

export async function bootManagersHost(label: string, packages: ReadonlyArray<'openrc'> = []): Promise<ManagersHost> {
	const name = `${label}-${process.pid}`;
	const must = async (args: readonly string[]) => {
		const ran = await run(script, args, { timeoutMs: 60_000 });
		if (ran.exitCode !== 0) throw new Error(`managers-host.sh ${args[0]}: ${ran.stderr}${ran.stdout}`);
	};
	await must(['up', name, ...packages]);

	const runInside: ManagersHost['run'] = (file, args, { uid, ...options } = {}) => {
		const user = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
		return run(script, ['run', name, ...user, file, ...args], options);
	};

	return {
		name,
		run: runInside,
		async write(files) {
			for (const [path, text] of Object.entries(files)) {
				const mode = text.startsWith('#!') ? '755' : '644';
				const wrote = await runInside('sh', ['-c', writer, 'sh', path, mode], { input: text });
				if (wrote.exitCode !== 0) throw new Error(`${path}: ${wrote.stderr}`);
			}
		},
		start: (manager) => must(['start', name, manager]),
		async drive(steps, options = {}) {
			const ran = await runInside(process.execPath, [driver], {
				...options,
				input: JSON.stringify(steps),
				timeoutMs: 90_000,
			});
			if (ran.exitCode !== 0) throw new Error(`the driver failed: ${ran.stderr}${ran.stdout}`);
			return JSON.parse(ran.stdout) as readonly unknown[];
		},
		command: (file, args) => ({ command: script, args: ['run', name, file, ...args] }),
		down: () => must(['down', name]),
	};
}
