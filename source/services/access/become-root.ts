import { fail, type OpsError } from '../../domain/result.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { RemoteShell } from '../transports/ssh/remote-shell.ts';
import { explainDoas } from './doas.ts';
import type { RootTool } from './root-tool.ts';
import { explainSudo, listenToSudo, sudoPrompt } from './sudo-conversation.ts';

/** How it ended. Only `root` leaves a shell behind. */
export type BecomeEnd =
	| { readonly kind: 'root'; readonly shell: RemoteShell; readonly tool: RootTool }
	/** sudo asked a second time. */
	| { readonly kind: 'wrong' }
	/** Nobody gave a password. */
	| { readonly kind: 'withheld' }
	| { readonly kind: 'refused'; readonly error: OpsError }
	/** The connection went, or nothing was said in time. */
	| { readonly kind: 'lost'; readonly error: OpsError };

export type BecomeOptions = {
	/** Digits and letters that nobody can know beforehand. */
	readonly random: string;
	readonly host: string;
	/** Bytes that are overwritten; null for none. */
	readonly findPassword: () => Promise<Uint8Array | null>;
};

/** Directories of users on a host may be slow. What a person types is not counted. */
const silenceMs = 20_000;
const keptLength = 8192;
/** sudo waits a moment after a wrong password. */
const endMs = 5000;

/**
 * One line for the user's shell, which ends by becoming root's. That says a word of its own before it reads anything: until then every line
 * could be taken for the password. As its own session it can be ended with all that it started; sudo stays behind it.
 */
function becomeLine(random: string): string {
	const start = [
		`echo opsdash-root-${random}`,
		'command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh 2>/dev/null',
		'exec /bin/sh 2>/dev/null',
	].join('; ');
	const sudo = `echo opsdash-by-sudo; exec sudo -k -S -H -p '${sudoPrompt(random).trim()}' -- /bin/sh -c '${start}' 2>&1`;
	const doas = `echo opsdash-by-doas; exec doas -n -- /bin/sh -c '${start}' 2>&1`;
	return [
		'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C; export PATH LC_ALL',
		'cd /',
		`if command -v sudo >/dev/null; then ${sudo}; elif command -v doas >/dev/null; then ${doas}; fi`,
		'echo opsdash-by-none; exit 1\n',
	].join('; ');
}

/** Makes root's shell of a user's. The shell given is ended unless that worked. */
export async function becomeRoot(shell: RemoteShell, options: BecomeOptions): Promise<BecomeEnd> {
	const { random, findPassword } = options;
	const word = `opsdash-root-${random}\n`;
	const sudo = listenToSudo(`[opsdash ${random}]`);
	const over = Promise.withResolvers<BecomeEnd>();
	let text = '';
	let timer: NodeJS.Timeout | undefined;
	let isOver = false;
	const tool = (): RootTool => (text.includes('opsdash-by-doas') ? 'doas' : 'sudo');
	const watch = () => {
		clearTimeout(timer);
		timer = setTimeout(() => settle({ kind: 'lost', error: silent(options.host) }), silenceMs);
	};

	function settle(end: BecomeEnd): void {
		if (isOver) return;
		isOver = true;
		clearTimeout(timer);
		if (end.kind === 'root') {
			over.resolve(end);
			return;
		}
		// A server that allows one session has room for another try once this one is over.
		shell.end();
		const late = setTimeout(() => over.resolve(end), endMs);
		void shell.ended.then(() => {
			clearTimeout(late);
			over.resolve(end);
		});
	}

	async function answer(): Promise<void> {
		clearTimeout(timer);
		const password = await findPassword();
		if (isOver) password?.fill(0);
		else if (password === null) settle({ kind: 'withheld' });
		else {
			watch();
			shell.write(lineOf(password));
		}
	}

	shell.onData((chunk) => {
		if (isOver) return;
		const piece = chunk.toString('latin1');
		text = (text + piece).slice(-keptLength);
		const at = text.indexOf(word);
		// Root's shell says nothing more until it is asked.
		const heard = at >= 0 ? null : sudo.hear(piece);
		if (at >= 0) settle({ kind: 'root', shell, tool: tool() });
		else if (heard === 'asks') void answer();
		else if (heard === 'asks-again') settle({ kind: 'wrong' });
	});
	void shell.ended.then(({ exitCode, stderr }) => settle(explainEnd(options.host, exitCode, `${text}${stderr}`)));
	watch();
	shell.write(becomeLine(random));
	return over.promise;
}

const newline = 0x0a;

/** The password and the end of its line; the password is overwritten here, the line by whoever writes it. */
function lineOf(password: Uint8Array): Uint8Array {
	const line = new Uint8Array(password.length + 1);
	line.set(password);
	line[password.length] = newline;
	password.fill(0);
	return line;
}

function silent(host: string): OpsError {
	return fail('timeout', `sudo on ${sanitise(host)} did not answer within ${silenceMs / 1000} s`).error;
}

function explainEnd(host: string, exitCode: number | null, text: string): BecomeEnd {
	const said = text.split('\n').filter((line) => !line.startsWith('opsdash-by-'));
	if (text.includes('opsdash-by-none')) {
		const { error } = fail('unavailable', `neither sudo nor doas is on ${sanitise(host)}`, 'Sign in as root.');
		return { kind: 'refused', error };
	}
	const stderr = said.join('\n').trimStart();
	const complaint = explainSudo(exitCode, '', stderr) ?? explainDoas({ exitCode, stdout: '', stderr });
	if (complaint !== null) {
		return { kind: 'refused', error: fail('permission', complaint.message, complaint.hint).error };
	}
	if (exitCode === 255 || exitCode === null) {
		const { error } = fail('unreachable', `the connection to ${sanitise(host)} was lost`);
		return { kind: 'lost', error };
	}
	const last = sanitise(said.filter((line) => line.trim() !== '').at(-1) ?? '').slice(0, 200);
	const { error } = fail(
		'permission',
		`no shell of root was started on ${sanitise(host)}${last === '' ? '' : `: ${last}`}`,
		'Try `sudo /bin/sh` there by hand.',
	);
	return { kind: 'refused', error };
}
