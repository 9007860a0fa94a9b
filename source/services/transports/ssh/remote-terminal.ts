import { spawn } from 'node:child_process';
import { type HostAddress, sshDestination } from '../../../domain/host-address.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';

/**
 * A login shell on the host in this program's own terminal, until it is left; answers its exit status. It goes over the shared
 * connection where that has a session left, else it signs in by itself: a person sits there.
 */
export function openRemoteTerminal(
	address: HostAddress,
	configFile: string,
	socketPath: string | null,
): Promise<Result<number | null>> {
	const shared = socketPath === null ? [] : ['-S', socketPath];
	const args = ['-F', configFile, ...shared, '-o', 'ControlMaster=no', '-tt', ...sshDestination(address)];
	return new Promise((resolve) => {
		const child = spawn('ssh', args, { stdio: 'inherit', env: process.env });
		child.once('error', (error) => resolve(fail('unavailable', `ssh could not be started: ${error.message}`)));
		child.once('exit', (exitCode) => resolve(succeed(exitCode)));
	});
}
