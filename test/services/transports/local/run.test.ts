import { describe, expect, test } from 'vitest';
import { createCappedOutput } from '../../../../source/services/transports/local/capped-output.ts';
import { withSystemPath } from '../../../../source/services/transports/local/child-environment.ts';
import { createLineSplitter } from '../../../../source/services/transports/local/line-splitter.ts';
import { runCommand, streamCommand } from '../../../../source/services/transports/local/run.ts';

const sh = (script: string, ...args: string[]) => ({ file: 'sh', args: ['-c', script, 'sh', ...args] });
const timeoutMs = 10_000;

/** Whether a process is there and not a zombie that waits for its parent. */
async function isRunning(pid: string): Promise<boolean> {
	const answer = await runCommand({ file: 'ps', args: ['-o', 'state=', '-p', pid] }, { timeoutMs });
	return answer.ok && /^[^Z]/.test(answer.value.stdout.trim());
}

describe('a command on this machine', () => {
	test('ends with its status and output, whatever the status is', async () => {
		const result = await runCommand(sh('echo out; echo err >&2; exit 3'), { timeoutMs });
		expect(result).toMatchObject({
			ok: true,
			value: { exitCode: 3, signal: null, stdout: 'out\n', stderr: 'err\n', truncated: false },
		});
	});

	test('gets its arguments as they are', async () => {
		const result = await runCommand({ file: 'printf', args: ['%s|', '$(id)', ';', 'a b', '*'] }, { timeoutMs });
		expect(result.ok && result.value.stdout).toBe('$(id)|;|a b|*|');
	});

	test('runs in a session of its own, without a terminal, in the C locale', async () => {
		const script = 'ps -o sid= -p $$; echo $$; echo "$LC_ALL"; (: </dev/tty) 2>/dev/null || echo none; cat';
		const result = await runCommand(sh(script), { timeoutMs });
		const [session, pid, locale, terminal] = result.ok ? result.value.stdout.split('\n') : [];
		expect(session?.trim()).toBe(pid);
		expect([locale, terminal]).toEqual(['C', 'none']);
	});

	test('finds what lies in sbin', () => {
		expect(withSystemPath('/home/a/bin:relative:/usr/bin').split(':')).toEqual([
			'/home/a/bin',
			'/usr/bin',
			'/usr/local/sbin',
			'/usr/local/bin',
			'/usr/sbin',
			'/sbin',
			'/bin',
		]);
	});

	test('that is not there is not found', async () => {
		const result = await runCommand({ file: 'no-such\u001Bprogram', args: [] }, { timeoutMs });
		expect(result).toMatchObject({
			ok: false,
			error: { code: 'not-found', message: 'the command no-such^[program was not found on this host' },
		});
	});

	test('past its time limit is ended with everything it started, even what ignores TERM', async () => {
		const pids: string[] = [];
		const lines = createLineSplitter(100, (line) => pids.push(line));
		const script = 'trap "" TERM; sleep 60 & echo $! >&2; echo $$ >&2; wait; sleep 60';
		const { runChild } = await import('../../../../source/services/transports/local/child.ts');
		const result = await runChild(sh(script), { timeoutMs: 300, onStdout: () => {}, onStderr: lines.add });
		expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } });
		expect(pids).toHaveLength(2);
		for (const pid of pids) expect(await isRunning(pid)).toBe(false);
	});

	test('is done when it has ended, though a daemon that it started holds its output open', async () => {
		const result = await runCommand(sh('sleep 60 & echo $!'), { timeoutMs });
		expect(result).toMatchObject({ ok: true, value: { exitCode: 0 } });
		expect(result.ok && result.value.durationMs).toBeLessThan(5000);
		const pid = result.ok ? result.value.stdout.trim() : '';
		expect(await isRunning(pid)).toBe(true);
		process.kill(Number(pid));
	});

	test('reads the input that it is given', async () => {
		const result = await runCommand({ file: 'cat', args: [] }, { timeoutMs, stdin: 'text' });
		expect(result.ok && result.value.stdout).toBe('text');
	});

	test('can be withdrawn', async () => {
		const abort = new AbortController();
		const running = runCommand(sh('echo; sleep 60'), { timeoutMs }, abort.signal);
		setImmediate(() => abort.abort());
		expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	});

	test('is followed line by line until it is withdrawn', async () => {
		const abort = new AbortController();
		const lines: string[] = [];
		const onLine = (line: string) => {
			lines.push(line);
			if (line === '3') abort.abort();
		};
		const result = await streamCommand(sh('seq 3; sleep 60'), { onLine }, abort.signal);
		expect(lines).toEqual(['1', '2', '3']);
		expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	});
});

describe('output that is capped', () => {
	test('is whole up to the cap, however it is cut into chunks', () => {
		for (const size of [1, 3, 10]) {
			const output = createCappedOutput(10);
			const text = '0123456789';
			for (let at = 0; at < text.length; at += size) output.add(Buffer.from(text.slice(at, at + size)));
			expect([output.text(), output.isTruncated()]).toEqual([text, false]);
		}
	});

	test('keeps its start and its end, and says how much is left out', () => {
		const output = createCappedOutput(10);
		for (let n = 0; n < 5000; n++) output.add(Buffer.from(`${n},`));
		expect(output.isTruncated()).toBe(true);
		expect(output.text()).toMatch(/^0,1,2\n\[… \d+ bytes left out …]\n4999,$/);
	});
});

describe('lines of a stream', () => {
	test('do not depend on where chunks are cut, and longer ones lose their end', () => {
		const lines: string[] = [];
		const splitter = createLineSplitter(5, (line) => lines.push(line));
		for (const character of 'ab\n\nlong line\nä\nlast') splitter.add(Buffer.from(character));
		splitter.end();
		expect(lines).toEqual(['ab', '', 'long ', 'ä', 'last']);
	});
});

describe('a command that leaves its session', () => {
	test('does not hold up the answer after its time limit, though it holds the output open', async () => {
		const pids: string[] = [];
		const { runChild } = await import('../../../../source/services/transports/local/child.ts');
		const lines = createLineSplitter(100, (line) => pids.push(line));
		const script = "setsid sh -c 'echo $$; exec sleep 60' & wait";
		const result = await runChild(sh(script), { timeoutMs: 300, onStdout: lines.add, onStderr: () => {} });
		expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } });
		expect(pids).toHaveLength(1);
		process.kill(Number(pids[0]), 'SIGKILL');
	});
});
