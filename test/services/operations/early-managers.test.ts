/** Managers that say they are done before they are: what they say is not taken for what is. */

import { describe, expect, test } from 'vitest';
import { formatCommand } from '../../../source/domain/command.ts';
import type { ServiceVerb } from '../../../source/domain/operation.ts';
import type { FakeHost } from '../../support/fake-transport.ts';
import { planOf, prepareActs } from './acts-on-fake.ts';
import { fakeSystemd, fakeUnit } from './fake-systemd.ts';

const acts = prepareActs();

/** Acts on `shop` at a host that answers the questions after the act one after the other, the last one again and again. */
async function actOn(host: FakeHost, verb: ServiceVerb, unitTimeoutMs = 120_000) {
	const pausesMs: number[] = [];
	const sleep = async (milliseconds: number) => void pausesMs.push(milliseconds);
	const { operations } = acts.create(host, { sleep, unitTimeoutMs });
	const plan = await planOf(operations, { type: 'service', verb, unit: 'shop', manager: null });
	const result = await operations.perform(plan, { kind: 'yes' });
	return { result, waitedMs: pausesMs.reduce((sum, each) => sum + each, 0) };
}

/** `sv` acts at once and says so; `statuses` are what `sv status` tells from then on. */
function runitHost(before: string, statuses: readonly string[]): FakeHost {
	let isActed = false;
	let asked = 0;
	return {
		host: 'web1',
		files: { '/usr/bin/sv': 'ELF' },
		directories: { '/etc/service': ['shop'], '/etc/service/shop/supervise': [], '/etc/service/shop': ['run'] },
		onCommand(command) {
			const text = formatCommand(command);
			if (text === 'printenv SVDIR') return { stdout: '/etc/service\n' };
			if (text.startsWith('sv status')) {
				const state = isActed ? (statuses[asked++] ?? statuses.at(-1) ?? '') : before;
				return { stdout: `${state.replace(':', ': /etc/service/shop:')}\n` };
			}
			if (text.startsWith('sv ')) {
				isActed = true;
				return { stdout: `ok: ${before}\n` };
			}
			return undefined;
		},
	};
}

const old = 'run: (pid 300) 0s';
const dying = 'run: (pid 300) 0s, got TERM';
const between = 'down: 0s, normally up, want up';
const fresh = 'run: (pid 301) 0s';

