import { describe, expect, test } from 'vitest';
import { type ActorSources, readActor } from '../../../source/services/operation-log/actor.ts';
import type { Writer } from '../../../source/services/operation-log/log-event.ts';
import { isWriterGone, maySettle, readWriter } from '../../../source/services/operation-log/writer.ts';
import { begun as openEvent } from './events.ts';

const passwd = 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n';

function sources(more: { env?: NodeJS.ProcessEnv; loginuid?: string; uid?: number; terminal?: string }): ActorSources {
	const files: Readonly<Record<string, string | undefined>> = {
		'/etc/passwd': passwd,
		'/proc/self/loginuid': more.loginuid,
	};
	return {
		env: more.env ?? {},
		uid: more.uid ?? 0,
		readFile(path) {
			const text = files[path];
			if (text === undefined) throw new Error(`no ${path}`);
			return text;
		},
		readLink() {
			if (more.terminal === undefined) throw new Error('no terminal');
			return more.terminal;
		},
	};
}

describe('who acts', () => {
	test('under sudo the kernel still knows who logged in', () => {
		const env = { SUDO_USER: 'ada', SSH_CONNECTION: '192.0.2.7 50022 192.0.2.1 22' };
		expect(readActor(sources({ env, loginuid: '1000' }))).toEqual({
			uid: 0,
			user: 'root',
			loginUid: 1000,
			loginUser: 'ada',
			sudoUser: 'ada',
			from: '192.0.2.7',
		});
	});

	test('a login uid that is not set is unknown, not 4294967295', () => {
		expect(readActor(sources({ loginuid: '4294967295', terminal: '/dev/pts/3' }))).toMatchObject({
			loginUid: null,
			loginUser: null,
			from: 'pts/3',
		});
	});

	test('a uid without a name is its digits', () => {
		expect(readActor(sources({ uid: 4242, loginuid: '4243' }))).toMatchObject({ user: '4242', loginUser: '4243' });
	});

	test('nothing that the environment claims gets in unchecked', () => {
		const env = { SSH_CONNECTION: '\u001B[2J 1 2 3' };
		expect(readActor(sources({ env, terminal: '/home/x' })).from).toBeNull();
		expect(readActor(sources({}))).toMatchObject({ loginUser: null, sudoUser: null, from: null });
	});
});

describe('whether a writer is gone', () => {
	const own: Writer = { machine: 'm', bootId: 'b', pidNamespace: 'pid:[1]', pid: 10, startTicks: 100 };
	const ticks = (pid: number | 'self') => (pid === 11 ? 200 : pid === 1 ? 2 : null);

	test('this program itself is not', () => {
		expect(isWriterGone(readWriter())).toBe(false);
	});

	test('one of the same number and start is not, one of another start is', () => {
		expect(isWriterGone({ ...own, pid: 11, startTicks: 200 }, own, ticks)).toBe(false);
		expect(isWriterGone({ ...own, pid: 11, startTicks: 199 }, own, ticks)).toBe(true);
		expect(isWriterGone({ ...own, pid: 12 }, own, ticks)).toBe(true);
	});

	test('where other users’ processes are hidden nothing is known', () => {
		expect(isWriterGone({ ...own, pid: 12 }, own, () => null)).toBe(false);
	});

	test('one of an earlier boot is', () => {
		expect(isWriterGone({ ...own, pid: 11, startTicks: 200, bootId: 'earlier' }, own, ticks)).toBe(true);
	});

	test('of another machine or PID namespace nothing is known', () => {
		expect(isWriterGone({ ...own, pid: 12, machine: 'other', bootId: 'x' }, own, ticks)).toBe(false);
		expect(isWriterGone({ ...own, pid: 12, pidNamespace: 'pid:[2]' }, own, ticks)).toBe(false);
	});
});

describe('who may write the end of an act that was left open', () => {
	const now = new Date('2026-11-21T20:00:00.000Z');

	test('its own user at once, another user of a shared log a day later', () => {
		const begun = openEvent('a', { time: '2026-11-21T08:30:00.000Z' });
		expect(maySettle(begun, now, 1000)).toBe(true);
		expect(maySettle(begun, now, 0)).toBe(false);
		expect(maySettle(openEvent('a', { time: '2026-11-20T08:30:00.000Z' }), now, 0)).toBe(true);
	});
});
