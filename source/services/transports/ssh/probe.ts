import { type Result, succeed } from '../../../domain/result.ts';
import { type HostProbe, readHostProbe } from '../../../parsers/host-probe.ts';
import { runScript } from './remote-script.ts';
import type { ShellOpener } from './remote-shell.ts';

export type { HostProbe };

/**
 * Looks at what the console needs on a host, in POSIX sh without any other tool than those that it asks about. It writes nothing, and asks
 * sudo nothing: each such question is logged there.
 */
const program = `
say user "$(id -un 2>/dev/null)"
shell=$(readlink /proc/$$/exe 2>/dev/null) || shell=/bin/sh
say shell "$shell"
if [ "$(awk 'BEGIN { print 6 * 7 }' </dev/null 2>/dev/null)" = 42 ]; then
	tool=$(command -v awk); real=$(readlink -f "$tool" 2>/dev/null) || real=$tool
	say awk "$real"
fi
read -r line </proc/stat && say proc "$line"
{ read -r line </proc/1/stat; } 2>/dev/null && say others yes
managers=
[ -d /run/systemd/system ] && managers="$managers systemd"
has rc-service && managers="$managers openrc"
has sv && managers="$managers runit"
has supervisorctl && managers="$managers supervisord"
[ -d /etc/init.d ] && managers="$managers sysv"
say managers "$managers"
if has journalctl; then
	if [ -n "$(journalctl -n 1 -q --no-pager -o cat </dev/null 2>/dev/null)" ]; then say journal yes; else say journal no; fi
fi
become=
for tool in sudo doas; do has $tool && become="$become $tool"; done
say become "$become"
say clock "$(date +%s)"
`;

export async function probeHost(opener: ShellOpener, timeoutMs: number): Promise<Result<HostProbe>> {
	const said = await runScript(opener, program, timeoutMs);
	return said.ok ? succeed(readHostProbe(said.value)) : said;
}
