import { expect, test } from 'vitest';
import { type OwnEtc, openOwnEtc } from '../support/own-etc.ts';
import { describeWhen } from '../support/requires.ts';

async function historyOf(etc: OwnEtc) {
	const { stdout } = await etc.run(['history', '--json']);
	return JSON.parse(stdout).data.entries as Array<{ status: string; type: string; argv: string[]; asUser?: string }>;
}

async function roleOf(etc: OwnEtc, user = 'ada'): Promise<string> {
	const { stdout } = await etc.run(['doctor'], { user });
	return stdout.split('\n').find((line) => line.startsWith('role')) ?? '';
}

describeWhen({ root: true }, 'an ordinary user', () => {
	test('without a policy does what the system permits', async () => {
		using etc = openOwnEtc();

		expect(await roleOf(etc)).toContain('admin: there is no /etc/opsdash/access.yaml');
		expect((await etc.run(['run', '--yes', '--', 'true'])).exitCode).toBe(0);
	});

	test('who is a viewer acts on nothing, is told why with status 4, and it is recorded', async () => {
		using etc = openOwnEtc();
		etc.writeAccess('users: {ada: viewer}');

		expect(await roleOf(etc)).toContain('viewer: user ada is viewer');
		const refused = await etc.run(['run', '--yes', '--', 'touch', `${etc.home}/mark`]);

		expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('A viewer may look and not act') });
		expect((await etc.run(['kill', '--yes', '1'])).exitCode).toBe(4);
		expect((await etc.run(['top', '--window', '0', '--lines', '3'])).exitCode).toBe(0);
		expect(await historyOf(etc)).toMatchObject([
			{ status: 'refused', type: 'signal' },
			{ status: 'refused', type: 'run', argv: ['touch', `${etc.home}/mark`] },
		]);
	});

	test('who is an operator by a group runs listed commands and no other', async () => {
		using etc = openOwnEtc();
		etc.add('echo oncall:x:64010:ada >>/etc/group');
		etc.writeAccess('groups: {oncall: operator}\ncommands:\n  - [echo, "on-*"]');

		expect(await roleOf(etc)).toContain('operator: group oncall is operator');
		expect(await etc.run(['run', '--yes', '--', 'echo', 'on-call'])).toMatchObject({
			exitCode: 0,
			stdout: 'on-call\n',
		});
		expect((await etc.run(['run', '--yes', '--', 'echo', 'off'])).exitCode).toBe(4);
		expect((await etc.run(['run', '--yes', '--sudo', '--', 'id'])).exitCode).toBe(4);
	});

	test('who is in no list has the default, and root is root', async () => {
		using etc = openOwnEtc();
		etc.writeAccess('users: {somebody: admin}');

		expect(await roleOf(etc)).toContain('viewer: /etc/opsdash/access.yaml names neither you nor a group of yours');
		expect(await roleOf(etc, 'root')).toContain('admin: root');
	});

	test('cannot give itself more with settings, flags or the environment', async () => {
		using etc = openOwnEtc();
		etc.writeAccess('users: {ada: viewer}');
		etc.add(
			`mkdir -p ${etc.home}/.config/opsdash; echo 'role: admin' >${etc.home}/.config/opsdash/settings.yaml; chown -R ada ${etc.home}/.config`,
		);
		const settings = `${etc.home}/.config/opsdash/settings.yaml`;

		for (const args of [
			['run', '--yes'],
			['run', '--yes', '--config', settings],
		]) {
			const env = { XDG_CONFIG_HOME: `${etc.home}/.config`, OPSDASH_ETC: etc.home, USER: 'root', LOGNAME: 'root' };
			expect((await etc.run([...args, '--', 'true'], { env })).exitCode).toBe(4);
		}
	});

	test('can take from itself with settings', async () => {
		using etc = openOwnEtc();
		etc.add(`mkdir -p ${etc.home}/.config/opsdash; echo 'role: viewer' >${etc.home}/.config/opsdash/settings.yaml`);

		expect(await etc.run(['run', '--yes', '--', 'true'])).toMatchObject({
			exitCode: 4,
			stderr: expect.stringContaining('your own settings'),
		});
	});

	test.each([
		['is damaged', 'users: {ada: admn}', '644', 'line 1: users.ada'],
		['others may write', 'users: {ada: admin}', '666', 'may be written by others than root'],
		['cannot be read', 'users: {ada: admin}', '600', 'cannot be read'],
	])('is a viewer while the file %s', async (_, text, mode, reason) => {
		using etc = openOwnEtc();
		etc.writeAccess(text, mode);

		expect(await roleOf(etc)).toContain(reason);
		expect((await etc.run(['run', '--yes', '--', 'true'])).exitCode).toBe(4);
	});

	test('is a viewer while somebody else owns the file', async () => {
		using etc = openOwnEtc();
		etc.writeAccess('users: {ada: admin}');
		etc.add('chown ada /etc/opsdash/access.yaml');

		expect(await roleOf(etc)).toContain('and not to root');
	});
});
