/** The built program on hosts of ssh-hosts.ts: as one command, and in a terminal. */

import { launcher } from './program.ts';
import { type RunResult, run } from './run.ts';
import type { SshHosts } from './ssh-hosts.ts';
import { openTerminal, type TestTerminal } from './terminal.ts';

export type HostsCli = {
	opsdash(...args: readonly string[]): Promise<RunResult>;
	terminal(...args: readonly string[]): TestTerminal;
};

/** @param hosts asked for at each call, since they come up once the tests begin; `home` likewise */
export function createHostsCli(hosts: () => SshHosts, home: () => { readonly path: string }): HostsCli {
	const env = () => ({ HOME: home().path, XDG_STATE_HOME: `${home().path}/state` });
	const withConfig = (args: readonly string[]) => ['-F', hosts().configFile, ...args];
	return {
		opsdash: (...args) => run(launcher, withConfig(args), { env: env() }),
		terminal: (...args) => openTerminal({ command: launcher, args: withConfig(args), env: env() }),
	};
}
