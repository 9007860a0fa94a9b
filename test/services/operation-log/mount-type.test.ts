import { describe, expect, test } from 'vitest';
import { isOnNetwork } from '../../../source/services/operation-log/mount-type.ts';

const mountinfo = `22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
30 22 0:40 / /home rw,relatime - nfs4 filer:/home rw,vers=4.2
31 22 0:41 / /mnt/ssh rw - fuse.sshfs ada@web1: rw
32 22 0:42 / /mnt/usb rw - fuseblk /dev/sdb1 rw
33 22 254:2 / /home/local rw - xfs /dev/vda2 rw
34 22 0:43 / /srv/with\\040space rw - cifs //nas/x rw
`;

const links: Readonly<Record<string, string>> = {
	'/var/lib/opsdash': '/home/ada/log',
	'/srv/up': '../mnt/ssh/deep',
	'/srv/round': '/srv/round',
};
const asked: string[] = [];
const sources = {
	mountinfo,
	readLink(path: string) {
		asked.push(path);
		return links[path] ?? null;
	},
};

describe('a path lies on a network file system', () => {
	test.each([
		['/home/ada/.local/state/opsdash/operations.db', true],
		['/home/local/ada/operations.db', false],
		['/mnt/ssh/operations.db', true],
		['/mnt/usb/operations.db', false],
		['/srv/with space/operations.db', true],
		['/homework/operations.db', false],
		['/var/lib/opsdash/operations.db', true],
		['/srv/up/operations.db', true],
		['/srv/round/operations.db', false],
		['/root/operations.db', false],
	])('%s: %s', (path, isNetwork) => {
		expect(isOnNetwork(path, sources)).toBe(isNetwork);
	});

	test('nothing on it is looked at to find out: its server may be gone', () => {
		asked.length = 0;
		isOnNetwork('/home/ada/deep/operations.db', sources);
		expect(asked.filter((path) => path.startsWith('/home/'))).toEqual([]);
	});

	test('without a list of mounts nothing is known', () => {
		expect(isOnNetwork('/home/x', { mountinfo: null, readLink: () => null })).toBe(false);
	});
});
