import { describe, expect, test } from 'vitest';
import { parseHostAddress, sshDestination, withoutPassword } from '../../source/domain/host-address.ts';

function argumentsFor(text: string): readonly string[] | string {
	const parsed = parseHostAddress(text);
	return parsed.ok ? sshDestination(parsed.value) : parsed.error.message;
}

describe('a host as it is given', () => {
	test.each([
		['web1', ['--', 'web1']],
		['admin@web1', ['-l', 'admin', '--', 'web1']],
		['admin@10.0.0.5:2222', ['-l', 'admin', '-p', '2222', '--', '10.0.0.5']],
		['web1.example.com:22', ['-p', '22', '--', 'web1.example.com']],
		['::1', ['--', '::1']],
		['[::1]:22', ['-p', '22', '--', '::1']],
		['[::1]', ['--', '::1']],
		['fe80::1%eth0', ['--', 'fe80::1%eth0']],
		['ssh://admin@web1:2222', ['-l', 'admin', '-p', '2222', '--', 'web1']],
		['ssh://web1/', ['--', 'web1']],
		['ssh://a%40b@[::1]:22', ['-l', 'a@b', '-p', '22', '--', '::1']],
		['anna@example.com@bastion', ['-l', 'anna@example.com', '--', 'bastion']],
	])('%s', (text, expected) => {
		expect(argumentsFor(text)).toEqual(expected);
	});

	test.each([
		['', /names no host/],
		['admin@', /names no host/],
		['@web1', /user is empty/],
		['web1:0', /port is none/],
		['web1:99999', /port is none/],
		['web1:ssh', /port is none/],
		['-oProxyCommand=id', /characters/],
		['-l@web1', /characters/],
		['web1;id', /characters/],
		['$(id)', /characters/],
		['web 1', /characters/],
		['web1\n', /characters/],
	])('%j is refused', (text, message) => {
		expect(argumentsFor(text)).toMatch(message);
	});
});

test('a password in the place of a user’s name is not said again', () => {
	expect(withoutPassword('ada:hunter2@web1')).toBe('ada:***@web1');
	expect(withoutPassword('ssh://ada:hunt@er2@web1:22')).toBe('ssh://ada:***@web1:22');
	for (const text of ['web1:22', 'ada@web1:22', 'ssh://ada@[::1]:22', '[::1]:22', '::1']) {
		expect(withoutPassword(text)).toBe(text);
	}
	expect(parseHostAddress('ada:hunter2@web1')).toMatchObject({
		error: { message: expect.not.stringContaining('hunter2') },
	});
});