describe('runit', () => {
	test('a restart in the second of the start is waited for until the new process is there', async () => {
		const { result } = await actOn(runitHost(old, [old, dying, between, between, fresh]), 'restart');
		expect(result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
	});

	test('a service that takes longer to end than anything waits otherwise is waited for as well', async () => {
		const statuses = [old, ...Array.from({ length: 60 }, () => dying), between, fresh];
		const { result, waitedMs } = await actOn(runitHost(old, statuses), 'restart');
		expect(result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
		expect(waitedMs).toBeGreaterThan(10_000);
	});

	test('one that never ends is given up at the limit of the act, and named by its process', async () => {
		const { result, waitedMs } = await actOn(runitHost(old, [dying]), 'restart', 8000);
		expect(result).toMatchObject({ status: 'failed', message: expect.stringContaining('still runs as process 300') });
		expect(waitedMs).toBe(8000 + 3000);
	});

	test('one that no TERM reached is not waited for that long', async () => {
		const { result, waitedMs } = await actOn(runitHost(old, [old]), 'restart');
		expect(result).toMatchObject({ status: 'failed', message: expect.stringContaining('still runs as process 300') });
		expect(waitedMs).toBe(3000);
	});

	test('a start that comes to nothing is waited for three seconds, and is a crash loop', async () => {
		const { result, waitedMs } = await actOn(runitHost('down: 9s, normally up', [between]), 'start');
		expect(result).toMatchObject({ status: 'failed', after: 'activating (auto-restart)' });
		expect(waitedMs).toBe(3000);
	});

	test('a process that ends right after its start is no success', async () => {
		const { result } = await actOn(runitHost('down: 9s, normally up', [fresh, fresh, between]), 'start');
		expect(result).toMatchObject({ status: 'failed', after: 'activating (auto-restart)' });
	});

	test('the stop of a crash loop is done once runsv has read it', async () => {
		const { result } = await actOn(runitHost(between, [between, between, 'down: 1s, normally up']), 'stop');
		expect(result).toMatchObject({ status: 'succeeded', after: 'inactive (down)' });
	});
});

/** An init script that ends with status 0 at once; `looks` are its status and PID file from then on. */
function scriptHost(looks: ReadonlyArray<{ readonly status: number; readonly pid: number | null }>): FakeHost {
	const script = '#!/bin/sh\nPIDFILE=/run/shop.pid\ncase $1 in start) ;; stop) ;; restart) ;; status) ;; esac\n';
	const stat = (pid: number) => `${pid} (shop) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${pid} 0 0 0\n`;
	let isActed = false;
	let look = 0;
	const current = () => (isActed ? looks[look] : undefined) ?? looks.at(isActed ? -1 : 0) ?? { status: 0, pid: null };
	return {
		host: 'web1',
		get files() {
			const { pid } = current();
			return {
				'/etc/init.d/shop': script,
				'/proc/300/stat': stat(300),
				'/proc/301/stat': stat(301),
				...(pid === null ? {} : { '/run/shop.pid': `${pid}\n` }),
			};
		},
		onCommand(command) {
			const text = formatCommand(command);
			if (text === 'service shop status') {
				if (isActed) look++;
				return { exitCode: current().status, stdout: 'shop\n' };
			}
			if (!text.startsWith('service shop ')) return undefined;
			isActed = true;
			return {};
		},
	};
}

describe('an init script that does not wait', () => {
	test('a stop that only sent TERM is done when the process is gone', async () => {
		const up = { status: 0, pid: 300 };
		const { result } = await actOn(scriptHost([up, up, up, { status: 3, pid: null }]), 'stop');
		expect(result).toMatchObject({ status: 'succeeded', after: 'inactive (dead)' });
	});

	test('a daemon that writes its PID file later has started all the same', async () => {
		const down = { status: 3, pid: null };
		const { result } = await actOn(scriptHost([down, down, down, { status: 0, pid: 301 }]), 'start');
		expect(result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
	});

	test('one that is not there after three seconds has not', async () => {
		const { result, waitedMs } = await actOn(scriptHost([{ status: 3, pid: null }]), 'start');
		expect(result.status).toBe('failed');
		expect(waitedMs).toBe(3000);
	});
});

test('a start that found the old process still there says so', async () => {
	const host = scriptHost([{ status: 0, pid: 300 }]);
	const output =
		' * Stopping web ... [ ok ]\n * Starting web .../bin/sleep already running.\n * ERROR: web failed to start';
	const { result } = await actOn(
		{
			...host,
			onCommand: (command, stdin) =>
				command.args[1] === 'restart' ? { exitCode: 1, stdout: output } : host.onCommand?.(command, stdin),
		},
		'restart',
	);
	expect(result).toMatchObject({
		status: 'failed',
		message: 'shop was not restarted: a process of it was running still, so none was started (status 1)',
		hint: expect.stringContaining('Start it again now.'),
	});
});

describe('systemd', () => {
	test('how a job ended is waited for where the journal has it a moment later', async () => {
		const shop = fakeUnit('shop.service', { activeState: 'inactive', subState: 'dead' });
		const failed = JSON.stringify({ MESSAGE: 'Dependency failed for shop.', JOB_RESULT: 'dependency', PRIORITY: '4' });
		let asked = 0;
		const { onCommand, ...systemd } = fakeSystemd([shop]);
		const host: FakeHost = {
			...systemd,
			onCommand: (command, stdin) =>
				command.file === 'journalctl' ? { stdout: ++asked < 3 ? '' : failed } : onCommand?.(command, stdin),
		};
		const { result } = await actOn(host, 'start');
		expect(asked).toBe(3);
		expect(result).toMatchObject({
			status: 'failed',
			message: 'shop.service was not started: a unit that it requires did not start; it is inactive (dead)',
		});
	});
});

test('the question of a restart says that the unit was started again and again already', async () => {
	const shop = fakeUnit('shop.service', { activeState: 'activating', subState: 'auto-restart' });
	const { operations } = acts.create(fakeSystemd([shop]));
	const effectsOf = async (verb: ServiceVerb) =>
		(await planOf(operations, { type: 'service', verb, unit: 'shop', manager: null })).effects;
	const told = 'Its manager started it again and again: look at its log (l) for why it ends.';
	expect(await effectsOf('restart')).toContain(told);
	expect(await effectsOf('stop')).not.toContain(told);
});
