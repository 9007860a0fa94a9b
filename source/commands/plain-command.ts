import type { RunCommand } from './context.ts';
import { exitStatus } from './exit-status.ts';

/** Lines of Top that are worth printing where nobody can scroll. */
const shownProcesses = 20;

/**
 * What stands in for the console where there is no screen to draw on (a pipe, TERM=dumb): one plain sample of the tab asked for, again and
 * again with `--watch`.
 */
export const run: RunCommand = async (context) => {
	const { flags } = context.invocation;
	switch (flags.tab) {
		case 'host':
			return (await import('./host-command.ts')).run(context);
		case 'network':
			return (await import('./net-command.ts')).run(context);
		case 'services':
			return (await import('./services-command.ts')).run(context);
		case 'history':
			return (await import('./history-command.ts')).run(context);
		default: {
			const { run: runTop } = await import('./top-command.ts');
			const lines = flags.lines ?? shownProcesses;
			const status = await runTop({ ...context, invocation: { ...context.invocation, flags: { ...flags, lines } } });
			if (status === exitStatus.done && flags.watch === undefined) {
				context.output.complain('This is one plain sample: the console needs a terminal. See opsdash --help.\n');
			}
			return status;
		}
	}
};
