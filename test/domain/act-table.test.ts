import { describe, expect, test } from 'vitest';
import { type Access, authorise, authoriseAct, mayDo, type Role, roles } from '../../source/domain/access.ts';
import { type ActName, actOf, ruleOf, weightOf } from '../../source/domain/act-table.ts';
import { decideFriction } from '../../source/domain/friction.ts';
import { signalNames } from '../../source/domain/signals.ts';
import { eachOperation, everyAct } from '../support/every-act.ts';

const sshd = { pid: 7, name: 'sshd', unit: null, isOwnAncestor: false };
const worker = { pid: 7, name: 'worker', unit: 'app.service', isOwnAncestor: false };

function accessOf(role: Role, commands: Access['commands'] = [['uptime']]): Access {
	return { role, because: 'group staff', commands };
}

describe('the table of acts', () => {
	test('has one line for each operation', () => {
		for (const [act, operation] of eachOperation('app.service')) expect(actOf(operation)).toBe(act);
	});

	test('has a line for every signal, however it is written', () => {
		for (const [index, name] of signalNames.entries()) {
			const act = actOf({ type: 'signal', pid: 7, startTicks: null, key: null, signal: name });
			const isNamed = ['HUP', 'CONT', 'CHLD', 'URG', 'WINCH'].includes(name);
			expect([index, act]).toEqual([index, isNamed ? `signal ${name}` : 'signal']);
		}
		expect(actOf({ type: 'signal', pid: 7, startTicks: null, key: null, signal: '1' })).toBe('signal HUP');
		expect(actOf({ type: 'signal', pid: 7, startTicks: null, key: null, signal: 'no such' })).toBe('signal');
	});

	test('weighs as light what its opposite undoes at once, and nothing else', () => {
		const light = eachOperation('app.service').flatMap(([act, operation]) =>
			weightOf(operation) === 'light' ? [act] : [],
		);

		expect(light).toEqual([
			'service start',
			'service enable',
			'service reload',
			'service reset-failed',
			'reload-manager',
			'signal HUP',
			'signal CONT',
			'renice',
		]);
	});
});

describe('how much is asked', () => {
	const ordinary = { host: 'web1', isProtectedHost: false, process: worker, units: ['app.service'] };

	test('is y for every act on what locks nobody out', () => {
		for (const [act, operation] of eachOperation('app.service')) {
			expect([act, decideFriction(operation, { ...ordinary, undoes: 'stop' }).kind]).toEqual([act, 'yes']);
		}
	});

	test('is the name of the host for all that changes a protected one', () => {
		for (const [act, operation] of eachOperation('app.service')) {
			const friction = decideFriction(operation, { ...ordinary, isProtectedHost: true });
			const isName = ruleOf(act).weight !== 'looks';
			expect([act, friction]).toMatchObject([act, isName ? { kind: 'name', typed: 'web1' } : { kind: 'yes' }]);
		}
	});

	test.each([
		['a unit that logins come in through', 'ssh.service', ['unit', 'dependents', 'undone']],
		['a firewall', 'nftables.service', ['unit', 'dependents', 'undone', 'start']],
	])('is a name where the table has %s looked up', (_, unit, checks) => {
		for (const [act, operation] of eachOperation(unit)) {
			const context = { ...ordinary, units: [unit], process: worker, undoes: 'stop' as const };
			// Its main process takes the unit along.
			const isName = [...checks, 'process'].includes(ruleOf(act).lockout);
			expect([act, decideFriction(operation, context).kind]).toEqual([act, isName ? 'name' : 'yes']);
		}
	});

	test('is a name for what takes along a unit that logins come in through', () => {
		for (const [act, operation] of eachOperation('net.service')) {
			const context = { ...ordinary, units: ['net.service', 'ssh.service'], undoes: 'stop' as const };
			const isName = ['dependents', 'undone', 'process'].includes(ruleOf(act).lockout);
			expect([act, decideFriction(operation, context).kind]).toEqual([act, isName ? 'name' : 'yes']);
		}
	});

	test('is a name for every signal to a login daemon that could end it', () => {
		for (const [act, operation] of eachOperation('app.service')) {
			const isName = ruleOf(act).lockout === 'process';
			const { kind } = decideFriction(operation, { ...ordinary, process: sshd });
			expect([act, kind]).toEqual([act, isName ? 'name' : 'yes']);
		}
	});
});

describe('who may', () => {
	const needed: Readonly<Record<Role, readonly string[]>> = {
		viewer: [],
		operator: ['operator', 'listed'],
		admin: ['operator', 'listed', 'admin'],
	};

	test('is what the table says, for operations and for hosts as a whole', () => {
		for (const role of roles) {
			for (const act of everyAct()) {
				const may = needed[role].includes(ruleOf(act).role);
				expect([role, act, mayDo(accessOf(role), act)]).toEqual([role, act, may]);
				expect([role, act, authoriseAct(accessOf(role), act).ok]).toEqual([role, act, may]);
			}
			for (const [act, operation] of eachOperation('app.service')) {
				const may = needed[role].includes(ruleOf(act).role);
				expect([role, act, authorise(accessOf(role), operation).ok]).toEqual([role, act, may]);
			}
		}
	});

	test('is told in one sentence with what to try', () => {
		const refused = (role: Role, act: ActName) => {
			const answer = authoriseAct(accessOf(role, []), act);
			return answer.ok ? null : `${answer.error.message} | ${answer.error.hint}`;
		};
		const decides = 'Whoever administers this machine gives roles, in /etc/opsdash/access.yaml.';

		expect(refused('viewer', 'signal')).toBe(`A viewer may look and not act (group staff) | ${decides}`);
		expect(refused('viewer', 'become')).toBe(`Only an admin may see a host as root (group staff) | ${decides}`);
		expect(refused('operator', 'copy put')).toBe(`Only an admin may copy files to a host (group staff) | ${decides}`);
		expect(refused('operator', 'shell')).toBe(`Only an admin may open a shell on a host (group staff) | ${decides}`);
		const own: Access = { role: 'viewer', because: 'your settings', hint: 'Change that line.', commands: [] };
		expect(authoriseAct(own, 'signal')).toMatchObject({ error: { hint: 'Change that line.' } });
		expect(refused('operator', 'run')).toMatch(/^This command is not among .*\| None is listed under commands/);
	});
});
