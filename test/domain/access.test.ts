import { describe, expect, test } from 'vitest';
import { type Access, authorise, lesserRole, matchesCommand } from '../../source/domain/access.ts';
import type { Operation } from '../../source/domain/operation.ts';

const commands = [
	['systemctl', 'status', '*'],
	['apt-get', 'update'],
	['tail', '-n', '*', '/var/log/nginx/*.log'],
];
const operator: Access = { role: 'operator', because: 'group ops', commands };
const viewer: Access = { ...operator, role: 'viewer' };

function run(...argv: string[]): Operation {
	const [file = '', ...args] = argv;
	return { type: 'run', command: { file, args }, timeoutMs: 1000 };
}

describe('a viewer', () => {
	const acts: readonly Operation[] = [
		{ type: 'service', verb: 'start', unit: 'a.service', manager: null },
		{ type: 'reload-manager', manager: 'systemd' },
		{ type: 'signal', pid: 1, startTicks: null, key: null, signal: 'TERM' },
		{ type: 'renice', pid: 1, startTicks: null, key: null, nice: 5 },
		run('apt-get', 'update'),
	];

	test.each(acts)('may not $type', (operation) => {
		expect(authorise(viewer, operation)).toMatchObject({ ok: false, error: { code: 'permission' } });
	});

	test.each(acts)('stands where an admin may $type', (operation) => {
		expect(authorise({ ...viewer, role: 'admin' }, operation).ok).toBe(true);
	});
});

describe('an operator', () => {
	test('acts on units and processes', () => {
		expect(authorise(operator, { type: 'service', verb: 'mask', unit: 'a', manager: null }).ok).toBe(true);
		expect(authorise(operator, { type: 'signal', pid: 1, startTicks: null, key: null, signal: 'KILL' }).ok).toBe(true);
	});

	test.each([
		['systemctl', 'status', 'nginx'],
		['apt-get', 'update'],
		['tail', '-n', '50', '/var/log/nginx/access.log'],
	])('runs what is listed: %s %s %s', (...argv) => {
		expect(authorise(operator, run(...argv))).toEqual({ ok: true, value: undefined });
	});

	test.each([
		[['systemctl', 'stop', 'nginx']],
		[['systemctl', 'status']],
		[['systemctl', 'status', 'nginx', 'ssh']],
		[['systemctl', 'status', '--host=evil']],
		[['/tmp/systemctl', 'status', 'nginx']],
		[['apt-get', 'update;', 'reboot']],
		[['apt-get update']],
		[['sh', '-c', 'apt-get update']],
		[['sudo', 'apt-get', 'update']],
		[['tail', '-n', '50', '/var/log/nginx/../../../root/x.log']],
		[['']],
	])('runs nothing else: %j', (argv) => {
		const answer = authorise(operator, run(...argv));

		expect(answer).toMatchObject({ ok: false, error: { code: 'permission' } });
	});
});

describe('a pattern', () => {
	test.each([
		['*', 'anything at all', true],
		['*', '', true],
		['*', '-x', false],
		['web-*', 'web-', true],
		['web-*', 'web', false],
		['a*a', 'a', false],
		['a*b*c', 'a-b-b-c', true],
		['a*bc*c', 'abc', false],
		['*.log', 'x.log', true],
		['--since=*', '--since=1h', true],
		['[ab]', 'a', false],
		['a.c', 'abc', false],
	])('%s and %s: %s', (pattern, word, isMatch) => {
		expect(matchesCommand(['x', pattern], ['x', word])).toBe(isMatch);
	});

	test('of many stars answers at once', () => {
		const startedMs = performance.now();
		expect(matchesCommand(['x', `${'*a'.repeat(200)}b`], ['x', 'a'.repeat(100_000)])).toBe(false);
		expect(performance.now() - startedMs).toBeLessThan(1000);
	});
});

test('the lesser of two roles', () => {
	expect(lesserRole('admin', 'viewer')).toBe('viewer');
	expect(lesserRole('operator', 'admin')).toBe('operator');
});
