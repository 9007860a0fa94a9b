import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAnacrontab, parseCrontab } from '../../../source/parsers/crontab.ts';
import { parseSessionIds, parseSessions, parseWho } from '../../../source/parsers/logins.ts';
import { parseMdstat } from '../../../source/parsers/mdstat.ts';
import { parseFstab, parseMountinfo } from '../../../source/parsers/mountinfo.ts';
import { parseOsRelease } from '../../../source/parsers/os-release.ts';
import { parseStatFilesystem } from '../../../source/parsers/stat-filesystem.ts';
import { parseTimers } from '../../../source/parsers/systemd-timers.ts';

const captured = (name: string) =>
	readFileSync(new URL(`../../fixtures/host-debian12/${name}`, import.meta.url), 'utf8');

describe('os-release', () => {
	it('reads name, version and id', () => {
		expect(parseOsRelease(captured('os-release'))).toEqual({
			name: 'Debian GNU/Linux',
			version: '12',
			id: 'debian',
			pretty: 'Debian GNU/Linux 12 (bookworm)',
		});
	});
	it('takes single quotes, escapes and a missing version (made by hand)', () => {
		const text = 'NAME=\'Arch Linux\'\nID=arch\nPRETTY_NAME="The \\"Arch\\""\n# NAME=no\n';
		expect(parseOsRelease(text)).toEqual({ name: 'Arch Linux', version: null, id: 'arch', pretty: 'The "Arch"' });
	});
});

describe('mountinfo', () => {
	it('reads every captured mount', () => {
		const { records, malformed } = parseMountinfo(captured('mountinfo'));
		expect(malformed).toBe(0);
		expect(records.find(({ mountPoint }) => mountPoint === '/')).toMatchObject({
			device: '254:0',
			type: 'ext4',
			source: '/dev/vda',
			options: ['rw', 'relatime'],
		});
	});
	it('unescapes names and takes optional fields', () => {
		const line =
			'36 35 98:0 /a\\134b /mnt/my\\040disk\\012x rw,noatime shared:1 master:2 - ext3 /dev/root\\011x rw,errors=continue';
		expect(parseMountinfo(line).records[0]).toMatchObject({
			root: '/a\\b',
			mountPoint: '/mnt/my disk\nx',
			source: '/dev/root\tx',
		});
	});
	it('loses only the line that is broken', () => {
		const { records, malformed } = parseMountinfo(`${captured('mountinfo')}garbage\n12 x - ext4\n`);
		expect([records.length > 10, malformed]).toEqual([true, 2]);
	});
	it('reads what fstab wants and leaves swap out', () => {
		const text =
			'# c\nUUID=1 / ext4 errors=remount-ro 0 1\nUUID=2 none swap sw 0 0\n/dev/sdb1 /my\\040data xfs\nonlyone\n';
		expect(parseFstab(text)).toEqual({
			records: [
				{ mountPoint: '/', type: 'ext4', options: ['errors=remount-ro'] },
				{ mountPoint: '/my data', type: 'xfs', options: ['defaults'] },
			],
			malformed: 1,
		});
	});
});

describe('stat -f', () => {
	it('reads sizes in bytes', () => {
		const root = parseStatFilesystem(captured('stat-filesystem.txt')).get('/');
		expect(root?.totalBytes).toBe(66_053_021 * 4096);
	});
	it('keeps names that hold blanks and newlines', () => {
		const usage = parseStatFilesystem('opsdash 10 5 4 512 0 0 /a\nb c\nopsdash 1 1 1 1 1 1 /x\n');
		expect([...usage.keys()]).toEqual(['/a\nb c', '/x']);
	});
});

describe('who is logged in', () => {
	it('reads who -u', () => {
		expect(parseWho(captured('who-u.txt')).records).toEqual([
			{ user: 'ann', tty: 'pts/0', from: '192.0.2.9', since: '2026-11-21T08:05:00.000Z', idleSeconds: null, pid: 777 },
			{ user: 'root', tty: 'tty1', from: null, since: '2026-11-21T08:06:00.000Z', idleSeconds: null, pid: 778 },
		]);
	});
	it('tells active from idle', () => {
		const text = 'a  pts/0  2026-11-21 08:05   .   1\nb  pts/1  2026-11-21 08:05  01:30  2 (tmux(1).%0)\n';
		expect(parseWho(text).records.map(({ idleSeconds, from }) => [idleSeconds, from])).toEqual([
			[0, null],
			[5400, 'tmux(1).%0'],
		]);
	});
	it('reads the form of busybox (made by hand)', () => {
		const text =
			'USER\t\tTTY\t\tIDLE\tTIME\t\t HOST\nroot            pts/0           00:02   Nov 21 08:05:10  192.0.2.9\n';
		expect(parseWho(text)).toEqual({
			records: [{ user: 'root', tty: 'pts/0', from: '192.0.2.9', since: null, idleSeconds: 120, pid: null }],
			malformed: 0,
		});
	});
	it('reads sessions of logind and passes over managers (made by hand)', () => {
		const text = [
			'Name=ann\nTimestamp=Sat 2026-11-21 08:05:10 UTC\nTTY=pts/0\nRemoteHost=192.0.2.9\nLeader=777\nClass=user\nIdleHint=no\nIdleSinceHint=0',
			'Name=ann\nClass=manager\nLeader=700',
			'TTY=pts/9',
		].join('\n\n');
		const { records, malformed } = parseSessions(text, Date.parse('2026-11-21T09:00:00Z'));
		expect(records).toEqual([
			{ user: 'ann', tty: 'pts/0', from: '192.0.2.9', since: '2026-11-21T08:05:10.000Z', idleSeconds: null, pid: 777 },
		]);
		expect(malformed).toBe(1);
		expect(parseSessionIds('     3 1000 ann seat0 tty1\n    c2 0 root - pts/0\n')).toEqual(['3', 'c2']);
	});
});

