import { expect, test } from 'vitest';
import { findProcesses } from '../../../source/services/service-managers/find-processes.ts';
import type { Transport } from '../../../source/services/transports/transport.ts';
import { createFakeTransport, type FakeHost } from '../../support/fake-transport.ts';

/** A host on which 7 is `runsvdir`, and 8 was it a moment ago. */
const host: FakeHost = {
	files: {
		'/proc/7/status': 'Name:\trunsvdir\nPid:\t7\nNSpid:\t7\n',
		'/proc/7/cmdline': 'runsvdir\0/etc/service\0',
		'/proc/8/status': 'Name:\tsleep\nPid:\t8\nNSpid:\t8\n',
		'/proc/8/cmdline': 'sleep\x001000\0',
	},
	links: { '/proc/7/cwd': '/' },
	commands: { 'pgrep -x runsvdir': { stdout: '7\n8\n' } },
};
const found = [{ pid: 7, cmdline: 'runsvdir\0/etc/service\0', directory: '/' }];

test('a program is found by pgrep, and whoever has the number of one that ended is left out', async () => {
	expect(await findProcesses(createFakeTransport(host), 'runsvdir')).toEqual(found);
});

test('where a table of processes is kept, no program is started to look through them all', async () => {
	const fake = createFakeTransport(host);
	const kept: Transport = { ...fake, findByName: async (name) => (name === 'runsvdir' ? [7, 8] : []) };
	expect(await findProcesses(kept, 'runsvdir')).toEqual(found);
	expect(fake.count('run')).toBe(0);
});

test('without such a table yet, pgrep is asked', async () => {
	const fake = createFakeTransport(host);
	expect(await findProcesses({ ...fake, findByName: async () => null }, 'runsvdir')).toEqual(found);
	expect(fake.count('run')).toBe(1);
});
