/** A throw-away host with a real systemd, see systemd-host.sh. Needs root and the package systemd. */

import { fileURLToPath } from 'node:url';
import { type RunResult, run } from './run.ts';

const script = fileURLToPath(new URL('./systemd-host.sh', import.meta.url));
const driver = fileURLToPath(new URL('./operations-driver.ts', import.meta.url));

export type HostRunOptions = {
	readonly input?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** From root to an ordinary user, inside. */
	readonly uid?: number;
	readonly timeoutMs?: number;
};

export type SystemdHost = {
	readonly name: string;
	run(file: string, args: readonly string[], options?: HostRunOptions): Promise<RunResult>;
	/** Runs steps of test/support/operations-driver.ts in there and gives back what each answered. */
	drive(steps: readonly unknown[], options?: HostRunOptions): Promise<readonly unknown[]>;
	/** Writes a unit file and makes systemd read it. */
	addUnit(name: string, text: string): Promise<void>;
	down(): Promise<void>;
};

export async function bootSystemdHost(label: string): Promise<SystemdHost> {
	const name = `${label}-${process.pid}`;
	const up = await run(script, ['up', name], { timeoutMs: 60_000 });
	if (up.exitCode !== 0) throw new Error(`no systemd host: ${up.stderr}`);

	async function runInside(file: string, args: readonly string[], options: HostRunOptions = {}): Promise<RunResult> {
		const { uid, input, timeoutMs, env = {} } = options;
		const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
		const user = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
		return run(script, ['run', name, ...user, 'env', ...variables, file, ...args], {
			...(input === undefined ? {} : { input }),
			...(timeoutMs === undefined ? {} : { timeoutMs }),
		});
	}

	return {
		name,
		run: runInside,
		async drive(steps, options = {}) {
			const ran = await runInside(process.execPath, [driver], { ...options, input: JSON.stringify(steps) });
			if (ran.exitCode !== 0) throw new Error(`the driver failed: ${ran.stderr}${ran.stdout}`);
			return JSON.parse(ran.stdout) as readonly unknown[];
		},
		async addUnit(unit, text) {
			await runInside('tee', [`/etc/systemd/system/${unit}`], { input: text });
			await runInside('systemctl', ['daemon-reload']);
		},
		async down() {
			await run(script, ['down', name], { timeoutMs: 30_000 });
		},
	};
}
