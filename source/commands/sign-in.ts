import type { OpsError } from '../domain/result.ts';
import type { SignIn } from '../services/access/access-source.ts';
import { complain, reportFailure } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import type { Output } from './output.ts';
import type { Invocation } from './parse-command-line.ts';
import type { Services } from './services.ts';
import { documentNameOf } from './verbs.ts';

export type SignInOptions = {
	readonly invocation: Invocation;
	readonly services: Services;
	readonly output: Output;
};

/** How often a person may mistype in one run. */
const maxTries = 3;

/**
 * On an account that several people share, asks who it is before anything is shown. Answers the status to leave with where
 * nobody signed in, null where the program goes on.
 */
export async function signInWhereAsked(options: SignInOptions): Promise<ExitStatus | null> {
	const { invocation, services, output } = options;
	const { flags, verb } = invocation;
	// What tells nothing of any host is open to all.
	if (flags.help || flags.version || verb === 'doctor' || verb === 'access') return null;
	const asked = await services.access().signInAsked();
	if (asked === null) return null;
	const { ask, askSecret = null } = output;
	if (ask === null || askSecret === null) return refuse(options, noTerminal);
	const signIn = await asked({ operationLog: services.operationLog, host: services.transport().host });
	for (let tries = 1; tries <= maxTries; tries++) {
		const outcome = await tryOnce(signIn, ask, askSecret);
		if (outcome === 'left') return exitStatus.interrupted;
		if (outcome === null) return null;
		if (tries === maxTries) return refuse(options, outcome);
		complain(output, outcome);
	}
	return exitStatus.notPermitted;
}

const noTerminal: OpsError = {
	code: 'permission',
	message: 'This account is shared: who uses it has to sign in, and there is no terminal to ask on',
	hint: 'Use an account of your own for scripts.',
};

/** Null once somebody signed in. */
async function tryOnce(
	signIn: SignIn,
	ask: NonNullable<Output['ask']>,
	askSecret: NonNullable<Output['askSecret']>,
): Promise<OpsError | 'left' | null> {
	const name = (await ask('Name: '))?.trim() ?? '';
	const passphrase = name === '' ? null : await askSecret('Passphrase: ');
	if (passphrase === null) return 'left';
	try {
		const person = await signIn(name, passphrase);
		return person.ok ? null : person.error;
	} finally {
		passphrase.fill(0);
	}
}

async function refuse(options: SignInOptions, error: OpsError): Promise<ExitStatus> {
	const context = { ...options, signal: new AbortController().signal };
	return reportFailure(context, documentNameOf(options.invocation.verb), error, exitStatus.notPermitted);
}
