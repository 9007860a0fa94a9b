import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServicesView } from '../../../source/documents/services.ts';
import { servicesDataSchema } from '../../../source/documents/services-schema.ts';
import type { OperationResult } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import type { UnitDetail, UnitLog } from '../../../source/domain/services.ts';
import { describeWhen } from '../../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../../support/systemd-host.ts';

/** A port of 127.0.0.1 that nobody listens on at this moment. */
async function findFreePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === 'object' && address !== null ? address.port : 0;
}

describeWhen({ root: true, packages: ['systemd', 'dbus', 'util-linux'] }, 'services of a real systemd', () => {
	let host: SystemdHost;
	let port = 0;

	beforeAll(async () => {
		host = await bootSystemdHost('list');
		port = await findFreePort();
		const script = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
		await host.addUnit('listens.service', `[Service]\nExecStart=${process.execPath} -e "${script}"\n`);
		await host.addUnit(
			'writes.service',
			'[Service]\nExecStart=/bin/sh -c "echo to the file; exec sleep 1000"\nStandardOutput=append:/var/log/writes-here.log\n',
		);
		await host.addUnit(
			'secretive.service',
			`[Service]
Environment=API_TOKEN=heron1
ExecStart=/bin/sh -c "echo connecting to amqp://app:heron2@queue; exec sleep 1000" --password heron3
StandardOutput=append:/var/log/secretive.log
`,
		);
		await host.run('mkdir', ['-p', '/etc/systemd/system/listens.service.d']);
		await host.addUnit('listens.service.d/more.conf', '[Service]\nEnvironment=MORE=1\n');
		await host.run('systemctl', ['start', 'listens', 'writes', 'secretive']);
	}, 60_000);

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	async function list(env: Readonly<Record<string, string>> = {}): Promise<ServicesView> {
		const [view] = await host.drive([{ step: 'list' }], { env });
		return view as ServicesView;
	}

	test('a unit that listens has its port', { timeout: 60_000 }, async () => {
		await expect
			.poll(async () => (await list()).data.units.find(({ name }) => name === 'listens.service')?.ports, {
				timeout: 20_000,
			})
			.toEqual([{ protocol: 'tcp', address: '127.0.0.1', port }]);
	});

	test('the list agrees with systemctl and with its schema', { timeout: 60_000 }, async () => {
		const { data } = await list();
		const units = data.units.map(({ key: _, ...row }) => row);
		expect(servicesDataSchema.parse({ ...data, units })).toEqual({ ...data, units });
		const active = await host.run('systemctl', ['list-units', '--state=active', '--plain', '--no-legend']);
		const expected = active.stdout
			.split('\n')
			.map((line) => line.split(' ')[0] ?? '')
			.filter((name) => name !== '' && !name.endsWith('.device'));
		const found = data.units.filter(({ activeState }) => activeState === 'active').map(({ name }) => name);
		expect(found.toSorted()).toEqual(expected.toSorted());
	});

	test('detail: processes, properties, the file with what adds to it', { timeout: 60_000 }, async () => {
		const [answer] = await host.drive([{ step: 'detail', manager: 'systemd', unit: 'listens' }]);
		const detail = answer as Result<UnitDetail>;
		if (!detail.ok) throw new Error(detail.error.message);
		const { row, pids, file, properties } = detail.value;
		expect(pids).toEqual([row.mainPid]);
		expect(row.ports).toEqual([{ protocol: 'tcp', address: '127.0.0.1', port }]);
		expect(file?.path).toBe('/etc/systemd/system/listens.service');
		expect(file?.text).toContain('# /etc/systemd/system/listens.service.d/more.conf\n[Service]\nEnvironment=MORE=1');
		expect(properties).toContainEqual({ name: 'Restart', value: 'no' });
	});

	test('secrets in properties, file and log are hidden', { timeout: 60_000 }, async () => {
		const [detail, log] = await host.drive([
			{ step: 'detail', manager: 'systemd', unit: 'secretive' },
			{ step: 'log', manager: 'systemd', unit: 'secretive', lines: 20 },
		]);
		const shown = JSON.stringify([detail, log]);
		expect(shown).toContain('API_TOKEN=***');
		expect(shown).toContain('--password ***');
		expect(shown).toContain('amqp://app:***@queue');
		expect(shown).not.toMatch(/heron\d/);
	});

	test('the log of a unit that writes to a file has the lines of that file', { timeout: 60_000 }, async () => {
		const [answer] = await host.drive([{ step: 'log', manager: 'systemd', unit: 'writes', lines: 20 }]);
		const log = answer as Result<UnitLog>;
		expect(log).toMatchObject({ ok: true, value: { source: 'journal, /var/log/writes-here.log' } });
		expect(log.ok && log.value.lines.at(-1)?.text).toBe('to the file');
	});

	test('an ordinary user sees the units, and why ports are missing', { timeout: 60_000 }, async () => {
		const [answer] = await host.drive([{ step: 'list' }], { uid: 65_534 });
		const view = answer as ServicesView;
		expect(view.data.units.find(({ name }) => name === 'listens.service')).toMatchObject({
			activeState: 'active',
			ports: [],
		});
		expect(view.problems).toMatchObject([{ field: 'units[].ports', code: 'permission' }]);
	});

	test(
		'the user’s own systemd stands beside the machine’s, and is acted on by its name',
		{ timeout: 120_000 },
		async () => {
			await host.run('systemctl', ['start', 'user@0.service']);
			const env = { XDG_RUNTIME_DIR: '/run/user/0' };
			const managers = (await list(env)).data.managers.map(({ name }) => name);
			expect(managers).toEqual(['systemd', 'systemd-user']);
			await host.run('mkdir', ['-p', '/root/.config/systemd/user']);
			await host.run('tee', ['/root/.config/systemd/user/mine.service'], {
				input: '[Service]\nExecStart=sleep 1000\n[Install]\nWantedBy=default.target\n',
			});
			await host.run('systemctl', ['--user', 'daemon-reload'], { env });
			const operation = { type: 'service', verb: 'start', unit: 'mine', manager: null };
			const [acted] = await host.drive([{ step: 'act', operation }], { env });
			expect(acted).toMatchObject({
				plan: {
					value: { commandText: 'systemctl --no-block --user --no-pager --no-ask-password start -- mine.service' },
				},
				result: { status: 'succeeded', after: 'active (running)' },
			});
			// What was started is stopped by undo, and links that are in no directory of the machine's come and go.
			const links = async () =>
				(await host.run('find', ['/root/.config/systemd/user', '-type', 'l', '-printf', '%p %l\n'])).stdout;
			const drive = async (operation: unknown) => {
				const [answer] = (await host.drive([{ step: 'act', operation }], { env })) as readonly [
					{ readonly result: OperationResult },
				];
				return answer.result;
			};
			const started = (acted as { readonly result: OperationResult }).result;
			expect(await drive({ type: 'undo', of: started.id })).toMatchObject({ status: 'succeeded' });
			const enabled = await drive({ ...operation, verb: 'enable' });
			expect(enabled).toMatchObject({ status: 'succeeded', canUndo: true });
			const made = await links();
			expect(made).toContain('default.target.wants/mine.service /root/.config/systemd/user/mine.service');
			expect(await drive({ type: 'undo', of: enabled.id })).toMatchObject({ status: 'succeeded' });
			expect(await links()).toBe('');
			await drive({ ...operation, verb: 'enable' });
			const disabled = await drive({ ...operation, verb: 'disable' });
			expect(disabled).toMatchObject({ status: 'succeeded', canUndo: true });
			expect(await drive({ type: 'undo', of: disabled.id })).toMatchObject({ status: 'succeeded' });
			expect(await links()).toBe(made);
		},
	);
});
