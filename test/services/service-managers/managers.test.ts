import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatCommand } from '../../../source/domain/command.ts';
import { countFailedUnits, createServicesCollector } from '../../../source/services/collectors/services-collector.ts';
import { readUnitLog } from '../../../source/services/collectors/unit-log.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { createFakeTransport, type FakeHost } from '../../support/fake-transport.ts';

function fixture(path: string): string {
	return readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8');
}

const noSockets = { pidsByInode: new Map<number, readonly number[]>(), unreadablePids: [] };
const tables = { '/proc/net/tcp': '', '/proc/net/tcp6': '', '/proc/net/udp': '', '/proc/net/udp6': '' };

/** systemd as captured: 252 prints JSON, 219 text only. */
function systemdHost(version: string): FakeHost {
	const isOld = version === '219';
	return {
		host: 'web1',
		files: tables,
		directories: { '/run/systemd/system': [] },
		socketOwners: () => noSockets,
		onCommand(command) {
			const text = formatCommand(command);
			if (text.includes('--user')) return { exitCode: 1, stderr: 'Failed to connect to bus: No medium found' };
			if (text.includes('Version,')) return { stdout: `NFailedUnits=2\nVersion=${version}\nSystemState=degraded\n` };
			if (isOld && text.includes('--output=json')) return { exitCode: 1, stderr: 'unrecognized option' };
			const directory = isOld ? 'systemd-older-handmade' : 'systemd-252-debian12';
			const suffix = isOld ? '-219.txt' : '.json';
			if (text.includes(' list-units ')) return { stdout: fixture(`${directory}/list-units${suffix}`) };
			if (text.includes(' list-unit-files')) return { stdout: fixture(`${directory}/list-unit-files${suffix}`) };
			if (text.includes(' show ')) {
				return { stdout: fixture(isOld ? `${directory}/show-219.txt` : `${directory}/show-all.txt`) };
			}
			return undefined;
		},
	};
}

async function collect(host: FakeHost) {
	const transport = createFakeTransport(host);
	const managers = createManagers(transport);
	const collector = createServicesCollector({ managers });
	const read = async () => collector.collect(transport, undefined, new AbortController().signal);
	return { transport, managers, read, first: await read() };
}

describe('systemd', () => {
	test('the list is loaded units, unit files and figures in one', async () => {
		const { first } = await collect(systemdHost('252.39'));
		if (!first.ok) throw new Error(first.error.message);
		const units = new Map(first.value.units.map((unit) => [unit.name, unit]));
		expect(first.value.problems).toEqual([]);
		expect(units.get('cron.service')).toMatchObject({
			activeState: 'active',
			enabled: 'enabled',
			mainPid: expect.any(Number),
		});
		expect(units.get('opsdash-masked.service')).toMatchObject({
			loadState: 'masked',
			enabled: 'masked',
			activeState: 'inactive',
		});
		expect(units.get('getty@.service')).toMatchObject({ activeState: null, loadState: null });
		expect([...units.keys()].filter((name) => name.endsWith('.device'))).toEqual([]);
		expect(units.size).toBe(first.value.units.length);
	});

	test('version 219 is read from text', async () => {
		const { first } = await collect(systemdHost('219'));
		if (!first.ok) throw new Error(first.error.message);
		expect(first.value.managers).toMatchObject([{ name: 'systemd', version: '219', state: 'degraded' }]);
		const units = new Map(first.value.units.map((unit) => [unit.name, unit]));
		expect(units.get('crond.service')).toMatchObject({
			mainPid: 612,
			memoryBytes: null,
			cpuSeconds: null,
			enabled: 'enabled',
		});
		expect(units.get('debug-shell.service')).toMatchObject({ enabled: 'disabled', activeState: 'inactive' });
	});

	test('unit files are asked for once in a while, the rest each time', async () => {
		const { transport, read } = await collect(systemdHost('252.39'));
		await read();
		await read();
		const asked = transport.calls.filter(({ method }) => method === 'run').map(({ what }) => what);
		expect(asked.filter((what) => what.includes('list-unit-files'))).toHaveLength(1);
		expect(asked.filter((what) => what.includes('list-units'))).toHaveLength(3);
		expect(asked.length).toBeLessThanOrEqual(12);
	});

	test('the badge costs one question', async () => {
		const { transport, managers } = await collect(systemdHost('252.39'));
		const before = transport.count('run');
		expect(await countFailedUnits(managers)).toEqual({ ok: true, value: 2 });
		expect(transport.count('run') - before).toBe(1);
	});

	test('every question has no pager and asks no password', async () => {
		const { transport } = await collect(systemdHost('252.39'));
		const asked = transport.calls.filter(({ method, what }) => method === 'run' && what.includes('systemctl'));
		expect(asked.every(({ what }) => what.includes('--no-pager') && what.includes('--no-ask-password'))).toBe(true);
	});

	test('without figures the list is there, and the gap is named', async () => {
		const host = systemdHost('252.39');
		const { first } = await collect({
			...host,
			onCommand: (command, stdin) =>
				formatCommand(command).includes('show --all')
					? { exitCode: 1, stderr: 'Access denied' }
					: host.onCommand?.(command, stdin),
		});
		expect(first).toMatchObject({ ok: true, value: { problems: [{ field: 'units[].mainPid', code: 'permission' }] } });
		expect(first.ok && first.value.units.length).toBeGreaterThan(130);
	});

	test('an answer that cannot be understood is no list of nothing', async () => {
		const host = systemdHost('252.39');
		const { first } = await collect({
			...host,
			onCommand: (command, stdin) =>
				formatCommand(command).includes('list-units')
					? { exitCode: 1, stderr: 'Failed to connect to bus' }
					: host.onCommand?.(command, stdin),
		});
		expect(first).toMatchObject({ ok: false, error: { code: 'unavailable' } });
	});
});

