import { describe, expect, test } from 'vitest';
import {
	combineFriction,
	decideFriction,
	describeFriction,
	isConfirmed,
	isProtectedHost,
} from '../../source/domain/friction.ts';
import { type Operation, type ServiceVerb, serviceVerbs } from '../../source/domain/operation.ts';

const context = { host: 'web1', isProtectedHost: false };

function service(verb: ServiceVerb, unit: string): Operation {
	return { type: 'service', verb, unit, manager: null };
}

function signal(name: string): Operation {
	return { type: 'signal', pid: 7, startTicks: null, key: null, signal: name };
}

const ordinary = { pid: 7, name: 'worker', unit: 'app.service', isOwnAncestor: false };

describe('how much an act asks', () => {
	test('an ordinary unit asks for y, whatever the verb', () => {
		for (const verb of serviceVerbs) {
			expect(decideFriction(service(verb, 'nginx.service'), { ...context, units: ['nginx.service'] })).toEqual({
				kind: 'yes',
			});
		}
	});

	test.each([
		'ssh.service',
		'sshd.service',
		'ssh.socket',
		'NetworkManager.service',
		'systemd-networkd.service',
		'nftables.service',
		'wg-quick@wg0.service',
		'dbus.service',
		'systemd-logind.service',
		'sssd.service',
		'user@1000.service',
		'session-4.scope',
		'init.scope',
	])('stopping %s can lock out, so its name is typed', (unit) => {
		const friction = decideFriction(service('stop', unit), { ...context, units: [unit] });
		expect(friction).toMatchObject({ kind: 'name', because: expect.stringContaining('lock you out') });
		expect(friction.kind === 'name' && unit.startsWith(friction.typed)).toBe(true);
	});

	test('starting ssh locks nobody out, starting a firewall may', () => {
		expect(decideFriction(service('start', 'ssh.service'), context)).toEqual({ kind: 'yes' });
		expect(decideFriction(service('start', 'ufw.service'), context)).toMatchObject({ kind: 'name', typed: 'ufw' });
	});

	test('stopping what ssh goes down with asks for the name of what is stopped', () => {
		const units = ['keys.service', 'app.service', 'ssh.service'];
		expect(decideFriction(service('stop', 'keys.service'), { ...context, units })).toMatchObject({
			kind: 'name',
			typed: 'keys',
			because: expect.stringContaining('ssh.service goes down with it'),
		});
		expect(decideFriction(service('disable', 'keys.service'), { ...context, units })).toEqual({ kind: 'yes' });
	});

	test('a name that only looks like one of the list asks for y', () => {
		expect(decideFriction(service('stop', 'ssh-metrics.service'), context)).toEqual({ kind: 'yes' });
		expect(decideFriction(service('stop', 'mydbus.service'), context)).toEqual({ kind: 'yes' });
	});

	test('init, ancestors of this console, and login daemons are not signalled lightly', () => {
		const ask = (process: Partial<typeof ordinary>, name = 'TERM') =>
			decideFriction(signal(name), { ...context, process: { ...ordinary, ...process } }).kind;
		expect(ask({})).toBe('yes');
		expect(ask({ pid: 1, name: 'systemd' })).toBe('name');
		expect(ask({ isOwnAncestor: true, name: 'bash' })).toBe('name');
		expect(ask({ name: 'sshd', unit: 'session-4.scope' })).toBe('name');
		expect(ask({ name: 'vim', unit: 'session-4.scope' })).toBe('yes');
		expect(ask({ name: 'helper', unit: 'ssh.service' })).toBe('name');
		expect(ask({ isOwnAncestor: true }, 'CONT')).toBe('yes');
	});

	test('every act on a protected host asks for the host’s name', () => {
		const guarded = { host: 'db1', isProtectedHost: true };
		const renice: Operation = { type: 'renice', pid: 7, startTicks: null, key: null, nice: 5 };
		for (const operation of [service('start', 'nginx.service'), signal('CONT'), renice]) {
			expect(decideFriction(operation, { ...guarded, process: ordinary })).toMatchObject({
				kind: 'name',
				typed: 'db1',
			});
		}
	});
});

