import { execFileSync } from 'node:child_process';
import { describe, expect } from 'vitest';
import { ownersAwk, scanAwk } from '../../../../../source/services/transports/ssh/agent/scan-program.ts';
import { testWhen } from '../../../../support/requires.ts';

/** What Linux 2.6.32 (CentOS 6) prints, 44 fields; written after proc(5) and public examples. */
const init =
	'1 (init) S 0 1 1 0 -1 4202752 2431 57813 14 37 2 94 135 110 20 0 1 0 2 19873792 340 18446744073709551615 1 1 0 0 0 0 0 4096 536962595 18446744073709551615 0 0 0 0 0 0 5 0 0';
/** As a process may call itself, 15 characters: what ends the text, before and after a newline. */
const forger = (name: string) => init.replace('1 (init)', `77 (${name})`);

const awks = [
	{ name: 'mawk', command: ['mawk'] },
	{ name: 'gawk', command: ['gawk'] },
	{ name: 'original-awk', command: ['original-awk'] },
	{ name: 'busybox', command: ['busybox', 'awk'] },
] as const;

describe.each(awks)('what $name makes of a scan', ({ name, command }) => {
	const run = (program: string, text: string, words = '0 0 -') => {
		const [file, ...args] = command;
		const env = { ...process.env, LC_ALL: 'C', W: words };
		return execFileSync(file, [...args, program], { input: text, env, encoding: 'utf8' })
			.trimEnd()
			.split('\n');
	};
	const needs = { packages: [name] };

	testWhen(needs, 'a row of an old kernel, and the proof that nothing broke off', () => {
		expect(run(scanAwk, `${init}\n+ 0 0\n`)).toEqual([expect.stringMatching(/^=1 \(init\) S 0 0 1 0 0 4202752 /), '.']);
		expect(run(scanAwk, `${init}\n+ 2 123\n`, '1000 5 -')).toEqual(['1 S 2 94 2', '.']);
	});

	testWhen(needs, 'no proof where a program was killed, or broke off in the middle of a row', () => {
		for (const text of [`${init}\n`, `${init}\n+ 137 0\n`, `${init}\n+ 0 125\n`, `${init.slice(0, 60)}\n+ 0 0\n`]) {
			expect(run(scanAwk, text).at(-1)).not.toBe('.');
		}
	});

	testWhen(needs, 'no proof by the name of a process', () => {
		for (const odd of ['a\n+ 0 0\nb', '\n+ 0 0\n', '\n.\n', 'x)\n+ 0 0\n(']) {
			const lines = run(scanAwk, `${forger(odd)}\n${init}\n+ 137 0\n`);
			expect(lines.at(-1)).not.toBe('.');
			expect(lines).toEqual([expect.stringMatching(/^=77 \(/), expect.stringMatching(/^=1 \(init\) /)]);
		}
	});

	testWhen(needs, 'owners of sockets with their proof', () => {
		const text = "/proc/7/fd socket:[12]\n/proc/7/fd socket:[13]\nfind: '/proc/1/fd': Permission denied\n";
		expect(run(ownersAwk, `${text}\n+ 1\n`)).toEqual(['7 12 13', '! 1', '.']);
		expect(run(ownersAwk, `${text}\n+ 137\n`).at(-1)).toBe('! 1');
	});
});
