import { describe, expect, test } from 'vitest';
import { checkProbe } from '../../source/commands/doctor/probe-checks.ts';
import { checkWay } from '../../source/commands/doctor/way-checks.ts';
import { readHostProbe } from '../../source/parsers/host-probe.ts';

const sound: Readonly<Record<string, string>> = {
	user: 'anna',
	shell: '/usr/bin/dash',
	awk: '/usr/bin/mawk',
	proc: 'cpu  1 2 3',
	others: 'yes',
	managers: ' systemd sysv',
	journal: 'yes',
	become: ' sudo',
	clock: '1000000',
};
const asked = { sentMs: 1_000_000_200, answeredMs: 1_000_000_900 };

function check(name: string, values: Readonly<Record<string, string | undefined>>) {
	const said = Object.entries({ ...sound, ...values }).flatMap(([key, value]) =>
		value === undefined ? [] : [[key, value] as const],
	);
	return checkProbe(readHostProbe(new Map(said)), asked).find((each) => each.name === name);
}

describe('what a host says of itself', () => {
	test('a sound one is fine throughout', () => {
		expect(checkProbe(readHostProbe(new Map(Object.entries(sound))), asked).map(({ state }) => state)).toEqual(
			Array.from({ length: 8 }, () => 'fine'),
		);
	});

	test.each([
		['awk', { awk: undefined }, 'broken', /does not run/],
		['/proc', { proc: undefined }, 'broken', /cannot be read/],
		['other processes', { others: undefined }, 'missing', /only those of anna/],
		['service manager', { managers: '' }, 'missing', /none was found/],
		['journal', { journal: undefined }, 'missing', /there is none/],
		['journal', { journal: 'no' }, 'missing', /shows you nothing/],
		['acting as root', { become: '' }, 'missing', /neither sudo nor doas/],
		['acting as root', { become: '', user: 'root' }, 'fine', /you are root/],
		['clock', { clock: undefined }, 'missing', /no time/],
		['clock', { clock: '999999' }, 'fine', /agrees/],
		['clock', { clock: '996400' }, 'missing', /is 3600 s behind/],
		['clock', { clock: '1003601' }, 'missing', /is 3600 s ahead of/],
	] as const)('%s with %j is %s', (name, values, state, message) => {
		const found = check(name, values);
		expect(found?.state).toBe(state);
		expect(found?.message).toMatch(message);
		expect(found?.mend === null).toBe(state === 'fine');
	});

	test('a host that says nothing is told so, and nothing is made up', () => {
		const checks = checkProbe(readHostProbe(new Map()), asked);
		expect(checks.filter(({ state }) => state === 'fine').map(({ name }) => name)).toEqual(['/bin/sh']);
	});
});

describe('the way to a host', () => {
	const settings = {
		hostname: '10.0.0.5',
		user: 'anna',
		port: 22,
		proxyJump: 'bastion',
		proxyCommand: null,
		controlPath: null,
		hostKeyAlias: null,
		userKnownHostsFiles: [],
	};

	test('ends at the step that failed, with what to do', () => {
		const error = { code: 'unreachable', message: 'no', hint: 'Mend it.' } as const;
		const way = { settings, failure: { kind: 'host-key-changed', error }, knownKeys: [], wasAsked: false } as const;
		expect(checkWay(way).map(({ name, state }) => `${name} ${state}`)).toEqual([
			'ssh configuration fine',
			'name fine',
			'connection fine',
			'ssh server fine',
			'host key broken',
		]);
		expect(checkWay(way).at(-1)).toMatchObject({ message: 'no', mend: 'Mend it.' });
	});

	test('says who lets in whom, by which way, and whether that can be repeated', () => {
		const messages = checkWay({ settings, failure: null, knownKeys: ['ED25519 SHA256:x'], wasAsked: true });
		expect(messages.map(({ message }) => message).join('\n')).toMatch(
			/anna at 10\.0\.0\.5, through bastion[\s\S]*ED25519 SHA256:x[\s\S]*it asks again/,
		);
	});
});
