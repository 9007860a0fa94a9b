import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseLogLines } from '../../source/parsers/log-lines.ts';
import { parseDeptree, parseOpenrcScript, parseRcStatus, parseRcUpdate } from '../../source/parsers/openrc.ts';
import { parseNamespaceDepth, parseResidentBytes } from '../../source/parsers/pid-status.ts';
import { parseRunsvdirArguments, parseSvlogdDirectories, parseSvStatus } from '../../source/parsers/runit.ts';
import {
	configuredPrograms,
	includesOf,
	parseConfigArgument,
	parseFlag,
	parseSupervisorConfig,
	sectionOf,
	serverUrlOf,
} from '../../source/parsers/supervisor-config.ts';
import { parseSupervisorStatus } from '../../source/parsers/supervisor-status.ts';
import { selectLinesWith } from '../../source/parsers/syslog-lines.ts';
import { parseJobs } from '../../source/parsers/systemd-jobs.ts';
import { mutations } from '../support/mutate.ts';

function fixture(path: string): string {
	return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}

const svStatus = fixture('runit-2.1.2-debian12/status.txt');
const supervisorStatus = fixture('supervisor-4.2.5-debian12/status.txt');
const supervisorConfig = fixture('supervisor-4.2.5-debian12/supervisord.conf');
const rcStatus = fixture('openrc-0.45-debian12/rc-status-s.txt');

describe('sv status', () => {
	test('a running service, its log beside it, and one that is paused', () => {
		const { records, malformed } = parseSvStatus(svStatus);
		const web = records.find(({ directory }) => directory.endsWith('/web'));
		expect(web).toMatchObject({
			state: 'run',
			pid: 22886,
			seconds: 373,
			isPaused: true,
			normallyUp: true,
			wants: null,
		});
		expect(malformed).toBe(0);
	});

	test('a service that crashes is down and wants up', () => {
		const { records } = parseSvStatus(svStatus);
		const crasher = records.find(({ directory }) => directory.endsWith('/crasher'));
		expect(crasher).toMatchObject({ state: 'down', pid: null, seconds: 1, normallyUp: true, wants: 'up' });
	});

	test('one with a down file does not start with its supervisor', () => {
		const { records } = parseSvStatus(svStatus);
		expect(records.find(({ directory }) => directory.endsWith('/downed'))).toMatchObject({
			state: 'run',
			normallyUp: false,
		});
	});

	test('directories without a supervisor, and those that are not there', () => {
		const { records } = parseSvStatus(svStatus);
		expect(records.slice(-2).map(({ state }) => state)).toEqual(['unsupervised', 'failed']);
	});

	test('what this user may not know is no state', () => {
		const { records, malformed } = parseSvStatus(fixture('runit-2.1.2-debian12/status-denied.txt'));
		expect(records.every(({ state }) => state === 'denied')).toBe(true);
		expect([records.length, malformed]).toEqual([5, 0]);
	});

	test('one that was asked to end and has not', () => {
		const text = 'run: /etc/service/slow: (pid 22884) 7s, want down, got TERM\n';
		expect(parseSvStatus(text).records).toMatchObject([{ state: 'run', wants: 'down', gotTerm: true }]);
	});

	test('where svlogd writes, with options that have a value', () => {
		const script = '#!/bin/sh\n# svlogd /no\nexec chpst -u log svlogd -tt -r _ -l 200 \\\n  ./main /var/log/web "$X"\n';
		expect(parseSvlogdDirectories(script)).toEqual(['./main', '/var/log/web']);
		expect(parseSvlogdDirectories('')).toEqual([]);
	});

	test('the directory of a runsvdir', () => {
		expect(parseRunsvdirArguments('runsvdir\0-P\0/etc/service\0log: ....\0')).toBe('/etc/service');
		expect(parseRunsvdirArguments('')).toBeNull();
	});
});

