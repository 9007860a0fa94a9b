import { applyFlags } from './commands/apply-flags.ts';
import { dispatch } from './commands/dispatch.ts';
import { parseCommandLine } from './commands/parse-command-line.ts';
import { createProcessOutput, quietOnClosedPipe } from './commands/process-output.ts';
import { refuseCommandLine } from './commands/refuse-command-line.ts';
import { signInWhereAsked } from './commands/sign-in.ts';
import { composeServices, openConsoleHere, openDebug } from './compose.ts';
import type { OpsError } from './domain/result.ts';
import { isTabName } from './domain/views.ts';

/** Put here by the build; run from the sources it is not known. */
const version = process.env['OPSDASH_VERSION'] ?? 'unbuilt';

async function main(): Promise<number> {
	const argv = process.argv.slice(2);
	const parsed = parseCommandLine(argv);
	const output = createProcessOutput(process, !parsed.ok || !parsed.value.flags['no-color']);
	const refuse = (error: OpsError) => {
		const services = composeServices({});
		return refuseCommandLine(argv, error, services, output).finally(() => services.close());
	};
	if (!parsed.ok) return refuse(parsed.error);
	const invocation = parsed.value;
	const { flags } = invocation;
	const services = composeServices({
		procfs: flags.procfs,
		sysfs: flags.sysfs,
		settingsFile: flags.config,
		sshConfig: flags['ssh-config'],
		isReadOnly: flags['read-only'],
		complain: output.complain,
	});
	const debug = await openDebug(flags.debug, services);
	if (!debug.ok) return refuse(debug.error);
	debug.value?.note(`opsdash ${version}, Node ${process.version}, ${invocation.verb ?? 'no verb'}`);
	// Stdin last: opening it takes some milliseconds.
	const hasScreen = process.stdout.isTTY && process.env['TERM'] !== 'dumb' && process.stdin.isTTY;
	const openConsole = async (host: string | null) => {
		const { settings, notices } = await services.settings();
		return openConsoleHere({
			services,
			settings: applyFlags(settings, flags),
			notices,
			...(flags.tab !== undefined && isTabName(flags.tab) ? { tab: flags.tab } : {}),
			isReadOnly: flags['read-only'],
			isBecome: flags.become,
			...(host === null ? {} : { host }),
			version,
			debug: debug.value,
			stdin: process.stdin,
			stdout: process.stdout,
			env: process.env,
		});
	};
	try {
		const left = await signInWhereAsked({ invocation, services, output });
		if (left !== null) return left;
		const status = await dispatch({ invocation, services, output, version, openConsole, hasScreen });
		debug.value?.note(`left with status ${status}`);
		return status;
	} finally {
		await services.close();
		debug.value?.close();
	}
}

quietOnClosedPipe(process, (status) => process.exit(status));
process.exit(await main());
