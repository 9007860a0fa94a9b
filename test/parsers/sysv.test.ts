import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeStatusExit, parseInitScript, parseStartLinks, parseStatusAll } from '../../source/parsers/sysv.ts';
import { mutations } from '../support/mutate.ts';

function fixture(name: string): string {
	return readFileSync(new URL(`../fixtures/sysv-debian12/${name}`, import.meta.url), 'utf8');
}

describe('service --status-all', () => {
	test('tells running, stopped, and those without a status', () => {
		const { states, malformed } = parseStatusAll(' [ + ]  cron\n [ - ]  dbus\n [ ? ]  hwclock.sh\n');
		expect([...states]).toEqual([
			['cron', 'running'],
			['dbus', 'stopped'],
			['hwclock.sh', 'unknown'],
		]);
		expect(malformed).toBe(0);
	});

	test('the captured output is understood, on both of its streams', () => {
		expect(parseStatusAll(fixture('status-all.txt'))).toMatchObject({ malformed: 0, states: { size: 8 } });
		expect(parseStatusAll(fixture('status-all.err')).states.get('hwclock.sh')).toBe('unknown');
	});

	test('what scripts print themselves is counted and left out', () => {
		expect(parseStatusAll('crond (pid 12) is running...\n [ + ]  cron\n')).toMatchObject({
			malformed: 1,
			states: { size: 1 },
		});
	});
});

describe('init scripts', () => {
	test('cron’s script: description, PID file, verbs', () => {
		const script = parseInitScript(fixture('init-cron.txt'));
		expect(script.description).toBe('Regular background program processing daemon');
		expect(script.pidFiles).toEqual(['/var/run/crond.pid']);
		expect([...script.verbs]).toEqual(expect.arrayContaining(['start', 'stop', 'restart', 'reload', 'status']));
	});

	test('a PID file named by $NAME is followed, what a shell computes is not', () => {
		expect(parseInitScript('NAME=foo\nPIDFILE=/run/$NAME.pid\n').pidFiles).toEqual(['/run/foo.pid']);
		expect(parseInitScript(`NAME=foo\nPIDFILE=/run/$\{NAME}/x.pid\n`).pidFiles).toEqual(['/run/foo/x.pid']);
		expect(parseInitScript('PIDFILE=$(cat /etc/where)\n').pidFiles).toEqual([]);
		expect(parseInitScript('# pidfile: /var/run/httpd.pid\n').pidFiles).toEqual(['/var/run/httpd.pid']);
	});

	test('labels with several names are several verbs', () => {
		const { verbs } = parseInitScript('case "$1" in\n  start)\n  ;;\n  reload|force-reload)\n  ;;\n  *)\n;;\nesac\n');
		expect([...verbs]).toEqual(['start', 'reload', 'force-reload']);
	});

	test('an empty file is a script of which nothing is known', () => {
		expect(parseInitScript('')).toEqual({ description: null, pidFiles: [], verbs: new Set() });
	});
});

test('start links of a runlevel', () => {
	expect(parseStartLinks(['S01cron', 'K01nginx', 'README', 'S20-x'])).toEqual(['cron', '-x']);
});

test('exit statuses of status, after LSB', () => {
	expect(describeStatusExit(0)).toEqual({ activeState: 'active', subState: 'running' });
	expect(describeStatusExit(1)?.activeState).toBe('failed');
	expect(describeStatusExit(3)?.activeState).toBe('inactive');
	expect(describeStatusExit(4)).toBeNull();
	expect(describeStatusExit(null)).toBeNull();
});

test('no text, however damaged, makes a parser throw', () => {
	for (const text of mutations(fixture('status-all.txt'), 3000)) parseStatusAll(text);
	for (const text of mutations(fixture('init-cron.txt'), 1500)) parseInitScript(text);
});
