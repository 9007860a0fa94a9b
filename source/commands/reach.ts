import { type OpsError, type Result, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { askPasswordOn } from './ask-password.ts';
import { decideTarget, type HostSources } from './decide-target.ts';
import { type ExitStatus, exitStatus, exitStatusOf } from './exit-status.ts';
import type { Output } from './output.ts';
import type { Invocation } from './parse-command-line.ts';
import type { Services, SshHost } from './services.ts';
import { comingVerbs, verbNames } from './verbs.ts';

export type Refusal = { readonly error: OpsError; readonly status: ExitStatus };

const resolverMs = 1000;

/** Which host a command line is about: null for this machine. A word that is neither a verb nor a host is a mistake. */
export async function decideHost(invocation: Invocation, services: Services): Promise<Result<string | null, Refusal>> {
	const { verb, words, flags } = invocation;
	const word = verb === null || verb === 'doctor' ? words[0] : undefined;
	const named = flags.host ?? word;
	if (named === undefined || named === 'localhost' || named === services.transport().host) return succeed(null);
	if (flags.host !== undefined || verb !== null) return succeed(named);
	const target = await decideTarget(named, [...verbNames, ...comingVerbs], hostSources(services));
	if (target.kind === 'host') return succeed(target.host);
	const near = target.nearest === null ? '' : ` Did you mean ${target.nearest}?`;
	const message = `"${named}" is neither a verb nor a host that is known here.${near}`;
	return usage({ code: 'refused', message, hint: 'See opsdash --help.' });
}

function usage(error: OpsError): Result<never, Refusal> {
	return { ok: false, error: { error, status: exitStatus.usage } };
}

function hostSources(services: Services): HostSources {
	return {
		isListed: services.isListedHost,
		async isResolvable(word) {
			const { lookup } = await import('node:dns/promises');
			const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), resolverMs).unref());
			const found = lookup(word).then(
				() => true,
				() => false,
			);
			return Promise.race([found, late]);
		},
	};
}

/**
 * Connects to a host for one command. Where it wants a person and one sits at the terminal, ssh asks there; otherwise the failure says what
 * is missing. Whatever keeps it from being reached is status 3.
 */
export async function reachHost(name: string, services: Services, output: Output): Promise<Result<SshHost, Refusal>> {
	const opened = await services.onHost(name);
	if (!opened.ok) return usage(opened.error);
	const remote = opened.value;
	const quiet = await remote.connect();
	if (quiet.ok) return succeed(remote);
	if (remote.state().state !== 'signed-out' || output.ask === null) return unreached(quiet.error);
	output.complain(`opsdash: ${sanitise(quiet.error.message)}. ssh asks you now.\n`);
	const signed = await remote.signIn();
	return signed.ok ? succeed(remote) : unreached(signed.error);
}

/** The same host as root sees it; a password is asked for on the terminal. */
export async function reachAsRoot(host: SshHost, output: Output): Promise<Result<SshHost, Refusal>> {
	const rooted = await host.become(askPasswordOn(output) ?? null, () => commandSeconds);
	return rooted.ok ? rooted : { ok: false, error: { error: rooted.error, status: exitStatusOf(rooted.error.code) } };
}

/** One answer takes several sessions, and some wait for others. */
const commandSeconds = 60;

/** Why a command line may not say `--become`; null where it may. */
export function refuseBecome({ verb, words, flags }: Invocation, host: string | null): Refusal | null {
	if (!flags.become) return null;
	const isAct = verb === 'service' && words[0] !== 'status';
	if (isAct) return refusedBecome('--become is for looking; an act as root takes --sudo', 'Give --sudo instead.');
	if (host !== null) return null;
	return refusedBecome('This machine is seen as whoever runs opsdash', 'Run sudo opsdash to see it as root.');
}

function refusedBecome(message: string, hint: string): Refusal {
	return { error: { code: 'refused', message, hint }, status: exitStatus.usage };
}

function unreached(error: OpsError): Result<never, Refusal> {
	return { ok: false, error: { error, status: exitStatus.unreachable } };
}
