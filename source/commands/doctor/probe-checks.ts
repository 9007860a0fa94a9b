import type { HostProbe } from '../../services/transports/ssh/probe.ts';
import { broken, type Check, fine, missing } from './check.ts';

/** Past this the clocks differ by more than the question took. */
const clockToleranceSeconds = 2;

/** What the host itself says, weighed. `takenAt` is when the question was sent and when it was answered, by this machine's clock. */
export function checkProbe(probe: HostProbe, takenAt: { readonly sentMs: number; readonly answeredMs: number }) {
	return [
		fine('/bin/sh', probe.shell ?? 'runs'),
		probe.awk === null
			? broken('awk', 'is not there, or does not run', 'Install one: mawk, gawk or busybox.')
			: fine('awk', probe.awk),
		probe.canReadProc
			? fine('/proc', 'can be read')
			: broken('/proc', 'cannot be read', 'Linux with /proc mounted is needed.'),
		probe.canSeeOthers
			? fine('other processes', 'can be seen')
			: missing(
					'other processes',
					`only those of ${probe.user ?? 'this user'} can be seen`,
					'/proc is mounted with hidepid; root sees them all.',
				),
		checkManagers(probe),
		checkJournal(probe),
		probe.becomeTools.length > 0
			? fine(
					'acting as root',
					`${probe.becomeTools.join(' and ')} ${probe.becomeTools.length > 1 ? 'are' : 'is'} there; what is allowed was not asked, since that is logged: run ${askOf(probe.becomeTools)} there to know`,
				)
			: checkRoot(probe),
		checkClock(probe, takenAt),
	];
}

function askOf(tools: readonly string[]): string {
	return tools.includes('sudo') ? 'sudo -l' : 'doas true';
}

function checkManagers({ managers }: HostProbe): Check {
	return managers.length > 0
		? fine('service manager', managers.join(', '))
		: missing('service manager', 'none was found', 'Services need systemd, OpenRC, runit, supervisord or /etc/init.d.');
}

function checkJournal({ canReadJournal }: HostProbe): Check {
	if (canReadJournal === null)
		return missing('journal', 'there is none', 'Logs of services come from their files instead.');
	return canReadJournal
		? fine('journal', 'can be read')
		: missing('journal', 'shows you nothing', 'Its readers are in the groups systemd-journal and adm.');
}

function checkRoot({ user }: HostProbe): Check {
	return user === 'root'
		? fine('acting as root', 'you are root there')
		: missing('acting as root', 'neither sudo nor doas is there', 'Install one, or sign in as a user who may do more.');
}

function checkClock(
	{ clockSeconds }: HostProbe,
	{ sentMs, answeredMs }: { sentMs: number; answeredMs: number },
): Check {
	if (clockSeconds === null) return missing('clock', 'date tells no time', 'Its date command is unusual.');
	const early = Math.floor(sentMs / 1000) - clockSeconds;
	const late = clockSeconds - Math.ceil(answeredMs / 1000);
	const offBy = Math.max(early, late, 0);
	if (offBy <= clockToleranceSeconds) return fine('clock', 'agrees with this machine’s');
	const direction = early > late ? 'behind' : 'ahead of';
	return missing(
		'clock',
		`is ${offBy} s ${direction} this machine’s`,
		'Look at timedatectl or chronyc tracking, there and here.',
	);
}
