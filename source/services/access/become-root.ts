import { fail, type OpsError } from '../../domain/result.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { RemoteShell } from '../transports/ssh/remote-shell.ts';
import { doasTerminal, explainDoas } from './doas.ts';
import type { RootTool } from './root-tool.ts';
import { explainSudo, listenToSudo, notTakenBy, sudoPrompt } from './sudo-conversation.ts';

/** How it ended. Only `root` leaves a shell behind. */
export type BecomeEnd =
	| { readonly kind: 'root'; readonly shell: RemoteShell; readonly tool: RootTool }
	/** sudo asked a second time, or doas did not take the password. */
	| { readonly kind: 'wrong'; readonly tool: RootTool }
	/** Nobody gave a password. */
	| { readonly kind: 'withheld' }
	| { readonly kind: 'refused'; readonly error: OpsError }
	/** The connection went, or nothing was said in time. */
	| { readonly kind: 'lost'; readonly error: OpsError };

export type BecomeOptions = {
	/** Digits and letters that nobody can know beforehand. */
	readonly random: string;
	readonly host: string;
	/** Bytes that are overwritten; null for none. `by` is what asks. */
	readonly findPassword: (by: RootTool) => Promise<Uint8Array | null>;
};

/** Directories of users on a host may be slow. What a person types is not counted. */
const silenceMs = 20_000;
const keptLength = 8192;
/** sudo waits a moment after a wrong password. */
const endMs = 5000;

/**
 * What the user's shell is told, and it ends by becoming root's. That says a word of its own before it reads anything: until then every line
 * could be taken for the password. As its own session it can be ended with all that it started; sudo stays behind it.
 *
 * doas is tried without a question first. Where it wants one it gets a terminal of its own (`doas.ts`), and `read` takes the password: a
 * builtin, which reads no byte further than the end of its line; another one says it (mksh has no printf of its own). Root's shell has the
 * session itself, in descriptors 4 and 5.
 */
function becomeText(random: string): string {
	const prompt = sudoPrompt(random).trim();
	const start = [
		`echo opsdash-root-${random}`,
		'command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh 2>/dev/null',
		'exec /bin/sh 2>/dev/null',
	].join('; ');
	return `${doasTerminal}
say() { printf '%s\\n' "$1"; }
case $KSH_VERSION in *MIRBSD*) say() { print -r -- "$1"; } ;; esac
by_doas() {
	echo opsdash-by-doas
	exec 4<&0 5>&1 6>&1
	why=$(doas -n -- /bin/sh -c '${start}' 2>&1 >&5 4<&- 5>&- 6>&-)
	say "$why"
	case $why in *'Authentication required'*) command -v script >/dev/null 2>&1 || exit 1 ;; *) exit 1 ;; esac
	echo opsdash-on-terminal
	{ IFS= read -r word <&4; say "$word"; word=; } |
		on_terminal "exec doas -- /bin/sh -c '${start}' <&4 >&5 2>&1 4<&- 5>&- 6>&-" '${prompt}'
	exit 1
}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C; export PATH LC_ALL
cd /
if command -v sudo >/dev/null; then echo opsdash-by-sudo; exec sudo -k -S -H -p '${prompt}' -- /bin/sh -c '${start}' 2>&1; elif command -v doas >/dev/null; then by_doas; fi; echo opsdash-by-none; exit 1
`;
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
		const password = await findPassword(tool());
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
		else if (heard === 'asks-again') settle({ kind: 'wrong', tool: tool() });
	});
	void shell.ended.then(({ exitCode, stderr }) => settle(explainEnd(options.host, exitCode, `${text}${stderr}`)));
	watch();
	shell.write(becomeText(random));
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
	// What doas said when it was tried without a question counts no more.
	const last = text.split('opsdash-on-terminal\n').at(-1) ?? '';
	const said = last
		.replace(/\[opsdash \w+\]/g, '')
		.split('\n')
		.filter((line) => !line.startsWith('opsdash-by-'));
	if (text.includes('opsdash-by-none')) {
		const { error } = fail('unavailable', `neither sudo nor doas is on ${sanitise(host)}`, 'Sign in as root.');
		return { kind: 'refused', error };
	}
	const stderr = said.join('\n').trimStart();
	const complaint = explainSudo(exitCode, '', stderr) ?? explainDoas({ exitCode, stdout: '', stderr });
	if (complaint?.message === notTakenBy('doas')) return { kind: 'wrong', tool: 'doas' };
	if (complaint !== null) {
		return { kind: 'refused', error: fail('permission', complaint.message, complaint.hint).error };
	}
	if (exitCode === 255 || exitCode === null) {
		const { error } = fail('unreachable', `the connection to ${sanitise(host)} was lost`);
		return { kind: 'lost', error };
	}
	const end = sanitise(said.filter((line) => line.trim() !== '').at(-1) ?? '').slice(0, 200);
	const { error } = fail(
		'permission',
		`no shell of root was started on ${sanitise(host)}${end === '' ? '' : `: ${end}`}`,
		'Try `sudo /bin/sh` there by hand.',
	);
	return { kind: 'refused', error };
}