describe('SysV', () => {
	const sysv: FakeHost = {
		host: 'old1',
		files: {
			...tables,
			'/etc/init.d/cron': fixture('sysv-debian12/init-cron.txt'),
			'/etc/init.d/hwclock.sh': '#!/bin/sh\n',
			'/etc/init.d/README': '',
			'/var/run/crond.pid': '612\n',
			'/proc/612/stat': `612 (cron) S${' 1'.repeat(50)}\n`,
			'/etc/rc2.d/S01cron': '',
			'/etc/rc0.d/K01cron': '',
			'/usr/sbin/update-rc.d': '',
		},
		socketOwners: () => noSockets,
		commands: { 'service --status-all': { stdout: ' [ + ]  cron\n', stderr: ' [ ? ]  hwclock.sh\n' } },
	};

	test('scripts with state, enablement, description and main process', async () => {
		const { first } = await collect(sysv);
		if (!first.ok) throw new Error(first.error.message);
		expect(first.value.managers).toMatchObject([
			{ name: 'sysv', verbs: ['start', 'stop', 'restart', 'reload', 'enable', 'disable'] },
		]);
		expect(first.value.units).toMatchObject([
			{ name: 'cron', activeState: 'active', subState: 'running', enabled: 'enabled', mainPid: 612 },
			{ name: 'hwclock.sh', activeState: null, subState: null, enabled: 'disabled', mainPid: null },
		]);
	});

	test('where --status-all speaks in the words of each script, their exit statuses are taken', async () => {
		const { first } = await collect({
			...sysv,
			commands: {
				'service --status-all': { stdout: 'crond (pid  612) is running...\nhwclock.sh: nothing\n' },
				'service cron status': { exitCode: 0, stdout: 'crond (pid  612) is running...\n' },
				'service hwclock.sh status': { exitCode: 2 },
			},
		});
		expect(first).toMatchObject({ ok: true, value: { units: [{ activeState: 'active' }, { activeState: 'failed' }] } });
	});

	test('a script that says nothing when asked for its status tells no state', async () => {
		const { first } = await collect({
			...sysv,
			commands: {
				'service --status-all': {},
				'service cron status': { exitCode: 0 },
				'service hwclock.sh status': { exitCode: 3 },
			},
		});
		expect(first).toMatchObject({ ok: true, value: { units: [{ activeState: null }, { activeState: 'inactive' }] } });
	});

	test('beside systemd only scripts without a unit are asked', async () => {
		const systemd = systemdHost('252.39');
		const files = { ...sysv.files, '/etc/init.d/mine': 'case $1 in\nstart)\n;;\nesac\n' };
		const { first, transport } = await collect({
			...sysv,
			files,
			directories: systemd.directories ?? {},
			...(systemd.onCommand ? { onCommand: systemd.onCommand } : {}),
			commands: { 'service mine status': { exitCode: 3 }, 'service hwclock.sh status': {} },
		});
		const own = first.ok ? first.value.units.filter(({ manager }) => manager === 'sysv') : [];
		expect(own.map(({ name, activeState }) => [name, activeState])).toContainEqual(['mine', 'inactive']);
		expect(transport.count('run', 'service --status-all')).toBe(0);
		expect(transport.count('run', 'service cron status')).toBe(0);
	});

	test('a script that systemd made a unit of stands once', async () => {
		const systemd = systemdHost('252.39');
		const { first } = await collect({
			...systemd,
			...sysv,
			directories: systemd.directories ?? {},
			...(systemd.onCommand ? { onCommand: systemd.onCommand } : {}),
		});
		if (!first.ok) throw new Error(first.error.message);
		const crons = first.value.units.filter(({ name }) => name.startsWith('cron'));
		expect(crons.map(({ manager, name }) => [manager, name])).toContainEqual(['systemd', 'cron.service']);
		expect(crons.filter(({ manager }) => manager === 'sysv')).toEqual([]);
	});
});