describe('supervisorctl status', () => {
	test('every state with what is known of it', () => {
		const { records, malformed } = parseSupervisorStatus(supervisorStatus);
		const byName = new Map(records.map((record) => [record.name, record]));
		expect(malformed).toBe(0);
		expect(byName.get('site:api')).toMatchObject({
			state: 'RUNNING',
			pid: expect.any(Number),
			uptimeSeconds: expect.any(Number),
		});
		expect(byName.get('fatal')).toMatchObject({
			state: 'FATAL',
			pid: null,
			detail: expect.stringContaining('Exited too quickly'),
		});
		expect(byName.get('manual')).toMatchObject({ state: 'STOPPED', detail: 'Not started' });
		expect(byName.get('done')?.state).toBe('EXITED');
	});

	test('long uptimes have days', () => {
		const text = 'a RUNNING   pid 1, uptime 12 days, 3:02:01\nb RUNNING   pid 2, uptime 1 day, 0:00:00\n';
		expect(parseSupervisorStatus(text).records.map(({ uptimeSeconds }) => uptimeSeconds)).toEqual([1_047_721, 86_400]);
	});

	test('errors are no programs', () => {
		for (const name of ['status-denied.txt', 'status-dead-socket.txt']) {
			const { records, malformed } = parseSupervisorStatus(fixture(`supervisor-4.2.5-debian12/${name}`));
			expect([records.length, malformed]).toEqual([0, 1]);
		}
	});
});

describe('the configuration of supervisord', () => {
	const sections = parseSupervisorConfig(supervisorConfig);

	test('sections by the names of processes', () => {
		expect(sectionOf(sections, 'web')?.name).toBe('program:web');
		expect(sectionOf(sections, 'worker:worker_01')?.values.get('numprocs')).toBe('3');
		expect(sectionOf(sections, 'site:api')?.name).toBe('program:api');
		expect(sectionOf(sections, 'nosuch')).toBeNull();
	});

	test('remarks, colons and values of several lines', () => {
		const [section] = parseSupervisorConfig(
			'[program:a]\n; no\ncommand: /bin/a b=c ; yes\nenvironment = A="1",\n  B="2"\n#x\n',
		);
		expect([...(section?.values ?? [])]).toEqual([
			['command', '/bin/a b=c'],
			['environment', 'A="1",\nB="2"'],
		]);
	});

	test('the names of all its processes, as supervisorctl prints them', () => {
		const text = `[program:web]
[program:worker]
process_name=%(program_name)s_%(process_num)02d
numprocs=2
[program:late]
numprocs=1
numprocs_start=7
process_name=%(group_name)s-%(process_num)d
[program:front]
[group:site]
programs=front, back
[eventlistener:ear]
[fcgi-program:cgi]
[program:odd]
process_name=%(ENV_HOME)s
`;
		expect(configuredPrograms(parseSupervisorConfig(text))).toEqual([
			'web',
			'worker:worker_00',
			'worker:worker_01',
			'late:late-7',
			'site:front',
			'ear',
			'cgi',
		]);
	});

	test('where the daemon listens, where supervisorctl is not told', () => {
		const url = (text: string) => serverUrlOf(parseSupervisorConfig(text));
		expect(serverUrlOf(sections)).toBeNull();
		expect(url('[unix_http_server]\nfile=/run/s.sock\n')).toBe('unix:///run/s.sock');
		expect(url('[inet_http_server]\nport=*:9001\n')).toBe('http://127.0.0.1:9001');
		expect(url('[unix_http_server]\nfile=%(here)s/s.sock\n')).toBeNull();
	});

	test('includes, truth values and the file among the arguments', () => {
		expect(includesOf(parseSupervisorConfig('[include]\nfiles = a.conf conf.d/*.conf\n'))).toEqual([
			'a.conf',
			'conf.d/*.conf',
		]);
		expect([parseFlag('True'), parseFlag('off'), parseFlag('maybe'), parseFlag(undefined)]).toEqual([
			true,
			false,
			null,
			null,
		]);
		expect(parseConfigArgument('python3\0/usr/bin/supervisord\0-n\0-c\0/etc/s.conf\0')).toBe('/etc/s.conf');
		expect(parseConfigArgument('python3\0/usr/bin/supervisord\0--configuration=/etc/s.conf\0')).toBe('/etc/s.conf');
		expect(parseConfigArgument('python3\0/usr/bin/supervisord\0')).toBeNull();
	});
});

