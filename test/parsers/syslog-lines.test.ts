import { expect, test } from 'vitest';
import { selectSyslogLines } from '../../source/parsers/syslog-lines.ts';

const classic = 'Nov  1 08:38:42 web1 CRON[77]: (root) CMD (true)';
const precise = '2026-11-21T08:38:42.123456+00:00 web1 cron[70]: (CRON) STARTUP';

test('lines belong to the program that signed them, in both formats of rsyslog', () => {
	const text = `cut off\n${classic}\n${precise}\nNov 21 08:38:42 web1 sshd[1]: cron[1]: no\nNov 21 08:38:42 web1 postfix/smtpd[3]: x\n`;
	expect(selectSyslogLines(text, new Set(['cron']))).toBe(`${classic}\n${precise}`);
	expect(selectSyslogLines(text, new Set(['postfix']))).toContain('smtpd');
	expect(selectSyslogLines('', new Set(['cron']))).toBe('');
});
