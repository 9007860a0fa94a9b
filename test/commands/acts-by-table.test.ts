import { describe, expect, test } from 'vitest';
import { act } from '../../source/commands/act.ts';
import { parseCommandLine } from '../../source/commands/parse-command-line.ts';
import type { Services } from '../../source/commands/services.ts';
import { type Access, authorise, type Role, roles } from '../../source/domain/access.ts';
import { defaultSettings } from '../../source/domain/settings.ts';
import type { Operations } from '../../source/services/operations/operations.ts';
import { prepareActs } from '../services/operations/acts-on-fake.ts';
import { fakeSystemd, fakeUnit } from '../services/operations/fake-systemd.ts';
import { everyOperation, type OperationActName } from '../support/every-act.ts';
import type { FakeHost } from '../support/fake-transport.ts';

const { create, log } = prepareActs();

const startTicks = 5000;
const stat = `7 (sshd) S 1 7 7 0 -1 4194560 0 0 0 0 1 1 0 0 20 0 1 0 ${startTicks} 1000 10 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;

/** Where everything that the table looks up is on the list: the unit is ssh's, the process is sshd. */
function host(): FakeHost {
	const ssh = fakeUnit('ssh.service');
	const base = fakeSystemd([ssh], (verb, unit) => {
		if (unit !== undefined && (verb === 'start' || verb === 'stop')) {
			unit.activeState = verb === 'start' ? 'active' : 'inactive';
			unit.subState = verb === 'start' ? 'running' : 'dead';
		}
		return {};
	});
	return {
		...base,
		files: { '/proc/7/stat': stat, '/proc/7/task/7/stat': stat },
		directories: { ...base.directories, '/proc/7/task': ['7'] },
		alive: { 7: startTicks },
		onCommand(command, stdin) {
			return ['uptime', 'renice', 'sh'].includes(command.file) ? {} : base.onCommand?.(command, stdin);
		},
	};
}

/** Those that this host has what they need for; the name that is asked for, or null for y. */
const asked: Readonly<Partial<Record<OperationActName, string | null>>> = {
	'service start': null,
	'service enable': null,
	'service reload': 'ssh',
	'service reset-failed': null,
	'service stop': 'ssh',
	'service restart': 'ssh',
	'service disable': 'ssh',
	'service mask': 'ssh',
	'signal HUP': 'sshd',
	'signal CONT': null,
	'signal CHLD': null,
	'signal URG': null,
	'signal WINCH': null,
	signal: 'sshd',
	renice: null,
	run: null,
	'reload-manager': null,
};

type Told = { readonly status: number; readonly text: string; readonly isDone: boolean };

async function runAct(
	name: OperationActName,
	flags: readonly string[],
	role: Role = 'admin',
	typed: string | null = null,
): Promise<Told> {
	const parsed = parseCommandLine(['service', 'stop', 'ssh', ...flags]);
	if (!parsed.ok) throw new Error(parsed.error.message);
	const access: Access = { role, because: `group staff is ${role}`, commands: [['uptime']] };
	const { operations, transport } = create(host(), { access: async () => access });
	let text = '';
	const services = {
		operations: async (): Promise<Operations> => operations,
		operationLog: async () => log(),
		settings: async () => ({ settings: defaultSettings, notices: [] }),
		transport: () => transport,
	} as unknown as Services;
	const take = (more: string) => {
		text += more;
	};
	const output = {
		write: async (more: string) => take(more),
		complain: take,
		columns: null,
		hasColour: false,
		ask: typed === null ? null : async () => typed,
	};
	const signal = new AbortController().signal;
	const operation = everyOperation('ssh.service')[name];
	const status = await act({ invocation: parsed.value, services, output, signal }, [operation]);
	return { status, text, isDone: transport.count('act') + transport.signals.length > 0 };
}

const names = Object.keys(asked) as OperationActName[];

describe('on the command line', () => {
	test.each(names)('%s asks for what the table says', async (name) => {
		const wanted = asked[name] ?? null;

		expect(await runAct(name, [])).toMatchObject({ status: 2, isDone: false });
		const yes = await runAct(name, ['--yes']);
		expect(yes.isDone).toBe(wanted === null);
		if (wanted === null) return;
		expect(yes.text).toContain(`--i-know ${wanted}.`);
		expect((await runAct(name, ['--yes', '--i-know', 'other'])).isDone).toBe(false);
		expect((await runAct(name, ['--yes', '--i-know', wanted])).isDone).toBe(true);
	});

	test.each(names)('%s is asked for on a terminal in the same way', async (name) => {
		const wanted = asked[name] ?? null;

		expect((await runAct(name, [], 'admin', 'y')).isDone).toBe(wanted === null);
		expect((await runAct(name, [], 'admin', wanted ?? 'no')).isDone).toBe(wanted !== null);
	});

	test.each(names)('%s is refused to the roles that the table leaves out', async (name) => {
		for (const role of roles) {
			const access: Access = { role, because: '', commands: [['uptime']] };
			const may = authorise(access, everyOperation('ssh.service')[name]).ok;
			const told = await runAct(name, ['--yes', '--i-know', asked[name] ?? 'none'], role);
			expect([role, told.isDone, told.status === 4]).toEqual([role, may, !may]);
		}
	});
});