describe('OpenRC', () => {
	test('the list of services with what supervise-daemon counts', () => {
		const { records, malformed } = parseRcStatus(rcStatus);
		expect(malformed).toBe(0);
		expect(records.find(({ name }) => name === 'looping')).toEqual({
			name: 'looping',
			state: 'started',
			uptimeSeconds: 1,
			restarts: 2,
		});
		expect(records.find(({ name }) => name === 'broken')).toMatchObject({ state: 'stopped', uptimeSeconds: null });
	});

	test('days of a long life', () => {
		expect(parseRcStatus(' a  [ started 3 day(s) 01:00:00 (0) ]\n').records[0]?.uptimeSeconds).toBe(262_800);
	});

	test('runlevels by service', () => {
		const { runlevels, malformed } = parseRcUpdate(fixture('openrc-0.45-debian12/rc-update-v.txt'));
		expect([runlevels.get('web'), runlevels.get('base'), runlevels.get('gone')]).toEqual([['default'], ['boot'], []]);
		expect(malformed).toBe(0);
	});

	test('dependencies in both directions', () => {
		const tree = parseDeptree(fixture('openrc-0.45-debian12/deptree'));
		expect(tree.get('web')?.get('ineed')).toEqual(['base']);
		expect(tree.get('base')?.get('needsme')).toEqual(['web']);
	});

	test('what a script says in plain assignments', () => {
		const text = `#!/sbin/openrc-run\ndescription="A daemon"\ncommand=/usr/sbin/webd\npidfile="/run/\${RC_SVCNAME}.pid"
output_log=/var/log/web.log # here\nerror_log=$other\nextra_started_commands="reload check"\n`;
		expect(parseOpenrcScript(text, 'web')).toEqual({
			description: 'A daemon',
			pidFile: '/run/web.pid',
			logFiles: ['/var/log/web.log'],
			program: 'webd',
			extraVerbs: new Set(['reload', 'check']),
		});
	});
});

test('jobs of systemd, and none', () => {
	expect(parseJobs('123 nginx.service stop running\n 7 a.mount start waiting\n').records).toEqual([
		{ id: 123, unit: 'nginx.service', type: 'stop', state: 'running' },
		{ id: 7, unit: 'a.mount', type: 'start', state: 'waiting' },
	]);
	expect(parseJobs('No jobs running.\n')).toEqual({ records: [], malformed: 0 });
});

test('lines of svlogd have their time, with all three of its stamps or none', () => {
	const tai = '@400000006b0182481cbc7bc4 hi';
	expect(parseLogLines(`${fixture('runit-2.1.2-debian12/svlogd-current.txt')}${tai}\nplain\n`, 10)).toMatchObject([
		{ time: '2026-11-21T11:25:51.155Z', text: 'web starts' },
		{ time: '2026-11-21T11:36:30.000Z', text: 'hi' },
		{ time: null, text: 'plain' },
	]);
});

test('lines that hold a name as a word', () => {
	const text = ' * Starting web ...\n * Starting web-cache ...\n * web.\n * /etc/web.d\n * cobweb\n';
	expect(selectLinesWith(text, 'web').split('\n')).toEqual([' * Starting web ...', ' * web.']);
});

test('memory of a process, and how deep it lives', () => {
	const text = 'Name:\tweb\nNSpid:\t812\t7\nVmRSS:\t    1832 kB\n';
	expect([parseResidentBytes(text), parseNamespaceDepth(text)]).toEqual([1_875_968, 2]);
	expect([parseResidentBytes(''), parseNamespaceDepth('')]).toEqual([null, null]);
});

test('damaged answers are no exceptions, and do not take long', () => {
	for (const text of mutations(svStatus, 2000)) parseSvStatus(text);
	for (const text of mutations(supervisorStatus, 2000)) parseSupervisorStatus(text);
	for (const text of mutations(rcStatus, 2000)) parseRcStatus(text);
	for (const text of mutations(fixture('openrc-0.45-debian12/rc-update-v.txt'), 1000)) parseRcUpdate(text);
	for (const text of mutations(fixture('openrc-0.45-debian12/deptree'), 1000)) parseDeptree(text);
	for (const text of mutations(fixture('sysv-debian12/init-cron.txt'), 500)) parseOpenrcScript(text, 'cron');
	for (const text of mutations(supervisorConfig, 1000)) {
		const sections = parseSupervisorConfig(text);
		sectionOf(sections, 'site:api');
		serverUrlOf(sections);
	}
	for (const text of mutations('exec chpst -u log svlogd -tt -r _ ./main\n', 1000)) parseSvlogdDirectories(text);
	for (const text of mutations('123 nginx.service stop running\n', 1000)) parseJobs(text);
});

test('very long lines take no long time', () => {
	const long = `${'a '.repeat(100_000)}: ${'x'.repeat(100_000)}`;
	const startedAt = performance.now();
	for (const parse of [parseSvStatus, parseSupervisorStatus, parseRcStatus, parseRcUpdate, parseSupervisorConfig])
		parse(long);
	for (const head of ['run: ', 'warning: ', 'down: ']) parseSvStatus(head + long);
	parseOpenrcScript(long, 'a');
	parseDeptree(long);
	expect(performance.now() - startedAt).toBeLessThan(5000);
});
