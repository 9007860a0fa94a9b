import { describe, expect, test } from 'vitest';
import { createUserNames } from '../../../source/services/collectors/user-names.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const passwd = 'root:x:0:0:root:/root:/bin/bash\nbroken line\nadmin:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\n';

describe('user names', () => {
	test('come from /etc/passwd without starting a program', async () => {
		const transport = createFakeTransport({ files: { '/etc/passwd': passwd } });
		const names = createUserNames(transport);
		expect(await names.read([0, 1])).toEqual(
			new Map([
				[0, 'root'],
				[1, 'daemon'],
			]),
		);
		expect(transport.count('run')).toBe(0);
	});

	test('of other uids come from one getent, and are asked for once', async () => {
		const transport = createFakeTransport({
			files: { '/etc/passwd': passwd },
			commands: { 'getent passwd 5000 5001': { exitCode: 2, stdout: 'ldap-user:*:5000:5000::/home/l:/bin/sh\n' } },
		});
		const names = createUserNames(transport);
		expect(await names.read([5000, 5001])).toEqual(new Map([[5000, 'ldap-user']]));
		await names.read([5000, 5001]);
		expect(transport.count('run')).toBe(1);
		expect(names.cached(5000)).toBe('ldap-user');
		expect(names.cached(5001)).toBeNull();
	});

	test('are asked for again after five minutes', async () => {
		let nowMs = 0;
		const transport = createFakeTransport({
			commands: {
				'getent passwd 7': [{ code: 'timeout', message: 'slow' }, { stdout: 'late:x:7:7::/:/bin/sh\n' }],
			},
		});
		const names = createUserNames(transport, { now: () => nowMs });
		expect(await names.read([7])).toEqual(new Map());
		nowMs = 299_000;
		expect(await names.read([7])).toEqual(new Map());
		nowMs = 301_000;
		expect(await names.read([7])).toEqual(new Map([[7, 'late']]));
	});

	test('are null where there is neither file nor getent', async () => {
		const names = createUserNames(createFakeTransport());
		expect(await names.read([0])).toEqual(new Map());
		expect(names.cached(0)).toBeNull();
	});
});