describe('crontabs', () => {
	const file = { path: '/etc/crontab', hasUserField: true, user: null };
	it('reads the system crontab', () => {
		const { records, malformed } = parseCrontab(captured('crontab'), file);
		expect([records.length, malformed]).toEqual([4, 0]);
		expect(records[0]).toEqual({
			source: '/etc/crontab',
			user: 'root',
			schedule: '17 * * * *',
			command: 'cd / && run-parts --report /etc/cron.hourly',
		});
	});
	it('takes nicknames, names of days, a percent sign and lines without user', () => {
		const own = { path: '/var/spool/cron/ann', hasUserField: false, user: 'ann' };
		const text = 'MAILTO=x\n@reboot  /bin/a\n*/5 1-3 * jan,feb mon-fri date +\\%F %input\nnot a job\n';
		const { records, malformed } = parseCrontab(text, own);
		expect(records.map(({ schedule, command, user }) => [schedule, command, user])).toEqual([
			['@reboot', '/bin/a', 'ann'],
			['*/5 1-3 * jan,feb mon-fri', 'date +%F', 'ann'],
		]);
		expect(malformed).toBe(1);
	});
	it('reads anacrontab (made by hand)', () => {
		const { records } = parseAnacrontab(
			'SHELL=/bin/sh\n1 5 cron.daily run-parts /etc/cron.daily\n@monthly 15 m x\n',
			'/etc/anacrontab',
		);
		expect(records.map(({ schedule }) => schedule)).toEqual(['every 1d', '@monthly']);
	});
});

describe('timers', () => {
	const row = {
		unit: 'systemd-tmpfiles-clean.timer',
		activates: 'systemd-tmpfiles-clean.service',
		next: expect.stringMatching(/^2026-11-22T08:59:47/),
		last: expect.stringMatching(/^2026-11-21T08:59:47/),
	};
	it('reads JSON', () => {
		expect(parseTimers(captured('list-timers.json'))).toEqual({ records: [row], malformed: 0 });
	});
	it('reads the table', () => {
		expect(parseTimers(captured('list-timers.txt'))).toEqual({ records: [row], malformed: 0 });
	});
	it('reads the table of older versions (made by hand)', () => {
		const text = [
			'NEXT                         LEFT     LAST                         PASSED  UNIT             ACTIVATES',
			'Sun 2026-11-22 00:00:00 UTC  14h left Sat 2026-11-21 00:00:03 UTC  9h ago  logrotate.timer  logrotate.service',
			'n/a                          n/a      Sat 2026-11-21 06:00:00 UTC  3h ago  once.timer       once.service',
			'',
			'2 timers listed.',
			'Pass --all to see loaded but inactive timers, too.',
		].join('\n');
		expect(parseTimers(text)).toEqual({
			records: [
				{
					unit: 'logrotate.timer',
					activates: 'logrotate.service',
					next: '2026-11-22T00:00:00.000Z',
					last: '2026-11-21T00:00:03.000Z',
				},
				{ unit: 'once.timer', activates: 'once.service', next: null, last: '2026-11-21T06:00:00.000Z' },
			],
			malformed: 0,
		});
	});
	it('takes infinity and broken JSON', () => {
		expect(parseTimers('[{"unit":"a.timer","next":18446744073709551615,"last":null},5]')).toEqual({
			records: [{ unit: 'a.timer', activates: null, next: null, last: null }],
			malformed: 1,
		});
		expect(parseTimers('[{"unit"').malformed).toBe(1);
	});
});

describe('mdstat (made by hand after the driver)', () => {
	it('tells a healthy, a degraded and a recovering array apart', () => {
		const text = [
			'Personalities : [raid1] [raid6] [raid5] [raid4]',
			'md0 : active raid1 sdb1[1] sda1[0]',
			'      1046528 blocks super 1.2 [2/2] [UU]',
			'      ',
			'md1 : active raid5 sdd1[3](F) sdc1[2] sdb2[1] sda2[0]',
			'      2093056 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/2] [UU_]',
			'      [==>..................]  recovery = 12.6% (132480/1046528) finish=0.1min speed=132480K/sec',
			'',
			'md2 : active (auto-read-only) raid1 sdf1[1] sde1[0]',
			'      1046528 blocks [2/2] [UU]',
			'      \tresync=PENDING',
			'',
			'md3 : inactive sdg1[0](S)',
			'      1046528 blocks super 1.2',
			'unused devices: <none>',
		].join('\n');
		const { records } = parseMdstat(text);
		expect(
			records.map(({ name, level, state, failedDevices, progressPercent }) => [
				name,
				level,
				state,
				failedDevices,
				progressPercent,
			]),
		).toEqual([
			['md0', 'raid1', 'active', [], null],
			['md1', 'raid5', 'degraded', ['sdd1'], 12.6],
			['md2', 'raid1', 'resyncing', [], null],
			['md3', null, 'inactive', [], null],
		]);
	});
});
