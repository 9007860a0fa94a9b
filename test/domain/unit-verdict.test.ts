import { describe, expect, test } from 'vitest';
import { judgeUnit, type UnitGlance, type WatchedUnit } from '../../source/domain/unit-verdict.ts';

const running: UnitGlance = {
	activeState: 'active',
	subState: 'running',
	restarts: 0,
	invocationId: 'a',
	mainPid: 7,
	result: 'success',
};
const dead: UnitGlance = { ...running, activeState: 'inactive', subState: 'dead', invocationId: null, mainPid: null };
const failed: UnitGlance = { ...dead, activeState: 'failed', subState: 'failed', result: 'exit-code' };

function judge(verb: WatchedUnit['verb'], glances: readonly UnitGlance[], more: Partial<WatchedUnit> = {}) {
	const watched = { unit: 'app.service', verb, seconds: 10, glances, portsBefore: [], portsAfter: [], errors: [] };
	return judgeUnit({ ...watched, ...more });
}

describe('after a start', () => {
	test('a unit that stays as it is held', () => {
		expect(judge('start', [running, running])).toEqual({
			verdict: 'app.service held for 10 s; it is active (running)',
			isGood: true,
			state: 'active (running)',
		});
	});

	test('a unit that the manager starts again and again is in a crash loop', () => {
		const glances = [running, { ...running, restarts: 1, invocationId: 'b' }, { ...running, restarts: 3 }];
		expect(judge('restart', glances)).toMatchObject({
			verdict: 'app.service is in a crash loop: it was started again 3 times within 10 s; it is active (running)',
			isGood: false,
		});
	});

	test('where nobody counts restarts, a new main process is one', () => {
		const plain = { ...running, restarts: null, invocationId: null };
		expect(judge('start', [plain, { ...plain, mainPid: 9 }])?.verdict).toContain('started again once');
		expect(judge('start', [plain, { ...plain, mainPid: null }])?.isGood).toBe(true);
	});

	test('a unit that failed says how', () => {
		expect(judge('start', [running, failed])?.verdict).toBe('app.service failed within 10 s (exit-code)');
	});

	test('a unit that ended is no good, and one that was never up has done its work', () => {
		expect(judge('start', [running, dead])).toMatchObject({ isGood: false });
		expect(judge('start', [dead, dead])).toMatchObject({
			verdict: 'app.service has done its work; it is inactive (dead)',
			isGood: true,
		});
	});

	test('ports that did not come back are named', () => {
		const ports = { portsBefore: ['tcp 0.0.0.0:80', 'tcp 0.0.0.0:443'], portsAfter: ['tcp 0.0.0.0:80'] };
		expect(judge('restart', [running, running], ports)?.verdict).toBe(
			'app.service runs, but it does not listen on tcp 0.0.0.0:443 again after 10 s',
		);
		expect(judge('restart', [running], { ...ports, portsAfter: null })?.isGood).toBe(true);
	});

	test('new error lines are counted and the first is shown', () => {
		expect(judge('reload', [running], { errors: ['no such file', 'again'] })).toMatchObject({
			verdict: 'app.service held for 10 s and logged 2 error lines: no such file',
			isGood: false,
		});
	});
});

describe('after a stop', () => {
	test('a unit that stays down held', () => {
		expect(judge('stop', [dead, dead])).toMatchObject({ verdict: 'app.service stayed down for 10 s', isGood: true });
	});

	test('a unit that came back was started by something else', () => {
		expect(judge('stop', [dead, running])?.verdict).toContain('came back within 10 s');
	});
});

test('where nothing could be seen there is no verdict', () => {
	expect(judge('start', [])).toBeNull();
	expect(judge('start', [{ ...running, activeState: null }])).toBeNull();
});
