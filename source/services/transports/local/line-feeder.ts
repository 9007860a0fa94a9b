import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Command } from '../../../domain/command.ts';
import { childEnvironment } from './child-environment.ts';

export type LineFeeder = {
	/** Hands a line over; returns at once, whatever becomes of it. */
	feed(line: string): void;
	/** Lets the child read to the end of what it was handed, and end by itself. */
	close(): void;
};

/** Lines that the child has not taken yet; those beyond are lost, and that is told. */
const maxWaitingBytes = 256 * 1024;

/**
 * A child that reads lines from its stdin for as long as this program runs, started with the first line: one process, not one
 * a line. It keeps nothing alive. `onTrouble` hears once what went wrong; a child that ended is not started again.
 */
export function createLineFeeder(command: Command, onTrouble: (sentence: string) => void): LineFeeder {
	let child: ChildProcess | null = null;
	let isBroken = false;

	function fail(why: string): void {
		if (isBroken) return;
		isBroken = true;
		onTrouble(`${command.file}: ${why}`);
	}

	function start(): ChildProcess {
		const started = spawn(command.file, [...command.args], {
			detached: true,
			cwd: '/',
			env: childEnvironment(process.env),
			stdio: ['pipe', 'ignore', 'pipe'],
		});
		started.once('error', (error) => fail('code' in error && error.code === 'ENOENT' ? 'not found' : error.message));
		started.once('exit', (code, signal) => {
			if (child !== null) fail(`it ended with ${signal ?? `status ${code}`}`);
		});
		started.stdin?.on('error', () => fail('it takes no more lines'));
		started.stderr?.on('data', (chunk: Buffer) => fail(chunk.toString().trim().slice(0, 200)));
		started.unref();
		for (const stream of started.stdio) (stream as Socket | null)?.unref();
		return started;
	}

	return {
		feed(line) {
			if (isBroken) return;
			child ??= start();
			const { stdin } = child;
			if (stdin === null || stdin.writableLength > maxWaitingBytes) fail('it does not take the lines');
			else stdin.write(`${line}\n`);
		},
		close() {
			const ended = child;
			child = null;
			ended?.stdin?.end();
		},
	};
}
