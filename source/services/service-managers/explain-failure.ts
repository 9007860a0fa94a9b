import type { CommandOutcome } from '../../domain/command.ts';
import type { OpsError } from '../../domain/result.ts';

type Explanation = {
	readonly pattern: RegExp;
	readonly code: OpsError['code'];
	readonly message: string;
	readonly hint: string;
};

/**
 * What managers print when they decline, in the C locale; systemd 252, sysvinit-utils 3.06, renice of util-linux 2.38, runit
 * 2.1.2, supervisor 4.2.5, OpenRC 0.45.
 */
const explanations: readonly Explanation[] = [
	{
		pattern: /unable to open supervise\/\w+: access denied/i,
		code: 'permission',
		message: 'This user may not control that service',
		hint: 'Do it as root (--sudo, or s in the question), or as the user whose runsvdir it is.',
	},
	{
		pattern: /unable to open supervise\/ok: file does not exist|runsv not running/i,
		code: 'unavailable',
		message: 'No runsv looks after it',
		hint: 'A service that was linked just now is seen within 5 s; else runsvdir does not run on its directory.',
	},
	{
		pattern: /^timeout: (?:run|down|finish): /im,
		code: 'failed',
		message: 'runit asked for it, and it did not come to that in time',
		hint: 'It may still; look at its log.',
	},
	{
		pattern: /ERROR \((?:spawn error|abnormal termination)\)/,
		code: 'failed',
		message: 'It ended right after it was started',
		hint: 'Look at its log.',
	},
	{
		pattern: /ERROR \((?:no such file|file is not executable)\)/,
		code: 'failed',
		message: 'Its program is not there, or may not be executed',
		hint: 'Look at command= in its section.',
	},
	{
		pattern: /ERROR \(no such (?:process|group)\)/,
		code: 'not-found',
		message: 'There is no such program',
		hint: 'The list of services shows the names.',
	},
	{
		pattern: /^(?:unix|http):\S+ (?:refused connection|no such file)|SHUTDOWN_STATE/m,
		code: 'unavailable',
		message: 'supervisord does not answer at its socket',
		hint: 'It may have ended, or be ending just now.',
	},
	{
		pattern: /Interactive authentication required|authentication is required|Access denied|not authorized/i,
		code: 'permission',
		message: 'The service manager did not permit it',
		hint: 'Do it as root (--sudo, or s in the question), or have a polkit rule permit org.freedesktop.systemd1.manage-units.',
	},
	{
		pattern:
			/Permission denied|Operation not permitted|must be (?:run as )?root|need to be root|superuser|are you root/i,
		code: 'permission',
		message: 'This user may not do that',
		hint: 'Do it as root: --sudo, or s in the question.',
	},
	{
		pattern: /is masked/i,
		code: 'refused',
		message: 'The unit is masked: nothing can start it',
		hint: 'Unmask it first (service unmask), if it was not masked for a reason.',
	},
	{
		pattern: /Unit \S+ not (?:found|loaded)|could not be found|unrecognized service|does not exist/i,
		code: 'not-found',
		message: 'There is no such unit',
		hint: 'The list of services shows the names.',
	},
	{
		pattern: /Failed to connect to bus|Failed to get D-Bus connection|has not been booted with systemd/i,
		code: 'unavailable',
		message: 'systemd does not answer on its bus',
		hint: 'Is systemd running here (PID 1), and for --user, is there a session of this user?',
	},
	{
		pattern: /Job type reload is not applicable/i,
		code: 'refused',
		message: 'The unit has nothing to reload',
		hint: 'Restart it instead.',
	},
	{
		pattern: /start request repeated too quickly|start-limit-hit/i,
		code: 'failed',
		message: 'It was started too often in a short time, so the manager gave up',
		hint: 'Look at its log, then reset-failed and start it again.',
	},
	{
		pattern: /\S already running\.?$/m,
		code: 'failed',
		message: 'A process of it was running still, so none was started',
		hint: 'Start it again now. Its stop does not wait for its end: in a script of OpenRC, retry= has it wait.',
	},
	{
		pattern: /already exists/i,
		code: 'refused',
		message: 'A file of the administrator stands in the way',
		hint: 'A unit whose file lies in /etc/systemd/system cannot be masked; disable it, or move the file away.',
	},
	{
		pattern: /no runlevel symlinks to modify/i,
		code: 'refused',
		message: 'It stands in no runlevel yet, so there is nothing to switch on',
		hint: 'Let its script say where it belongs: opsdash run --sudo -- update-rc.d NAME defaults',
	},
	{
		pattern: /no installation config|not meant to be enabled/i,
		code: 'refused',
		message: 'The unit has no [Install] section, so there is nothing to enable or disable',
		hint: 'Something else starts it: look at its triggers and dependencies.',
	},
];

/** Why a command of a manager failed, in plain words, where its output tells; null where it does not. */
export function explainFailure(outcome: Pick<CommandOutcome, 'stdout' | 'stderr'>): OpsError | null {
	const text = `${outcome.stderr}\n${outcome.stdout}`;
	const found = explanations.find(({ pattern }) => pattern.test(text));
	return found === undefined ? null : { code: found.code, message: found.message, hint: found.hint };
}