describe('what an act takes along', () => {
	const context = { host: 'web1', isProtectedHost: false };

	test('masking what ssh needs to start asks for the name', () => {
		const mask = { type: 'service', verb: 'mask', unit: 'net.service', manager: null } as const;
		expect(decideFriction(mask, { ...context, units: ['net.service', 'ssh.service'] })).toMatchObject({
			kind: 'name',
			typed: 'net',
			because: expect.stringContaining('ssh.service cannot start without it'),
		});
	});

	test('a signal to the main process of a unit weighs what goes down with the unit', () => {
		const kill = { type: 'signal', pid: 7, startTicks: null, key: null, signal: 'KILL' } as const;
		const process = { pid: 7, name: 'netd', unit: 'net.service', isOwnAncestor: false };
		const units = ['net.service', 'sshd.service'];
		expect(decideFriction(kill, { ...context, process, units })).toMatchObject({ kind: 'name', typed: 'netd' });
		expect(decideFriction(kill, { ...context, process, units: ['net.service'] })).toEqual({ kind: 'yes' });
	});

	test('undoing a start is a stop', () => {
		const undo = { type: 'undo', of: 'x' } as const;
		const units = ['ssh.service'];
		expect(decideFriction(undo, { ...context, undoes: 'stop', units })).toMatchObject({ kind: 'name', typed: 'ssh' });
		expect(decideFriction(undo, { ...context, undoes: 'start', units })).toEqual({ kind: 'yes' });
		expect(decideFriction(undo, context)).toEqual({ kind: 'yes' });
	});
});

describe('several as one', () => {
	const yes = { friction: { kind: 'yes' } } as const;
	const name = { friction: { kind: 'name', typed: 'ssh', because: 'Because.' } } as const;

	test('more than one asks for their number, one for what it asks itself', () => {
		expect(combineFriction([yes])).toEqual({ kind: 'yes' });
		expect(combineFriction([yes, yes, yes])).toEqual({ kind: 'count', count: 3 });
	});

	test('a name among them is asked for', () => {
		expect(combineFriction([yes, name])).toEqual(name.friction);
		const both = combineFriction([name, { friction: { kind: 'name', typed: 'dbus', because: 'Also.' } }]);
		expect(both).toMatchObject({ kind: 'name', typed: 'ssh dbus' });
	});
});

describe('what counts as confirmed', () => {
	test('y is not a name, and a name is not a number', () => {
		const friction = { kind: 'name', typed: 'ssh', because: 'Because.' } as const;
		expect(isConfirmed(friction, { kind: 'yes' })).toBe(false);
		expect(isConfirmed(friction, { kind: 'typed', text: 'SSH' })).toBe(false);
		expect(isConfirmed(friction, { kind: 'typed', text: ' ssh ' })).toBe(true);
		expect(isConfirmed(friction, { kind: 'typed', text: 'ssh.service' })).toBe(true);
		expect(isConfirmed({ kind: 'count', count: 3 }, { kind: 'typed', text: '3' })).toBe(true);
		expect(isConfirmed({ kind: 'count', count: 3 }, { kind: 'yes' })).toBe(false);
		expect(isConfirmed({ kind: 'yes' }, { kind: 'yes' })).toBe(true);
	});

	test('what is missing is told for screen and command line', () => {
		expect(describeFriction({ kind: 'name', typed: 'ssh', because: 'Because.' })).toContain('--i-know ssh');
	});
});

test('hosts are protected by name or pattern', () => {
	expect(isProtectedHost('db1', ['web1', 'db*'])).toBe(true);
	expect(isProtectedHost('DB1', ['db1'])).toBe(true);
	expect(isProtectedHost('db1.example', ['db1'])).toBe(false);
	expect(isProtectedHost('dbxexample', ['db.example'])).toBe(false);
});
