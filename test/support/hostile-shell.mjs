/**
 * What a hostile host runs in the place of the login shell: it says the words that it is expected to say, and then
 *
 *   lines    answers each request with a line of 100 MB
 *   frames   answers each request with frames that do not end
 *   rows     answers each request with lines such as were asked for, and does not end
 *   strange  answers requests that were never made, and none that was
 *   escapes  lets a real /bin/sh answer, with what drives a terminal put into its answers
 */
import { spawn } from 'node:child_process';

const [, , mode] = process.argv;
const megabyte = Buffer.alloc(1024 * 1024, 'x');

function hostile() {
	let text = '';
	process.stdin.on('data', (chunk) => {
		text += chunk;
		const lines = text.split('\n');
		text = lines.pop() ?? '';
		for (const line of lines) take(line);
	});
	process.stdin.on('end', () => process.exit(0));
}

function take(line) {
	const greeting = /^echo opsdash-''([0-9a-f]+)$/.exec(line)?.[1];
	if (greeting !== undefined) process.stdout.write(`opsdash-${greeting}\n`);
	const hello = /^hello=([0-9a-f]+)$/.exec(line)?.[1];
	if (hello !== undefined) setTimeout(() => process.stdout.write(`${hello} ready\n`), 50);
	const [, mark, kind, words = ''] = /^([0-9a-f]{32}) ([a-z]+)(.*)$/.exec(line) ?? [];
	if (mark === undefined) return;
	if (mode === 'rows') sendRows(mark, kind, words.split(' ').at(-1));
	if (mode === 'lines') send(() => megabyte, 100);
	if (mode === 'frames') send(() => `${mark} e ${'y'.repeat(60_000)}\n`, Number.POSITIVE_INFINITY);
	if (mode === 'strange') send(strangeFrame, 2000);
}

function sendRows(mark, kind, path) {
	let pid = 0;
	const rest = `S 1 ${'1 '.repeat(36)}`.trimEnd();
	const row = () => {
		pid += 1;
		return kind === 'scan' ? `=${pid} (process ${pid}) ${rest}\n` : `${path}:${pid}\n`;
	};
	if (kind === 'run') process.stdout.write(`${mark} x 0\n${mark} end 0\n`);
	else send(() => Array.from({ length: 500 }, row).join(''), Number.POSITIVE_INFINITY);
}

function strangeFrame() {
	const mark = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
	return `${mark} x 0\n${mark} end 0\n1 R 1 1 1\n`;
}

function send(make, times) {
	for (let count = 0; count < times; count++) {
		if (process.stdout.write(make())) continue;
		process.stdout.once('drain', () => send(make, times - count - 1));
		return;
	}
}

function escapes() {
	const shell = spawn('/bin/sh', { stdio: ['inherit', 'pipe', 'inherit'] });
	const drive = '\u001B]52;c;b3duZWQ=\u0007\u001B[31mowned\u009B2J';
	shell.stdout.on('data', (chunk) => {
		const text = chunk.toString('latin1').replaceAll('(sshd)', `(${drive.slice(0, 12)})`);
		process.stdout.write(Buffer.from(text.replaceAll('Debian', `${drive}Debian`), 'latin1'));
	});
	shell.on('exit', (code) => process.exit(code ?? 1));
}

if (mode === 'escapes') escapes();
else hostile();
