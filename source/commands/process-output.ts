import { once } from 'node:events';
import type { Output } from './output.ts';

/** Output of this process: a slow reader of stdout is waited for. */
export function createProcessOutput(own: NodeJS.Process, mayColour: boolean): Output {
	const { stdout, stderr, env } = own;
	const isDumb = env['TERM'] === 'dumb';
	return {
		async write(text) {
			if (!stdout.write(text)) await once(stdout, 'drain');
		},
		complain: (text) => void stderr.write(text),
		columns: stdout.isTTY ? stdout.columns || 80 : null,
		hasColour: mayColour && stdout.isTTY && !isDumb && (env['NO_COLOR'] ?? '') === '',
		// Opening stdin takes some milliseconds, and few commands ask.
		get ask() {
			return isAnswerable(own) ? (question: string) => askOn(own, question) : null;
		},
		get askSecret() {
			return isAnswerable(own) ? (question: string) => askHidden(own, question) : null;
		},
	};
}

function isAnswerable({ stdin, stderr }: NodeJS.Process): boolean {
	return stderr.isTTY && stdin.isTTY;
}

/**
 * One line from the terminal, asked for on stderr so that stdout stays data. What was typed before the question stood there
 * is thrown away: it answers nothing.
 */
async function askOn({ stdin, stderr }: NodeJS.Process, question: string): Promise<string | null> {
	await dropTypedAhead(stdin);
	const { createInterface } = await import('node:readline/promises');
	const lines = createInterface({ input: stdin, output: stderr, terminal: true });
	const abort = new AbortController();
	lines.once('close', () => abort.abort());
	lines.once('SIGINT', () => lines.close());
	try {
		return await lines.question(question, { signal: abort.signal });
	} catch {
		stderr.write('\n');
		return null;
	} finally {
		lines.close();
	}
}

async function askHidden(own: NodeJS.Process, question: string): Promise<Uint8Array | null> {
	const { askSecretOn } = await import('./ask-secret.ts');
	await dropTypedAhead(own.stdin);
	return askSecretOn(own, question);
}

async function dropTypedAhead(stdin: NodeJS.ReadStream): Promise<void> {
	stdin.setRawMode(true);
	stdin.resume();
	await new Promise((resolve) => setTimeout(resolve, 20));
	while (stdin.read() !== null);
	stdin.pause();
	stdin.setRawMode(false);
}

/** `opsdash top | head` ends without a word, as other filters do. */
export function quietOnClosedPipe(own: NodeJS.Process, exit: (status: number) => void): void {
	own.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') exit(0);
		own.stderr.write(`opsdash: stdout could not be written: ${error.message}.\n`);
		exit(1);
	});
}
