import { signalNumberOf } from '../domain/signals.ts';
import { act } from './act.ts';
import type { RunCommand } from './context.ts';
import { allWords, parsePid, refuseUsage } from './words.ts';

/** `opsdash kill PID…`: each process is held from the moment its plan is shown. */
export const run: RunCommand = async (context) => {
	const words = allWords(context);
	const { signal = 'TERM', 'start-ticks': startTicks } = context.invocation.flags;
	if (words.length === 0) return refuseUsage(context, 'kill needs at least one PID');
	const pids = [...new Set(words.map(parsePid))];
	const wrong = words.find((word) => parsePid(word) === null);
	if (wrong !== undefined) return refuseUsage(context, `"${wrong}" is not a PID`);
	if (signalNumberOf(signal) === null) {
		return refuseUsage(context, `There is no signal "${signal}": names are TERM, KILL, HUP, USR1 …, or numbers.`);
	}
	if (startTicks !== undefined && pids.length > 1) return refuseUsage(context, '--start-ticks goes with one PID');
	return act(
		context,
		pids.flatMap((pid) =>
			pid === null ? [] : [{ type: 'signal', pid, startTicks: startTicks ?? null, key: null, signal }],
		),
	);
};
