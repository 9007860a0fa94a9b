import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../source/services/access/policy.ts';

const path = '/etc/opsdash/access.yaml';

function taken(text: string) {
	const parsed = parsePolicy(text, path);
	if (!parsed.ok) throw new Error(parsed.error.message);
	return parsed.value;
}

function refused(text: string): string {
	const parsed = parsePolicy(text, path);
	return parsed.ok ? 'taken' : parsed.error.message;
}

describe('the policy of /etc/opsdash/access.yaml', () => {
	test('maps users and groups to roles, and leaves everybody else a viewer', () => {
		const policy = taken('users: {alice: admin}\ngroups:\n  ops: operator\n');

		expect(policy.users).toEqual({ alice: 'admin' });
		expect(policy.groups).toEqual({ ops: 'operator' });
		expect(policy.default).toBe('viewer');
	});

	test('of an empty file makes everybody a viewer', () => {
		expect(taken('# nothing yet\n')).toMatchObject({ default: 'viewer', users: {}, commands: [] });
	});

	test.each([
		['users: {alice: admn}', 'line 1: users.alice'],
		['users: {alice: admin}\ncomands: []', 'Unrecognized key'],
		['users: [alice]', 'line 1: users'],
		['users: {alice: admin', 'line 1'],
		['commands:\n  - systemctl status', 'line 2: commands.0'],
		['commands: [["*", x]]', 'the program has to be named as it is'],
		['commands: [[]]', 'commands.0'],
		['default: nobody', 'line 1: default'],
		['signIn: {people: {al: {passphrase: hunter2}}}', 'is not what opsdash access passphrase prints'],
		['a: &a [*a, *a]', 'line 1'],
		['- users', 'line 1'],
	])('counts as a whole or not at all: %j', (text, sentence) => {
		expect(refused(text)).toContain(sentence);
	});

	test('takes a user whose name is one of the language’s own', () => {
		expect(taken('users: {constructor: viewer}').users).toEqual({ constructor: 'viewer' });
	});
});
