/**
 * Users, groups, sudoers and /etc/opsdash of a test's own, over an /etc that goes with each run: real files owned by root in
 * the real places, of which the machine sees nothing. Needs root.
 */

import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openProgramFor, openTemporaryDirectory } from './program.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { openTerminal, type TestTerminal } from './terminal.ts';

const script = fileURLToPath(new URL('./own-etc.sh', import.meta.url));

export type OwnEtc = Disposable & {
	/** A directory that `user` may write: the home of every run. */
	readonly home: string;
	/** Adds to the setup: shell, run as root before each command. */
	add(lines: string): void;
	/** Writes /etc/opsdash/access.yaml as root. */
	writeAccess(text: string, mode?: string): void;
	/** The program as `user`, to its end. */
	run(args: readonly string[], options?: RunOptions & { readonly user?: string }): Promise<RunResult>;
	/** The program as `user` in a terminal. */
	open(args: readonly string[], options?: { readonly user?: string; readonly rows?: number }): TestTerminal;
};

/** The uid of the user `ada` that every one of them has; her password is `correct horse`. */
export const adaUid = 64_001;
export const adaPassword = 'correct horse';
/** What `openssl passwd -6` makes of it. */
const adaHash = '$6$opsdashtest$LcDCw5dfVZOQgZEF3ichS1QvDSEdl8mgLIgDPVHbafnvtqdJ3jaQxTCCLiCeL9.P/YVCDPNVetG6X1MI1tFwQ0';

/** Shell that adds ada to the user database of wherever it runs. */
export function addAda(home: string): string {
	return `echo 'ada:x:${adaUid}:${adaUid}::${home}:/bin/sh' >>/etc/passwd
echo 'ada:x:${adaUid}:' >>/etc/group
echo 'ada:${adaHash}:20000:0:99999:7:::' >>/etc/shadow
`;
}

export function openOwnEtc(): OwnEtc {
	const directory = openTemporaryDirectory();
	chmodSync(directory.path, 0o755);
	const home = join(directory.path, 'home');
	mkdirSync(home);
	chownSync(home, adaUid, adaUid);
	const setup = join(directory.path, 'setup');
	const program = openProgramFor(adaUid);
	let lines = addAda(home);
	const write = () => writeFileSync(setup, lines, { mode: 0o600 });
	const wrap = (user: string, args: readonly string[]) => [
		setup,
		user,
		'env',
		`HOME=${home}`,
		program.launcher,
		...args,
	];
	write();
	return {
		home,
		add(more) {
			lines += `${more}\n`;
			write();
		},
		writeAccess(text, mode = '644') {
			this.add(
				`mkdir -p /etc/opsdash; cat >/etc/opsdash/access.yaml <<'END'\n${text}\nEND\nchmod ${mode} /etc/opsdash/access.yaml`,
			);
		},
		run: (args, { user = 'ada', ...options } = {}) => run(script, wrap(user, args), options),
		open: (args, { user = 'ada', rows = 40 } = {}) => openTerminal({ command: script, args: wrap(user, args), rows }),
		[Symbol.dispose]() {
			program[Symbol.dispose]();
			directory[Symbol.dispose]();
		},
	};
}
