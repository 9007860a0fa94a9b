import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainSsh, mayRetry, needsPerson } from '../../source/parsers/explain-ssh.ts';
import { parseAppliedPatterns, parseSshSettings } from '../../source/parsers/ssh-config.ts';
import { mutations } from '../support/mutate.ts';

const directory = new URL('../fixtures/ssh-9.2-debian12/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(`${name}.txt`, directory), 'utf8');
const failures = readdirSync(directory)
	.filter((name) => name.endsWith('.txt') && !name.startsWith('ssh-'))
	.map((name) => name.slice(0, -'.txt'.length));

describe('what ssh says of a failure', () => {
	test.each([
		['auth-refused-key', 'sign-in-refused'],
		['auth-refused-password', 'sign-in-refused'],
		['closed-at-once', 'dropped'],
		['config-bad-option', 'config'],
		['config-missing', 'config'],
		['host-key-changed', 'host-key-changed'],
		['host-key-unknown', 'host-key-unknown'],
		['jump-auth-refused', 'sign-in-refused'],
		['jump-name-unknown', 'name-unknown'],
		['jump-refused', 'jump-cannot-reach'],
		['jump-target-name-unknown', 'jump-cannot-reach'],
		['link-cut', 'link-lost'],
		['link-silent', 'link-lost'],
		['max-startups', 'dropped'],
		['name-unknown', 'name-unknown'],
		['no-algorithm', 'not-negotiable'],
		['no-route', 'no-route'],
		['refused', 'refused'],
		['server-killed', 'link-lost'],
		['session-refused', 'session-refused'],
		['timeout-banner', 'timeout'],
		['timeout-connect', 'timeout'],
	])('%s is %s', (name, kind) => {
		expect(explainSsh(fixture(name), 'web1').kind).toBe(kind);
	});

	test.each(failures)('%s is one sentence about the host, with what to try', (name) => {
		const { error } = explainSsh(fixture(name), 'web1');
		expect(error.message).toMatch(/^[^\n\r]+$/);
		expect(error.message).not.toMatch(/\.$/);
		expect(error.hint).toMatch(/[.?]$/);
	});

	test('a changed key names what the host shows now, and both lines to compare', () => {
		const { error } = explainSsh(fixture('host-key-changed'), 'web1');
		expect(error.message).toMatch(/web1 has changed \(it now shows ED25519 SHA256:[\w+/]{43}\)/);
		expect(error.hint).toContain('/home/anna/.ssh/known_hosts:5');
		expect(error.hint).toContain('ssh-keygen -lf /etc/ssh/ssh_host_');
	});

	test('a refused sign-in and a key are never tried again by themselves', () => {
		for (const kind of ['sign-in-refused', 'host-key-unknown', 'host-key-changed', 'config'] as const) {
			expect(mayRetry(kind)).toBe(false);
		}
		expect(needsPerson('sign-in-refused')).toBe(true);
		expect(needsPerson('given-up')).toBe(true);
		expect(mayRetry('given-up')).toBe(false);
		expect(needsPerson('host-key-changed')).toBe(false);
	});

	test('what nobody foresaw is quoted, without what would drive a terminal', () => {
		const { kind, error } = explainSsh('something\n\u001B[31modd\n', 'web1');
		expect(kind).toBe('unknown');
		expect(error.message).toBe('ssh to web1 ended and said: ^[[31modd');
	});

	test('a banner of one endless line costs no time', () => {
		const startedMs = performance.now();
		explainSsh(`host key certificate ${'host key '.repeat(100_000)}`, 'web1');
		expect(performance.now() - startedMs).toBeLessThan(1000);
	});

	test('damaged text is explained somehow, and safely', () => {
		for (const name of failures) {
			for (const text of mutations(fixture(name), 50)) {
				const { error } = explainSsh(text, 'web1');
				expect(error.message).not.toMatch(/[\0-\u001F\u007F-\u009F\u202E]/);
			}
		}
	});
});

describe('ssh -G', () => {
	test('what applies to a host behind a jump host', () => {
		expect(parseSshSettings(fixture('ssh-g'))).toMatchObject({
			hostname: '192.0.2.10',
			user: 'anna',
			port: 22_022,
			proxyJump: 'web',
			proxyCommand: null,
			controlPath: expect.stringMatching(/^\/tmp\/x-[0-9a-f]{40}$/),
			hostKeyAlias: null,
		});
	});

	test('nothing is known of an empty or damaged answer', () => {
		expect(parseSshSettings('')).toMatchObject({ hostname: null, port: null, controlPath: null });
		for (const text of mutations(fixture('ssh-g'), 100)) parseSshSettings(text);
	});

	test('the patterns of Host lines that apply', () => {
		expect(parseAppliedPatterns(fixture('ssh-v-g'))).toEqual(['behind', '*']);
	});
});
