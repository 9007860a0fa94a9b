import { setTimeout as pause } from 'node:timers/promises';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { ShellOpener } from './remote-shell.ts';

const outputLimit = 64 * 1024;
const isWhole = /^end=here\n/m;
/** The server takes notice of the end meanwhile: it may allow one session only. */
const endMs = 200;

/** What every script begins with: a user's own PATH often lacks sbin, and tools shall speak one language. */
const head = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL
say() { printf '%s=%s\\n' "$1" "$2"; }
has() { command -v "$1" >/dev/null 2>&1; }
set -f
`;

/**
 * A word as a piece of POSIX sh that gives exactly this word: every byte is written in octal, so nothing in it can be read
 * as code. Newlines at its end are lost.
 */
export function shellWord(word: string): string {
	const octal = [...Buffer.from(word)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
	return `"$(printf '%b' '${octal}')"`;
}

/** Runs a program of POSIX sh in a session of its own and gives the `name=value` lines that it said, each name once. */
export async function runScript(
	opener: ShellOpener,
	program: string,
	timeoutMs: number,
): Promise<Result<ReadonlyMap<string, string>>> {
	const opened = await opener.open('act');
	if (!opened.ok) return opened;
	const shell = opened.value;
	let text = '';
	const whole = Promise.withResolvers<void>();
	shell.onData((chunk) => {
		if (text.length < outputLimit) text += chunk.toString();
		if (isWhole.test(text)) whole.resolve();
	});
	shell.write(`${head}${program}\nsay end here\nexit 0\n`);
	shell.end();
	// Some servers (dropbear) tell only seconds later that the shell has ended.
	const said = whole.promise.then(() => pause(endMs));
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), timeoutMs);
	});
	const end = await Promise.race([shell.ended, said, late]);
	clearTimeout(timer);
	shell.kill();
	if (end === 'late') {
		return fail('timeout', `${opener.host} gave no answer within ${timeoutMs / 1000} s`, 'Something on it hangs.');
	}
	const values = readValues(text);
	if (values.has('end')) return succeed(values);
	return fail('unreachable', `${opener.host} broke off in the middle of its answer`, 'Was the connection lost?');
}

function readValues(text: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [, name, value] = /^([a-z]+)=(.*)$/.exec(line) ?? [];
		if (name !== undefined && value !== undefined && !values.has(name)) values.set(name, value.trim());
	}
	return values;
}
