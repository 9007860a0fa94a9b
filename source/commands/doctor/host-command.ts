import type { SshConnection } from '../../services/transports/ssh/connection.ts';
import { probeHost } from '../../services/transports/ssh/probe.ts';
import type { RemoteShell } from '../../services/transports/ssh/remote-shell.ts';
import { type CommandContext, reportFailure } from '../context.ts';
import { type ExitStatus, exitStatus } from '../exit-status.ts';
import type { SshHost } from '../services.ts';
import { refuseUsage } from '../words.ts';
import { broken, type Check, fine, missing } from './check.ts';
import { checkProbe } from './probe-checks.ts';
import { reportChecks } from './report.ts';
import { checkWay } from './way-checks.ts';

const defaultTimeoutMs = 20_000;
/** As many as the console uses at a time: live figures, slow ones, a stream, an act. */
const wantedSessions = 4;

/** `opsdash doctor HOST`: walks the way to it, then what it has; each is fine, or says how to mend it. */
export async function runForHost(context: CommandContext, name: string): Promise<ExitStatus> {
	const { words } = context.invocation;
	const [extra] = context.invocation.flags.host === undefined ? words.slice(1) : words;
	if (extra !== undefined) return refuseUsage(context, `doctor takes one host, and "${extra}" is one word too many`);
	const opened = await context.services.onHost(name);
	if (!opened.ok) return reportFailure(context, 'doctor', opened.error, exitStatus.usage);
	const way = await walk(context, opened.value);
	const checks = way.isOpen ? [...way.checks, ...(await lookAround(context, opened.value.connection))] : way.checks;
	const status = await reportChecks(context, checks, { host: name, bootId: null, takenAt: new Date() });
	return way.isOpen ? status : exitStatus.unreachable;
}

async function walk(
	{ output }: CommandContext,
	{ connection, signIn }: SshHost,
): Promise<{ readonly isOpen: boolean; readonly checks: readonly Check[] }> {
	const quiet = await connection.connect();
	const asks = !quiet.ok && connection.state().state === 'signed-out' && output.ask !== null;
	const isOpen = asks ? (await signIn()).ok : quiet.ok;
	const checks = checkWay({
		settings: connection.settings(),
		failure: isOpen ? null : connection.failure(),
		knownKeys: isOpen ? await connection.knownKeys() : [],
		wasAsked: asks,
	});
	return { isOpen, checks };
}

/** Sessions, noise and the host itself; whatever is opened here is closed again. */
async function lookAround(context: CommandContext, connection: SshConnection): Promise<readonly Check[]> {
	const { timeout } = context.invocation.flags;
	const timeoutMs = timeout === undefined ? defaultTimeoutMs : timeout * 1000;
	const first = await connection.open('act');
	if (!first.ok) return [broken('session', first.error.message, first.error.hint ?? 'Try ssh by hand, with -v.')];
	const noise = checkNoise(connection);
	const sessions = await checkSessions(connection);
	first.value.kill();
	await first.value.ended;
	return [sessions, noise, ...(await askHost(connection, timeoutMs))];
}

async function checkSessions(connection: SshConnection): Promise<Check> {
	const more: RemoteShell[] = [];
	while (more.length + 1 < wantedSessions) {
		const opened = await connection.open('act');
		if (!opened.ok) break;
		more.push(opened.value);
	}
	for (const shell of more) shell.kill();
	await Promise.all(more.map(({ ended }) => ended));
	const count = more.length + 1;
	if (count >= wantedSessions) return fine('sessions', `${count} at a time, which is all that is used`);
	return missing(
		'sessions',
		count === 1 ? 'one at a time: acts and slow figures wait for the live ones' : `${count} at a time`,
		'Raise MaxSessions in its sshd_config.',
	);
}

function checkNoise(connection: SshConnection): Check {
	const noise = connection.noise();
	if (noise === null || noise.bytes === 0) return fine('login shell', 'is silent');
	return missing(
		'login shell',
		`prints ${noise.bytes} bytes before anything runs: ${noise.sample.trim().slice(0, 60)}`,
		'Nothing is lost by it here; scp and rsync may fail. Let its start-up files print on terminals only.',
	);
}

async function askHost(connection: SshConnection, timeoutMs: number): Promise<readonly Check[]> {
	const sentMs = Date.now();
	const probe = await probeHost(connection, timeoutMs);
	if (!probe.ok) return [broken('host', probe.error.message, probe.error.hint ?? '')];
	return checkProbe(probe.value, { sentMs, answeredMs: Date.now() });
}
