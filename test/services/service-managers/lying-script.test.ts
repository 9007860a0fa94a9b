import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ServicesView } from '../../../source/documents/services.ts';
import type { OperationPlan, OperationResult, ServiceVerb } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import { bootManagersHost, type ManagersHost } from '../../support/managers-host.ts';
import { describeWhen } from '../../support/requires.ts';

type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

const act = (verb: ServiceVerb, unit: string) => ({
	step: 'act',
	operation: { type: 'service', verb, unit, manager: null },
});

/** Forks a daemon, and says that all is well whatever became of it. */
function script(name: string, daemon: string): string {
	return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${name}
# Short-Description: A script that believes itself
### END INIT INFO
PIDFILE=/run/${name}.pid
case "$1" in
start)
	sh -c '${daemon}' >/dev/null 2>&1 </dev/null &
	echo $! >"$PIDFILE"
	sleep 0.2
	echo "Starting ${name}: ok"
	;;
stop) kill "$(cat "$PIDFILE")" 2>/dev/null; rm -f "$PIDFILE"; echo "Stopping ${name}: ok" ;;
restart) "$0" stop; "$0" start ;;
status) [ -e "$PIDFILE" ] && { echo "${name} is running"; exit 0; }; echo "${name} is stopped"; exit 3 ;;
esac
exit 0
`;
}

describeWhen(
	{ root: true, packages: ['util-linux', 'procps'], commands: ['service'] },
	'an init script that lies',
	() => {
		vi.setConfig({ testTimeout: 60_000 });
		let host: ManagersHost;

		beforeAll(async () => {
			host = await bootManagersHost('scripts');
			await host.write({
				'/etc/init.d/liar': script('liar', 'exit 1'),
				'/etc/init.d/honest': script('honest', 'exec sleep 7301'),
			});
		}, 60_000);

		afterAll(async () => {
			await host?.down();
		});

		test('its start is told as failed although it said ok and ended with status 0', async () => {
			const [liar, honest] = (await host.drive([act('start', 'liar'), act('start', 'honest')])) as readonly Acted[];
			expect(liar?.result).toMatchObject({
				status: 'failed',
				exitCode: 0,
				after: 'failed (its process is gone)',
				output: 'Starting liar: ok',
			});
			expect(honest?.result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
		});

		test('the list does not believe it either', async () => {
			expect(await host.run('service', ['liar', 'status'])).toMatchObject({ exitCode: 0, stdout: 'liar is running\n' });
			const [view] = (await host.drive([{ step: 'list' }])) as readonly ServicesView[];
			const units = new Map(view?.data.units.map((unit) => [unit.name, unit]));
			expect(units.get('liar')).toMatchObject({ activeState: 'failed', mainPid: null });
			expect(units.get('honest')).toMatchObject({
				activeState: 'active',
				mainPid: expect.any(Number),
				memoryBytes: expect.any(Number),
			});
		});

		test('what it has not is refused with its reason', async () => {
			const acted = (await host.drive([act('mask', 'honest'), act('reload', 'honest')])) as readonly Acted[];
			expect(acted.map(({ plan }) => (plan.ok ? '' : plan.error.message))).toEqual([
				'SysV init has no mask',
				'The init script of honest has no reload',
			]);
		});
	},
);
