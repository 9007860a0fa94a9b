import { expect, test } from 'vitest';
import { adaPassword, type OwnEtc, openOwnEtc } from '../support/own-etc.ts';
import { describeWhen } from '../support/requires.ts';
import { shownByProcesses, writtenIn } from '../support/sudo-hosts.ts';

/** Programs that are not there, in the namespace of the run only. */
const without = (...programs: readonly string[]) => `mkdir /mnt/bin /mnt/bin-work
mount -t overlay -o lowerdir=/usr/bin,upperdir=/mnt/bin,workdir=/mnt/bin-work overlay /usr/bin
rm ${programs.map((program) => `/usr/bin/${program}`).join(' ')}`;

function openWithDoas(rules = 'permit ada', missing: readonly string[] = []): OwnEtc {
	const etc = openOwnEtc();
	etc.add(without('sudo', ...missing));
	etc.add(`printf '%s\\n' '${rules}' >/etc/doas.conf; chmod 400 /etc/doas.conf`);
	// Failed tries are answered without the usual pause.
	etc.add(
		"printf 'auth required pam_unix.so nodelay\\naccount required pam_unix.so\\nsession required pam_permit.so\\n' >/etc/pam.d/doas",
	);
	return etc;
}

const asked = 'Password of ada for doas on';

describeWhen(
	{ root: true, packages: ['opendoas', 'busybox', 'mksh', 'ksh93u+m', 'zsh'] },
	'an act as root through doas',
	() => {
		test('asks for the password when doas asks, on a terminal of its own, and leaves it nowhere', async () => {
			using etc = openWithDoas();
			await using terminal = etc.open([
				'run',
				'--sudo',
				'--yes',
				'--debug',
				`${etc.home}/debug`,
				'--',
				'cat',
				'/dev/fd/0',
			]);

			await terminal.waitFor(asked);
			expect(shownByProcesses()).not.toContain(adaPassword);
			terminal.paste(adaPassword);
			terminal.press('enter');
			let shown = '';
			let isOver = false;
			const exited = terminal.exited().finally(() => {
				isOver = true;
			});
			while (!isOver) {
				shown += shownByProcesses().includes(adaPassword) ? 'shown' : '';
				await new Promise((resolve) => setImmediate(resolve));
			}

			expect(await exited).toMatchObject({ exitCode: 0 });
			expect(shown).toBe('');
			expect(terminal.written).not.toContain(adaPassword);
			expect(writtenIn(etc.home)).not.toContain(adaPassword);
			const entry = JSON.parse((await etc.run(['history', '--json'])).stdout).data.entries[0];
			expect(entry).toMatchObject({
				status: 'succeeded',
				argv: ['doas', '--', 'cat', '/dev/fd/0'],
				output: 'cat ended with status 0',
			});
		});

		test('keeps words, streams and status of the command as they are', async () => {
			using etc = openWithDoas('permit nopass ada');
			const words = ["it's", '$(id)', 'two\nlines', '', '\\', '"', '-x', 'ü'];
			const program = 'printf "%s|" "$@"; echo err >&2; [ -t 0 ] || id -u; exit 7';
			const ran = await etc.run(['run', '--sudo', '--yes', '--', 'sh', '-c', program, 'sh', ...words]);

			expect(ran).toMatchObject({ exitCode: 1, stdout: `${words.join('|')}|0\n` });
			expect(ran.stderr).toMatch(/^err\n.*status 7/);
		});

		test('asks again after a wrong password, and runs once', async () => {
			using etc = openWithDoas();
			await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'id', '-u']);

			await terminal.waitFor(asked);
			terminal.paste('wrong');
			terminal.press('enter');
			await terminal.waitFor(`That was not taken. ${asked}`);
			terminal.paste(adaPassword);
			terminal.press('enter');

			expect(await terminal.exited()).toMatchObject({ exitCode: 0 });
			expect(terminal.screen().join('\n')).toContain('\n0\n');
			expect(JSON.parse((await etc.run(['history', '--json'])).stdout).data.entries).toMatchObject([
				{ status: 'succeeded', exitCode: 0, output: 'id ended with status 0\n0' },
			]);
		});

		test('runs nothing when no password is given', async () => {
			using etc = openWithDoas();
			await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'touch', `${etc.home}/done`]);

			await terminal.waitFor(asked);
			terminal.press('ctrl+c');

			expect(await terminal.exited()).toMatchObject({ exitCode: 1 });
			expect(terminal.screen().join('\n')).toContain('no password was given');
			expect(JSON.parse((await etc.run(['history', '--json'])).stdout).data.entries).toHaveLength(1);
		});

		test.each([
			['there is no terminal to ask on', 'permit ada', []],
			['doas does not allow this user that command', 'permit ada cmd ls', []],
			['doas asks for a password, and on a terminal only', 'permit ada', ['script']],
		])('is refused with status 4: %s', async (sentence, rules, missing) => {
			using etc = openWithDoas(rules, missing);

			const { exitCode, stderr } = await etc.run(['run', '--sudo', '--yes', '--', 'id']);
			expect(stderr).toContain(sentence);
			expect(stderr.trim().split('\n')).toHaveLength(1);
			expect(exitCode).toBe(4);
		});

		test.each(['busybox', 'mksh', 'ksh93', 'zsh'])('runs where %s is /bin/sh', async (shell) => {
			using etc = openWithDoas();
			etc.add(`mount --bind "$(command -v ${shell})" "$(realpath /bin/sh)"`);
			await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'sh', '-c', 'id -u; wc -c; exit 3']);

			await terminal.waitFor(asked);
			terminal.paste(adaPassword);
			terminal.press('enter');

			expect(await terminal.exited()).toMatchObject({ exitCode: 1 });
			expect(terminal.screen().join('\n')).toMatch(/\n0\n0\n.*status 3/s);
		});

		test('is not taken for a question by a command that prints one', async () => {
			using etc = openWithDoas('permit nopass ada');
			const ran = await etc.run(['run', '--sudo', '--yes', '--', 'sh', '-c', 'echo "doas (ada@x) password: " >&2']);

			expect(ran).toMatchObject({ exitCode: 0 });
			expect(ran.stderr).toContain('doas (ada@x) password:');
		});
	},
);
