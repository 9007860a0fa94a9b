import { afterEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../../source/domain/command.ts';
import type { FilesystemRow } from '../../../../source/domain/host.ts';
import { createFilesystemsReader } from '../../../../source/services/collectors/host/filesystems.ts';
import { createLocalTransport } from '../../../../source/services/transports/local-transport.ts';
import type { Transport } from '../../../../source/services/transports/transport.ts';
import { createFakeTransport, type FakeHost } from '../../../support/fake-transport.ts';
import { testWhen } from '../../../support/requires.ts';
import { run } from '../../../support/run.ts';

const signal = new AbortController().signal;
const mountinfo = [
	'22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
	'23 22 0:21 / /proc rw - proc proc rw',
	'24 22 8:2 / /home rw - ext4 /dev/sda2 rw',
	'25 22 8:2 /ann /srv/ann rw - ext4 /dev/sda2 rw',
	'26 22 0:40 / /mnt/nfs rw - nfs4 files:/export rw',
	'27 22 0:41 / /mnt/cifs rw - cifs //files/share rw',
	'28 22 0:42 / /net rw - autofs /etc/auto.net rw,fd=5',
	'29 26 7:0 / /mnt/nfs/image rw - ext4 /dev/loop0 rw',
].join('\n');

const isStat = ({ file }: Command) => file === 'stat';
const line = (path: string) => `opsdash 1000 400 300 4096 100 90 ${path}`;

function hostWith(silent: readonly string[], extra: Partial<FakeHost> = {}): FakeHost {
	return {
		files: { '/proc/self/mountinfo': mountinfo },
		onCommand(command) {
			if (!isStat(command)) return undefined;
			const paths = command.args.slice(command.args.indexOf('--') + 1);
			if (paths.some((path) => silent.includes(path))) return { code: 'timeout', message: 'no answer' };
			return { stdout: `${paths.map(line).join('\n')}\n` };
		},
		...extra,
	};
}

async function read(transport: Transport, reader = createFilesystemsReader()) {
	const partials: unknown[] = [];
	const result = await reader.read(transport, signal, (partial) => partials.push(partial));
	if (!result.ok) throw new Error(result.error.message);
	return { ...result.value, partials };
}

const row = (rows: readonly FilesystemRow[], mountPoint: string) => rows.find((each) => each.mountPoint === mountPoint);

describe('file systems', () => {
	it('counts used as total less free, like df', async () => {
		const { value } = await read(createFakeTransport(hostWith([])));
		expect(row(value, '/')).toEqual({
			source: '/dev/sda1',
			type: 'ext4',
			mountPoint: '/',
			totalBytes: 4_096_000,
			usedBytes: 600 * 4096,
			availableBytes: 300 * 4096,
			inodesTotal: 100,
			inodesUsed: 10,
			isReadOnly: false,
			isRemote: false,
		});
	});
	it('lists a bind mount once and kernel interfaces not at all', async () => {
		const { value } = await read(createFakeTransport(hostWith([])));
		expect(value.map(({ mountPoint }) => mountPoint)).toEqual([
			'/',
			'/home',
			'/mnt/nfs',
			'/mnt/cifs',
			'/mnt/nfs/image',
		]);
	});
	it('never asks autofs, and asks each remote one by itself', async () => {
		const transport = createFakeTransport(hostWith([]));
		await read(transport);
		const asked = transport.calls
			.filter(({ method }) => method === 'run')
			.map(({ what }) => what.replace(/.* -- /, ''));
		expect(asked).toEqual(['/ /home', '/mnt/nfs', '/mnt/cifs', '/mnt/nfs/image']);
	});
	it('asks every FUSE mount by itself, with a subtype or without', async () => {
		const mounts = ['22 1 8:1 / / rw - ext4 /dev/sda1 rw', '23 22 0:40 / /a rw - fuse program rw'];
		const files = { '/proc/self/mountinfo': [...mounts, '24 22 0:41 / /b rw - fuse.sshfs web1: rw'].join('\n') };
		const transport = createFakeTransport(hostWith([], { files }));
		await read(transport);
		const asked = transport.calls
			.filter(({ method }) => method === 'run')
			.map(({ what }) => what.replace(/.* -- /, ''));
		expect(asked).toEqual(['/', '/a', '/b']);
	});
	it('loses only the figures of the one that does not answer', async () => {
		const { value, problems } = await read(createFakeTransport(hostWith(['/mnt/nfs'])));
		expect(row(value, '/mnt/nfs')).toMatchObject({ totalBytes: null, usedBytes: null, inodesTotal: null });
		expect(row(value, '/mnt/cifs')?.totalBytes).toBe(4_096_000);
		expect(problems).toEqual([
			{
				field: 'filesystems[].usedBytes',
				code: 'timeout',
				message: '/mnt/nfs (nfs4, files:/export) did not answer within 1 s',
				hint: 'Its server, or the process behind it, may be gone; the others are not affected.',
			},
		]);
	});
	it('hands the local ones over before the remote ones have answered', async () => {
		const { partials } = await read(createFakeTransport(hostWith(['/mnt/nfs'])));
		expect(partials).toHaveLength(1);
		expect(JSON.stringify(partials[0])).toContain('"code":"pending","message":"/mnt/nfs has not answered yet"');
	});
	it('shows what remote ones said last until they answer again', async () => {
		const transport = createFakeTransport(hostWith([]));
		const reader = createFilesystemsReader();
		await read(transport, reader);
		const { partials } = await read(transport, reader);
		expect(JSON.stringify(partials[0])).not.toContain('pending');
	});
	it('leaves one that did not answer alone for a while, and longer each time', async () => {
		const transport = createFakeTransport(hostWith(['/mnt/nfs']));
		let nowMs = 0;
		const reader = createFilesystemsReader(() => nowMs);
		const asked = () => transport.calls.filter(({ what }) => what.endsWith('-- /mnt/nfs')).length;
		const counts: number[] = [];
		for (const at of [0, 30_000, 61_000, 120_000, 182_000]) {
			nowMs = at;
			await read(transport, reader);
			counts.push(asked());
		}
		expect(counts).toEqual([1, 1, 2, 2, 3]);
	});
	it('sends no second child after one that cannot be ended', async () => {
		const fake = createFakeTransport(hostWith([]));
		let stuck = 0;
		const transport: Transport = {
			...fake,
			run(command, options, abort) {
				if (command.args.at(-1) !== '/mnt/nfs') return fake.run(command, options, abort);
				stuck += 1;
				return new Promise(() => {});
			},
		};
		let nowMs = 0;
		const reader = createFilesystemsReader(() => nowMs);
		const first = await read(transport, reader);
		nowMs = 3_600_000;
		const second = await read(transport, reader);
		expect(stuck).toBe(1);
		for (const { value } of [first, second]) {
			expect(row(value, '/mnt/nfs')?.totalBytes).toBeNull();
			expect(row(value, '/mnt/cifs')?.totalBytes).toBe(4_096_000);
		}
	});
	it('asks a local one apart, and less often, once it hung', async () => {
		const transport = createFakeTransport(hostWith(['/home']));
		const reader = createFilesystemsReader(() => 0);
		await read(transport, reader);
		await read(transport, reader);
		const asked = transport.calls.filter(({ what }) => what.endsWith('/home') || what.endsWith(' /'));
		expect(asked.map(({ what }) => what.replace(/.* -- /, ''))).toEqual(['/ /home', '/', '/home', '/']);
	});
	it('asks local ones one by one when one of them hangs', async () => {
		const { value, problems } = await read(createFakeTransport(hostWith(['/home'])));
		expect(row(value, '/')?.totalBytes).toBe(4_096_000);
		expect(row(value, '/home')?.totalBytes).toBeNull();
		expect(problems.map(({ code }) => code)).toEqual(['timeout']);
	});
	it('hands the others over while a local one still hangs', async () => {
		const fake = createFakeTransport(hostWith([]));
		const hanging: Transport = {
			...fake,
			run: (command, options, abort) =>
				command.args.includes('/home') ? new Promise(() => {}) : fake.run(command, options, abort),
		};
		const first = Promise.withResolvers<unknown>();
		const reader = createFilesystemsReader();
		const whole = reader.read(hanging, signal, (partial) => first.resolve(partial));
		const told = await first.promise;
		expect(told).toMatchObject({
			value: {
				value: expect.arrayContaining([
					expect.objectContaining({ mountPoint: '/', totalBytes: 4_096_000 }),
					expect.objectContaining({ mountPoint: '/home', totalBytes: null }),
				]),
			},
		});
		expect(JSON.stringify(told)).toContain('"code":"pending","message":"/home has not answered yet"');
		expect(await whole).toMatchObject({ ok: true });
	});
	it('lists btrfs subvolumes by themselves and passes over what a later mount covers', async () => {
		const text = [
			'22 1 0:30 /@ / rw - btrfs /dev/sda1 rw,subvolid=256,subvol=/@',
			'23 22 0:30 /@home /home rw - btrfs /dev/sda1 rw,subvolid=257,subvol=/@home',
			'24 22 8:9 / /data rw - ext4 /dev/sdx rw',
			'25 24 8:10 / /data rw - ext4 /dev/sdy rw',
		].join('\n');
		const { value } = await read(createFakeTransport(hostWith([], { files: { '/proc/self/mountinfo': text } })));
		expect(value.map(({ source, mountPoint }) => `${source} ${mountPoint}`)).toEqual([
			'/dev/sda1 /',
			'/dev/sda1 /home',
			'/dev/sdy /data',
		]);
	});
	it('counts a line of mountinfo that is not understood', async () => {
		const files = { '/proc/self/mountinfo': `${mountinfo}\nbroken\n` };
		const { problems } = await read(createFakeTransport(hostWith([], { files })));
		expect(problems[0]).toMatchObject({ field: 'filesystems', code: 'incomplete' });
	});
	it('says why when the list of mounts may not be read', async () => {
		const files = { '/proc/self/mountinfo': { code: 'permission', message: 'closed' } as const };
		const result = await createFilesystemsReader().read(createFakeTransport({ files }), signal, () => {});
		expect(result).toEqual({ ok: false, error: { code: 'permission', message: 'closed' } });
	});
});

describe('file systems of this machine', () => {
	const transports: Transport[] = [];
	const local = () => {
		const transport = createLocalTransport({ stateDirectory: '/nonexistent' });
		transports.push(transport);
		return transport;
	};
	afterEach(async () => {
		for (const transport of transports.splice(0)) await transport.close();
	});

	testWhen({ commands: ['df'] }, 'agree with df', async () => {
		const { value } = await read(local());
		const { stdout } = await run('df', ['-B1', '--output=target,size,used,avail,itotal,iused']);
		const expected = stdout
			.trim()
			.split('\n')
			.slice(1)
			.map((each) => each.split(/\s+/));
		expect(value.map(({ mountPoint }) => mountPoint).sort()).toEqual(expected.map(([target]) => target).sort());
		for (const [target = '', size, used, available, inodes] of expected) {
			const found = row(value, target);
			expect([found?.totalBytes, found?.inodesTotal]).toEqual([Number(size), Number(inodes)]);
			// Others write meanwhile.
			expect(Math.abs((found?.usedBytes ?? 0) - Number(used))).toBeLessThan(512 * 1024 * 1024);
			expect(Math.abs((found?.availableBytes ?? 0) - Number(available))).toBeLessThan(512 * 1024 * 1024);
		}
	});
	it('go on when a child never answers', async () => {
		const real = local();
		// A command that hangs as stat does behind a dead server, for one mount only.
		const transport: Transport = {
			...real,
			readFiles: async (paths, options) =>
				paths[0] === '/proc/self/mountinfo'
					? [{ ok: true, value: '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /dead rw - nfs files:/dead rw\n' }]
					: real.readFiles(paths, options),
			run: (command, options, abort) =>
				real.run(command.args.at(-1) === '/dead' ? { file: 'sleep', args: ['60'] } : command, options, abort),
		};
		const { value } = await read(transport);
		expect(row(value, '/')?.totalBytes).toBeGreaterThan(0);
		expect(row(value, '/dead')?.totalBytes).toBeNull();
	});
});
