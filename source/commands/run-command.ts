import { type ActDocument, act } from './act.ts';
import type { RunCommand } from './context.ts';
import { refuseUsage } from './words.ts';

/** `opsdash/run/1`: one entry for each host. */
const runDocument: ActDocument = {
	view: 'run',
	dataOf: (plans, results) => ({
		hosts: results.map((result, index) => ({
			host: plans[index]?.host ?? null,
			status: result.status,
			exitCode: result.exitCode,
			durationMs: result.durationMs,
			stdout: result.streams?.stdout ?? null,
			stderr: result.streams?.stderr ?? null,
			truncated: result.streams?.truncated ?? false,
		})),
	}),
};

/** `opsdash run -- COMMAND…`: as argv, without a shell. */
export const run: RunCommand = async (context) => {
	const { command, words, flags } = context.invocation;
	if (words.length > 0) return refuseUsage(context, `"${words[0]}" stands before --: write opsdash run -- COMMAND`);
	const [file, ...args] = command ?? [];
	if (file === undefined || file === '') return refuseUsage(context, 'run needs a command after --');
	const { settings } = await context.services.settings();
	const timeoutMs = flags.timeout === undefined ? settings.commandTimeoutMs : flags.timeout * 1000;
	return act(context, [{ type: 'run', command: { file, args }, timeoutMs }], runDocument);
};
