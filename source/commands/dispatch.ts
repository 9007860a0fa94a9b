import { withoutPassword } from '../domain/host-address.ts';
import { fail, type OpsError, succeed } from '../domain/result.ts';
import { type RunCommand, reportFailure } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { helpFor, helpForAll } from './help.ts';
import type { Output } from './output.ts';
import type { Invocation } from './parse-command-line.ts';
import { decideHost, type Refusal, reachAsRoot, reachHost, refuseBecome } from './reach.ts';
import type { Services } from './services.ts';
import { documentNameOf, type VerbName } from './verbs.ts';

export type DispatchOptions = {
	readonly invocation: Invocation;
	readonly services: Services;
	readonly output: Output;
	readonly version: string;
	/** Opens the console; it handles signals itself. */
	readonly openConsole: (host: string | null) => Promise<number>;
	/** False where the screen cannot be drawn on: stdin or stdout no terminal, or TERM=dumb. */
	readonly hasScreen: boolean;
};

const commands: Readonly<Record<VerbName, () => Promise<{ readonly run: RunCommand }>>> = {
	host: () => import('./host-command.ts'),
	top: () => import('./top-command.ts'),
	net: () => import('./net-command.ts'),
	services: () => import('./services-command.ts'),
	service: () => import('./service-command.ts'),
	kill: () => import('./kill-command.ts'),
	renice: () => import('./renice-command.ts'),
	run: () => import('./run-command.ts'),
	logs: () => import('./logs-command.ts'),
	history: () => import('./history-command.ts'),
	get: () => import('./copy-command.ts'),
	put: () => import('./copy-command.ts'),
	access: () => import('./access-command.ts'),
	doctor: () => import('./doctor-command.ts'),
};

/** Takes an invocation to its command. */
export async function dispatch(options: DispatchOptions): Promise<number> {
	const { invocation, output } = options;
	const { verb, flags } = invocation;
	if (flags.version) {
		await output.write(`opsdash ${options.version}\n`);
		return exitStatus.done;
	}
	if (flags.help) {
		await output.write(verb === null ? helpForAll() : helpFor(verb));
		return exitStatus.done;
	}
	// The log is on this machine, whatever host its entries are about: there a host narrows the list.
	const host = verb === 'history' ? succeed(null) : await decideHost(invocation, options.services);
	if (!host.ok) return refuse(options, host.error.error, host.error.status);
	const extra = refuseExtraWord(invocation) ?? refuseBecome(invocation, host.value);
	if (extra !== null) return refuse(options, extra.error, extra.status);
	if (verb === null && !flags.json && !flags.jsonl) return openScreen(options, host.value);
	const load = verb === null ? () => import('./snapshot-command.ts') : commands[verb];
	return host.value === null ? runCommand(options, load) : runOnHost(options, host.value, load);
}

/** `doctor` looks at the way to the host itself, so it is not taken there first. */
async function runOnHost(options: DispatchOptions, name: string, load: LoadCommand): Promise<ExitStatus> {
	if (options.invocation.verb === 'doctor') {
		return runCommand(options, async () => {
			const { runForHost } = await import('./doctor/host-command.ts');
			return { run: (context) => runForHost(context, name) };
		});
	}
	const reached = await reachHost(name, options.services, options.output);
	if (!reached.ok) return refuse(options, reached.error.error, reached.error.status, name);
	const seen = options.invocation.flags.become ? await reachAsRoot(reached.value, options.output) : reached;
	if (!seen.ok) return refuse(options, seen.error.error, seen.error.status, name);
	const { transport, userNames, managers, operations, copier, becameBy, close } = seen.value;
	const services = {
		...options.services,
		transport,
		userNames,
		managers,
		operations,
		becameBy,
		...(copier ? { copier } : {}),
	};
	return runCommand({ ...options, services }, load).finally(() => (becameBy === null ? undefined : close()));
}

type LoadCommand = () => Promise<{ readonly run: RunCommand }>;

/** Without a verb there is one word at most, the host. */
function refuseExtraWord({ verb, words, command, flags }: Invocation): Refusal | null {
	const [extra] = [...words.slice(flags.host === undefined ? 1 : 0), ...(command ?? [])];
	if (verb !== null || extra === undefined) return null;
	return {
		...fail('refused', `"${extra}" is one word too many: a verb comes first`, 'See opsdash --help.'),
		status: exitStatus.usage,
	};
}

/** `host` is what a document names; this machine unless given. */
async function refuse(
	options: DispatchOptions,
	error: OpsError,
	status: ExitStatus,
	host: string | null = null,
): Promise<ExitStatus> {
	const { invocation } = options;
	const context = { ...options, signal: new AbortController().signal };
	const named = host === null ? null : withoutPassword(host);
	return reportFailure(context, documentNameOf(invocation.verb), error, status, named);
}

async function runCommand(options: DispatchOptions, load: LoadCommand): Promise<ExitStatus> {
	const abort = new AbortController();
	const stop = () => abort.abort();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	try {
		const { run } = await load();
		return await run({ ...options, signal: abort.signal });
	} finally {
		process.off('SIGINT', stop);
		process.off('SIGTERM', stop);
	}
}

async function openScreen(options: DispatchOptions, host: string | null): Promise<number> {
	if (options.hasScreen) return options.openConsole(host);
	const load = () => import('./plain-command.ts');
	return host === null ? runCommand(options, load) : runOnHost(options, host, load);
}
