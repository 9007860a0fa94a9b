import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adaPassword, type OwnEtc, openOwnEtc } from '../support/own-etc.ts';
import { describeWhen } from '../support/requires.ts';

const rules = `ada ALL=(root) /usr/bin/id, /usr/bin/kill, /usr/bin/test
ada ALL=(root) NOPASSWD: /usr/bin/whoami`;

function openWithSudo(): OwnEtc {
	const etc = openOwnEtc();
	// Failed tries are answered without the usual pause, and the machine's own rules stay out.
	etc.add(`cat >/etc/sudoers <<'END'\nroot ALL=(ALL) ALL\n${rules}\nEND\nchmod 440 /etc/sudoers`);
	etc.add(
		"printf 'auth required pam_unix.so nodelay\\naccount required pam_unix.so\\nsession required pam_permit.so\\n' >/etc/pam.d/sudo",
	);
	return etc;
}

/** Everything that was written to the home: records, output of acts, debug files. */
function writtenIn(directory: string): string {
	return readdirSync(directory, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
		.join('\n');
}

describeWhen({ root: true, packages: ['sudo'] }, 'an act as root', () => {
	test('asks for the password when sudo asks, and leaves it nowhere', async () => {
		using etc = openWithSudo();
		await using terminal = etc.open(['run', '--sudo', '--yes', '--debug', `${etc.home}/debug`, '--', 'id', '-u']);

		await terminal.waitFor('Password of ada for sudo on');
		terminal.paste(adaPassword);
		terminal.press('enter');

		expect(await terminal.exited()).toMatchObject({ exitCode: 0 });
		expect(terminal.screen().join('\n')).toContain('\n0\n');
		expect(terminal.screen().join('\n')).not.toContain(adaPassword);
		expect(writtenIn(etc.home)).not.toContain(adaPassword);
		const entry = JSON.parse((await etc.run(['history', '--json'])).stdout).data.entries[0];
		expect(entry).toMatchObject({
			status: 'succeeded',
			argv: ['sudo', '-H', '--', 'id', '-u'],
			output: expect.not.stringContaining('opsdash'),
		});
	});

	test('asks again after a wrong password, and gives up after the third', async () => {
		using etc = openWithSudo();
		await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'id', '-u']);

		for (let attempt = 1; attempt <= 3; attempt++) {
			await terminal.waitFor((screen) => screen.join('\n').split('Password of ada for sudo on').length > attempt);
			terminal.paste('wrong');
			terminal.press('enter');
		}

		expect(await terminal.exited()).toMatchObject({ exitCode: 4 });
		expect(terminal.screen().join('\n')).toContain('sudo did not take the password');
	});

	test('runs once, with the outcome of that, after a password that was mistyped', async () => {
		using etc = openWithSudo();
		await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'id', '-u']);

		await terminal.waitFor('Password of ada for sudo on');
		terminal.paste('wrong');
		terminal.press('enter');
		await terminal.waitFor('That was not taken. Password of ada');
		terminal.paste(adaPassword);
		terminal.press('enter');

		expect(await terminal.exited()).toMatchObject({ exitCode: 0 });
		expect(terminal.screen().join('\n')).toContain('\n0\n');
		expect(JSON.parse((await etc.run(['history', '--json'])).stdout).data.entries).toMatchObject([
			{ status: 'succeeded', exitCode: 0 },
		]);
	});

	test('runs nothing when no password is given', async () => {
		using etc = openWithSudo();
		await using terminal = etc.open(['run', '--sudo', '--yes', '--', 'id', '-u']);

		await terminal.waitFor('Password of ada for sudo on');
		terminal.press('ctrl+c');

		expect(await terminal.exited()).toMatchObject({ exitCode: 1 });
		expect(terminal.screen().join('\n')).toContain('no password was given');
	});

	test('asks nothing where sudo asks nothing', async () => {
		using etc = openWithSudo();

		expect(await etc.run(['run', '--sudo', '--yes', '--', 'whoami'])).toMatchObject({ exitCode: 0, stdout: 'root\n' });
	});

	test('is refused with status 4 where there is no terminal to ask on, and where sudo does not allow it', async () => {
		using etc = openWithSudo();

		expect(await etc.run(['run', '--sudo', '--yes', '--', 'id'])).toMatchObject({
			exitCode: 4,
			stderr: expect.stringContaining('there is no terminal to ask on'),
		});
		etc.add("echo 'Defaults:ada !authenticate' >>/etc/sudoers");
		expect(await etc.run(['run', '--sudo', '--yes', '--', 'ls'])).toMatchObject({
			exitCode: 4,
			stderr: expect.stringContaining('sudo does not allow this user that command'),
		});
	});

	test('says what it would run, and as whom', async () => {
		using etc = openWithSudo();
		const { stdout } = await etc.run(['run', '--sudo', '--dry-run', '--', 'id', '-u']);

		expect(stdout).toContain('sudo -H -- id -u');
		expect(stdout).toMatch(/as\s+root on/);
	});

	test('signals a process of another user', async () => {
		using etc = openWithSudo();
		const child = spawn('sleep', ['1000']);
		try {
			const pid = String(child.pid);
			expect((await etc.run(['kill', pid, '--yes'])).exitCode).toBe(4);
			await using terminal = etc.open(['kill', pid, '--yes', '--sudo']);
			await terminal.waitFor('Password of ada for sudo on');
			terminal.paste(adaPassword);
			terminal.press('enter');
			expect(await terminal.exited()).toMatchObject({ exitCode: 0 });
			expect(terminal.screen().join('\n')).toContain('TERM was sent to');
		} finally {
			child.kill('SIGKILL');
		}
	});
});
