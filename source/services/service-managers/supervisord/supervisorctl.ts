import type { Command } from '../../../domain/command.ts';
import { runAsRoot } from '../../../domain/hints.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { ServiceManagerName } from '../../../domain/services.ts';
import { parseSupervisorStatus, type SupervisedProgram } from '../../../parsers/supervisor-status.ts';
import type { Transport } from '../../transports/transport.ts';
import { explainFailure } from '../explain-failure.ts';
import { managerTimeoutMs } from '../service-manager.ts';

/** A supervisord that was found, by the file that it was started with. */
export type SupervisordPlace = {
	/** Which one it is, where a host has several. */
	readonly name: ServiceManagerName;
	readonly config: string;
	/** What leads supervisorctl to it: its file, and where it listens as far as that file does not tell. */
	readonly flags: readonly string[];
	readonly pid: number | null;
};

export type Programs = { readonly programs: readonly SupervisedProgram[]; readonly malformed: number };

/** The one place that knows how supervisorctl is called. */
export type Supervisorctl = {
	readonly place: SupervisordPlace;
	command(...args: readonly string[]): Command;
	/** State of all programs, or of one. `not-found` where there is no such program. */
	status(unit: string | null, signal?: AbortSignal): Promise<Result<Programs>>;
};

export function createSupervisorctl(transport: Transport, place: SupervisordPlace): Supervisorctl {
	const command = (...args: readonly string[]): Command => ({ file: 'supervisorctl', args: [...place.flags, ...args] });
	return {
		place,
		command,
		async status(unit, signal) {
			const asked = command('status', ...(unit === null ? [] : [unit]));
			const outcome = await transport.run(asked, { timeoutMs: managerTimeoutMs }, signal);
			if (!outcome.ok) return outcome;
			const { exitCode, stdout, stderr } = outcome.value;
			if (unit !== null && /ERROR \(no such (?:process|group)\)/.test(stdout)) {
				return fail('not-found', `${place.name} has no program ${unit}`);
			}
			const { records, malformed } = parseSupervisorStatus(stdout);
			// 3: something does not run. Nobody at the socket, no permission: 1, 2 or 4, and no program in its words.
			if (records.length > 0 || (exitCode === 0 && stdout.trim() === ''))
				return succeed({ programs: records, malformed });
			const reason = explainFailure({ stdout, stderr });
			return {
				ok: false,
				error: reason?.code === 'permission' ? closedSocket(place.name) : (reason ?? unknownFailure(exitCode)),
			};
		},
	};
}

/** Only root has a way in then. */
function closedSocket(name: ServiceManagerName) {
	return {
		code: 'permission',
		message: `${name} does not tell this user the state of its programs`,
		hint: `${runAsRoot}, act with --sudo, or let this user in with chmod= or chown= in [unix_http_server].`,
	} as const;
}

function unknownFailure(exitCode: number | null) {
	const message = `supervisorctl status ended with status ${exitCode ?? '?'} and named no program`;
	return { code: 'failed', message } as const;
}
