import { describe, expect, test } from 'vitest';
import { type Result, succeed } from '../../../source/domain/result.ts';
import { createPasswordKeeper } from '../../../source/services/access/password-keeper.ts';
import { createRootOpener } from '../../../source/services/access/root-opener.ts';
import type { RemoteShell, RemoteShellEnd, ShellOpener } from '../../../source/services/transports/ssh/remote-shell.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a host does with the line that is to make root of its shell; the random part is in that line. */
type Host = (shell: {
	readonly random: string;
	say(text: string): void;
	end(exitCode: number): void;
	/** The next bytes that are written. */
	read(): Promise<string>;
}) => Promise<void>;

function openHost(host: Host) {
	let opened = 0;
	const opener: ShellOpener = {
		host: 'web1',
		sessionLimit: () => null,
		async open(): Promise<Result<RemoteShell>> {
			opened += 1;
			const ended = Promise.withResolvers<RemoteShellEnd>();
			let listener: (chunk: Buffer) => void = () => {};
			let next = Promise.withResolvers<string>();
			const end = (exitCode: number | null) => ended.resolve({ exitCode, signal: null, stderr: '' });
			return succeed({
				write(text: string | Uint8Array) {
					if (typeof text !== 'string') {
						next.resolve(Buffer.from(text).toString());
						next = Promise.withResolvers();
						text.fill(0);
						return;
					}
					const random = /opsdash-root-([0-9a-f]+)/.exec(text)?.[1] ?? '';
					const say = (said: string) => listener(Buffer.from(said));
					queueMicrotask(() => void host({ random, say, end, read: () => next.promise }));
				},
				onData(heard) {
					listener = heard;
				},
				pause() {},
				resume() {},
				end: () => end(1),
				kill() {},
				ended: ended.promise,
			});
		},
	};
	return { opener, opened: () => opened };
}

const question = () => ({ user: 'ada', host: 'web1', purpose: 'seeing web1 as root' });

function rootOf(opener: ShellOpener, answers: ReadonlyArray<string | null> | null, seconds = 0) {
	const asked: Array<boolean | undefined> = [];
	const keeper = createPasswordKeeper(() => seconds);
	const ask = async ({ isAgain }: { readonly isAgain?: boolean }) => {
		asked.push(isAgain);
		const answer = answers?.[asked.length - 1] ?? null;
		return answer === null ? null : bytes(answer);
	};
	const root = createRootOpener({ opener, question, ask: answers === null ? null : ask, keeper });
	return { root, asked, keeper };
}

/** A sudo that wants `geheim`. */
const wantsPassword: Host = async ({ random, say, end, read }) => {
	say(`opsdash-by-sudo\n[opsdash ${random}]`);
	if ((await read()) === 'geheim\n') return say(`opsdash-root-${random}\n`);
	say(`Sorry, try again.\n[opsdash ${random}]`);
	end(1);
};

