/**
 * Lines of a system log that programs of these names wrote (letters of either case: cron logs as CRON). In rsyslog's formats
 * `Nov 21 08:38:42 web1 CRON[77]: …` and `2026-11-21T08:38:42.123456+00:00 web1 CRON[77]: …`.
 * https://www.rsyslog.com/doc/configuration/templates.html
 */
export function selectSyslogLines(text: string, names: ReadonlySet<string>): string {
	const wanted = new Set([...names].map((name) => name.toLowerCase()));
	const lines = text.split('\n').filter((line) => wanted.has(tagOf(line) ?? ''));
	return lines.join('\n');
}

const tagged =
	/^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{1,40}) \S{1,255} ([^\s:[]{1,64})(?:\[\d+\])?:/;

/** `postfix/smtpd` belongs to `postfix`. */
function tagOf(line: string): string | null {
	return tagged.exec(line)?.[1]?.split('/', 1)[0]?.toLowerCase() ?? null;
}

/** Lines that hold a name as a word of its own: `web` is not in `web-cache`, nor in `/etc/web.d`. */
export function selectLinesWith(text: string, name: string): string {
	const isPart = /[\w.@/-]/;
	const holds = (line: string) => {
		for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
			const [before = ' ', after = ' '] = [line[at - 1], line[at + name.length]];
			const next = line[at + name.length + 1] ?? ' ';
			// A stop that ends a sentence is no part of a name.
			if (!isPart.test(before) && (!isPart.test(after) || (after === '.' && !isPart.test(next)))) return true;
		}
		return false;
	};
	return text.split('\n').filter(holds).join('\n');
}
