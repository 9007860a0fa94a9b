import { act } from './act.ts';
import type { RunCommand } from './context.ts';
import { allWords, parsePid, refuseUsage } from './words.ts';

/** `opsdash renice N PID…`: all threads of each process. */
export const run: RunCommand = async (context) => {
	const [first, ...words] = allWords(context);
	const nice = Number(first);
	if (first === undefined || words.length === 0)
		return refuseUsage(context, 'renice needs a nice value and at least one PID');
	if (!/^-?\d+$/.test(first) || nice < -20 || nice > 19) {
		return refuseUsage(context, `"${first}" is not a nice value from -20 to 19 (put -- before a negative one)`);
	}
	const wrong = words.find((word) => parsePid(word) === null);
	if (wrong !== undefined) return refuseUsage(context, `"${wrong}" is not a PID`);
	const pids = [...new Set(words.map(Number))];
	return act(
		context,
		pids.map((pid) => ({ type: 'renice', pid, startTicks: null, key: null, nice })),
	);
};