describe('shells of root', () => {
	test('are opened without a question where sudo asks none', async () => {
		const { opener } = openHost(async ({ random, say }) => say(`opsdash-by-sudo\nlecture\nopsdash-root-${random}\n`));
		const { root, asked } = rootOf(opener, ['geheim']);
		expect(await root.open('live')).toMatchObject({ ok: true });
		expect(root.tool()).toBe('sudo');
		expect(asked).toEqual([]);
	});

	test('are told apart from those of doas', async () => {
		const { opener } = openHost(async ({ random, say }) => say(`opsdash-by-doas\nopsdash-root-${random}\n`));
		const { root } = rootOf(opener, null);
		await root.open('live');
		expect(root.tool()).toBe('doas');
	});

	test('are not taken for there because sudo repeats what it was to run', async () => {
		const { opener } = openHost(async ({ random, say, end }) => {
			say(`Sorry, user ada is not allowed to execute '/bin/sh -c echo opsdash-root-${random}; x' as root on web1.\n`);
			end(1);
		});
		expect(await rootOf(opener, ['geheim']).root.open('live')).toMatchObject({
			ok: false,
			error: { code: 'permission', message: 'sudo does not allow this user that command' },
		});
	});

	test('ask once for those that are opened at a time', async () => {
		const { opener } = openHost(wantsPassword);
		const { root, asked, keeper } = rootOf(opener, ['geheim'], 60);
		const opened = await Promise.all([root.open('live'), root.open('slow'), root.open('slow')]);
		expect(opened.every(({ ok }) => ok)).toBe(true);
		expect(asked).toEqual([false]);
		keeper.forgetAll();
	});

	test('ask again after a wrong password, three times at most, and then never by themselves', async () => {
		const { opener, opened } = openHost(wantsPassword);
		const { root, asked } = rootOf(opener, ['one', 'two', 'three', 'geheim']);
		expect(await root.open('live')).toMatchObject({ ok: false, error: { message: 'sudo did not take the password' } });
		expect(asked).toEqual([false, true, true]);
		expect(await root.open('live')).toMatchObject({ ok: false });
		expect(opened()).toBe(3);
	});

	test('are not asked for again after nobody gave a password', async () => {
		const { opener, opened } = openHost(wantsPassword);
		const { root } = rootOf(opener, [null]);
		expect(await root.open('live')).toMatchObject({ ok: false, error: { message: 'No password was given' } });
		expect(await root.open('slow')).toMatchObject({ ok: false });
		expect(opened()).toBe(1);
	});

	test('are asked for again where doas did not take the password, on a terminal of its own', async () => {
		const { opener, opened } = openHost(async ({ random, say, end, read }) => {
			say(`opsdash-by-doas\ndoas: Authentication required\nopsdash-on-terminal\n[opsdash ${random}]\n`);
			if ((await read()) === 'geheim\n') return say(`opsdash-root-${random}\n`);
			say('doas: Authentication failed\n');
			end(1);
		});
		const { root, asked } = rootOf(opener, ['falsch', 'geheim']);
		expect(await root.open('live')).toMatchObject({ ok: true });
		expect(root.tool()).toBe('doas');
		expect(asked).toEqual([false, true]);
		expect(opened()).toBe(2);
		const { root: other } = rootOf(opener, ['falsch', 'falsch', 'falsch']);
		expect(await other.open('live')).toMatchObject({ ok: false, error: { message: 'doas did not take the password' } });
	});

	test('say that there is no terminal where nobody can be asked', async () => {
		const { opener } = openHost(wantsPassword);
		expect(await rootOf(opener, null).root.open('live')).toMatchObject({
			ok: false,
			error: { code: 'permission', message: 'sudo asks for a password, and there is no terminal to ask on' },
		});
	});

	test.each([
		['opsdash-by-none\n', 'neither sudo nor doas is on web1'],
		['opsdash-by-sudo\nsudo: sorry, you must have a tty to run sudo\n', 'sudo wants a terminal (requiretty)'],
		['opsdash-by-sudo\nada is not in the sudoers file.\n', 'This user is not in the sudoers file'],
		['opsdash-by-doas\ndoas: Authentication required\n', 'doas asks for a password, and on a terminal only'],
		[
			'opsdash-by-sudo\n[opsdash 12ab]t is not in the sudoers file.\nReported.\n',
			'This user is not in the sudoers file',
		],
		['opsdash-by-doas\ndoas: Operation not permitted\n', 'doas does not allow this user that command'],
		['opsdash-by-sudo\nsudo: \u001B[31mboo\n', 'no shell of root was started on web1: sudo: ^[[31mboo'],
	])('say why there are none: %j', async (said, message) => {
		const { opener, opened } = openHost(async ({ say, end }) => {
			say(said);
			end(1);
		});
		const { root } = rootOf(opener, ['geheim']);
		expect(await root.open('live')).toMatchObject({ ok: false, error: { message } });
		await root.open('live');
		expect(opened()).toBe(1);
	});

	test('are tried again after the connection was lost', async () => {
		const { opener, opened } = openHost(async ({ end }) => end(255));
		const { root } = rootOf(opener, ['geheim']);
		expect(await root.open('live')).toMatchObject({ ok: false, error: { code: 'unreachable' } });
		await root.open('live');
		expect(opened()).toBe(2);
	});
});
