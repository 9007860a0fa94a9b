import { fail, type OpsError } from '../domain/result.ts';
import { type RunCommand, reportFailure } from './context.ts';
import { decideTarget, type HostSources } from './decide-target.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { helpFor, helpForAll } from './help.ts';
import type { Output } from './output.ts';
import type { Invocation } from './parse-command-line.ts';
import type { Services } from './services.ts';
import { comingVerbs, documentNameOf, type VerbName, verbNames } from './verbs.ts';

export type DispatchOptions = {
	readonly invocation: Invocation;
	readonly services: Services;
	readonly output: Output;
	readonly version: string;
	/** Opens the console; it handles signals itself. */
	readonly openConsole: () => Promise<number>;
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
	const refused = (await refuseHost(options)) ?? refuseExtraWord(invocation);
	if (refused !== null) return refuse(options, refused.error, refused.status);
	if (verb !== null) return runCommand(options, commands[verb]);
	if (flags.json || flags.jsonl) return runCommand(options, () => import('./snapshot-command.ts'));
	return openScreen(options);
}

type Refusal = { readonly error: OpsError; readonly status: ExitStatus };

/** Hosts other than this one come with a later version; a word that is neither verb nor host is a mistake. */
async function refuseHost({ invocation, services }: DispatchOptions): Promise<Refusal | null> {
	const { verb, words, flags } = invocation;
	const named = flags.host ?? (verb === null ? words[0] : undefined);
	if (named === undefined) return null;
	if (named === 'localhost' || named === services.transport().host) return null;
	if (flags.host !== undefined) return notThisMachine(named);
	const target = await decideTarget(named, [...verbNames, ...comingVerbs], systemHosts);
	if (target.kind === 'host') return notThisMachine(target.host);
	const near = target.nearest === null ? '' : ` Did you mean ${target.nearest}?`;
	return {
		...fail('refused', `"${named}" is neither a verb nor a host that is known here.${near}`, 'See opsdash --help.'),
		status: exitStatus.usage,
	};
}

/** Without a verb there is one word at most, the host. */
function refuseExtraWord({ verb, words, command, flags }: Invocation): Refusal | null {
	const [extra] = [...words.slice(flags.host === undefined ? 1 : 0), ...(command ?? [])];
	if (verb !== null || extra === undefined) return null;
	return {
		...fail('refused', `"${extra}" is one word too many: a verb comes first`, 'See opsdash --help.'),
		status: exitStatus.usage,
	};
}

function notThisMachine(host: string): Refusal {
	return {
		...fail('unreachable', `${host} cannot be reached: this version knows this machine only`, 'Run it on that host.'),
		status: exitStatus.unreachable,
	};
}

const systemHosts: HostSources = {
	isListed: async () => false,
	async isResolvable(word) {
		const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1000).unref());
		const { lookup } = await import('node:dns/promises');
		return Promise.race([
			lookup(word).then(
				() => true,
				() => false,
			),
			late,
		]);
	},
};

async function refuse(options: DispatchOptions, error: OpsError, status: ExitStatus): Promise<ExitStatus> {
	const { invocation } = options;
	const context = { ...options, signal: new AbortController().signal };
	return reportFailure(context, documentNameOf(invocation.verb), error, status);
}

async function runCommand(
	options: DispatchOptions,
	load: () => Promise<{ readonly run: RunCommand }>,
): Promise<ExitStatus> {
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

async function openScreen(options: DispatchOptions): Promise<number> {
	if (options.hasScreen) return options.openConsole();
	return runCommand(options, () => import('./plain-command.ts'));
}