test('a host without managers says so instead of an empty list', async () => {
	const { first, managers } = await collect({ host: 'bare', files: tables, socketOwners: () => noSockets });
	expect(first).toMatchObject({ ok: false, error: { code: 'unavailable' } });
	expect(await countFailedUnits(managers)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
});

describe('the log of a unit', () => {
	const logHost: FakeHost = {
		...systemdHost('252.39'),
		onCommand(command, stdin) {
			const text = formatCommand(command);
			if (text.startsWith('journalctl')) return { stdout: '' };
			if (/ show .* -- app\.service$/.test(text))
				return { stdout: 'Id=app.service\nLoadState=loaded\nActiveState=failed\n' };
			if (text.includes(' cat ')) return { stdout: '[Service]\nStandardOutput=append:/srv/app.log\n' };
			if (text === 'tail -n 5 -- /srv/app.log') return { stdout: 'one\ntwo\n' };
			if (text === 'tail -n 5 -- /var/log/app/error.log')
				return { exitCode: 1, stderr: 'tail: cannot open: Permission denied' };
			return systemdHost('252.39').onCommand?.(command, stdin);
		},
	};

	async function read(host: FakeHost) {
		const transport = createFakeTransport(host);
		return readUnitLog(transport, createManagers(transport), 'systemd', 'app', 5);
	}

	test('is the file that the unit writes when the journal has nothing', async () => {
		expect(await read(logHost)).toMatchObject({
			ok: true,
			value: { source: '/srv/app.log', lines: [{ text: 'one' }, { text: 'two' }], problems: [] },
		});
	});

	test('is the journal and that file when both have lines', async () => {
		const answer = await read({
			...logHost,
			onCommand: (command, stdin) =>
				command.file === 'journalctl' ? { stdout: '{"MESSAGE":"Started"}\n' } : logHost.onCommand?.(command, stdin),
		});
		expect(answer).toMatchObject({
			ok: true,
			value: {
				source: 'journal, /srv/app.log',
				lines: [{ text: 'Started' }, { text: 'one', source: 'app.log' }, { text: 'two' }],
			},
		});
	});

	test('that may not be read says what is missing', async () => {
		const answer = await read({
			...logHost,
			files: { ...tables, '/var/log/app/error.log': '' },
			onCommand(command, stdin) {
				if (command.file === 'journalctl')
					return { exitCode: 1, stderr: 'No journal files were opened due to insufficient permissions.' };
				if (formatCommand(command).includes(' cat ')) return { stdout: '[Service]\n' };
				return logHost.onCommand?.(command, stdin);
			},
		});
		expect(answer).toMatchObject({
			ok: false,
			error: { code: 'permission', hint: expect.stringContaining('systemd-journal') },
		});
	});

	test('of an init script without files of its own is what it wrote to the log of the system', async () => {
		const transport = createFakeTransport({
			host: 'old',
			files: { ...tables, '/etc/init.d/ssh': 'PIDFILE=/run/sshd.pid\n', '/var/log/syslog': '' },
			directories: { '/etc/init.d': ['ssh'], '/var/log': ['syslog'], '/usr/sbin': [], '/sbin': [] },
			onCommand: (command) =>
				command.file === 'tail'
					? { stdout: 'Nov 21 08:38:42 old sshd[7]: Accepted\nNov 21 08:38:43 old CRON[9]: (root) CMD (x)\n' }
					: undefined,
		});
		expect(await readUnitLog(transport, createManagers(transport), 'sysv', 'ssh', 5)).toMatchObject({
			ok: true,
			value: { source: '/var/log/syslog', lines: [{ text: 'Nov 21 08:38:42 old sshd[7]: Accepted' }], problems: [] },
		});
	});

	test('that is nowhere says where it was looked for', async () => {
		const transport = createFakeTransport({
			host: 'old',
			files: { ...tables, '/etc/init.d/ssh': '' },
			directories: { '/etc/init.d': ['ssh'], '/var/log': [], '/usr/sbin': [], '/sbin': [] },
		});
		expect(await readUnitLog(transport, createManagers(transport), 'sysv', 'ssh', 5)).toMatchObject({
			ok: true,
			value: { lines: [], problems: [{ message: expect.stringContaining('/var/log/ssh.log') }] },
		});
	});
});
