/** Processes that no signal reaches, for real: they wait for a FUSE server that took their request and never answers. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Operation, OperationPlan, OperationResult } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import { describeWhen } from '../../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../../support/systemd-host.ts';

type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

const server = fileURLToPath(new URL('../../support/stuck-mount.py', import.meta.url));
const place = '/srv/stuck';

describeWhen(
	{ root: true, packages: ['systemd', 'dbus', 'util-linux'], commands: ['python3'] },
	'a process that waits in the kernel',
	() => {
		vi.setConfig({ testTimeout: 60_000 });
		let host: SystemdHost;
		let pid = 0;

		beforeAll(async () => {
			host = await bootSystemdHost('stuck');
			await host.run('mknod', ['/dev/fuse', 'c', '10', '229']);
			await host.run('mkdir', ['-p', place]);
			// It ends with its stdin, so that is kept open.
			await host.addUnit(
				'dead-server.service',
				`[Service]\nExecStart=/bin/sh -c 'sleep infinity | exec python3 ${server} ${place} waiter'\n`,
			);
			await host.addUnit('waits.service', `[Service]\nExecStart=stat -f ${place}\nTimeoutStopSec=1\n`);
			await host.run('systemctl', ['start', 'dead-server.service']);
			await vi.waitFor(async () => expect((await host.run('cat', ['/proc/mounts'])).stdout).toContain(place), {
				timeout: 20_000,
				interval: 100,
			});
			await host.run('systemctl', ['start', 'waits.service']);
			// Not by its name: whoever reads all command lines waits for the server, too.
			const shown = await host.run('systemctl', ['show', '--value', '--property=MainPID', 'waits.service']);
			pid = Number(shown.stdout);
		}, 90_000);

		afterAll(async () => {
			// Without its server all that waits fails at once.
			await host?.run('systemctl', ['kill', '--signal=KILL', 'dead-server.service']);
			await host?.down();
		}, 60_000);

		async function act(operation: Operation, unitTimeoutMs?: number): Promise<OperationResult | undefined> {
			const step = { step: 'act', operation, ...(unitTimeoutMs === undefined ? {} : { unitTimeoutMs }) };
			const [acted] = (await host.drive([step])) as readonly Acted[];
			return acted?.result;
		}

		test('is named where a stop outlasts its time limit because of it', async () => {
			const result = await act({ type: 'service', verb: 'stop', unit: 'waits.service', manager: null }, 3000);
			expect(result).toMatchObject({ status: 'timed-out', stillAt: { unit: 'waits.service' } });
			expect(result?.message).toMatch(/^waits\.service was not stopped within 3 s; it is still stopping/);
			expect(result?.message).toContain(
				`; no signal reaches ${pid} stat, which waits for a device or a network file system (D)`,
			);
		});

		test('is told as such where it was sent KILL', async () => {
			const result = await act({ type: 'signal', pid, startTicks: null, key: null, signal: 'KILL' });
			expect(result?.message).toContain('it is still there: waiting for a device (D)');
			expect(result?.hint).toContain('no signal reaches it before that answers');
		});

		test('is named where a command was to be ended at its time limit, and nothing waits for it', async () => {
			const result = await act({ type: 'run', command: { file: 'stat', args: ['-f', place] }, timeoutMs: 500 });
			expect(result).toMatchObject({ status: 'timed-out' });
			expect(result?.message).toMatch(
				/so its processes were ended: TERM was not enough, so with KILL; no signal reaches \d+ stat, which waits /,
			);
		});

		test('each stands in the record as it was told', async () => {
			const [history] = (await host.drive([{ step: 'history' }])) as ReadonlyArray<{
				readonly value: { readonly entries: ReadonlyArray<{ readonly output: string }> };
			}>;
			const told = history?.value.entries.map(({ output }) => output) ?? [];
			expect(told.filter((output) => /no signal reaches|waiting for a device/.test(output))).toHaveLength(3);
		});
	},
);
