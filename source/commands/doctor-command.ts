import type { Problem } from '../domain/problem.ts';
import { sanitise } from '../domain/sanitise.ts';
import { type RunCommand, takeStamp, wantsJson, writeDocument } from './context.ts';
import { findNotices } from './doctor/checks.ts';
import { exitStatus } from './exit-status.ts';
import { paintBad, paintDim } from './output.ts';
import { documentOf } from './reporters/json.ts';

/** `opsdash doctor`: every line is fine, or says how to mend it. Status 1 when something essential is missing. */
export const run: RunCommand = async (context) => {
	const checks = await findNotices(context);
	const isSound = checks.every(({ state }) => state !== 'broken');
	const { output } = context;
	if (wantsJson(context.invocation)) {
		const problems: readonly Problem[] = [];
		await writeDocument(context, documentOf('doctor', await takeStamp(context), { checks }, problems));
		return isSound ? exitStatus.done : exitStatus.failed;
	}
	const width = checks.reduce((widest, { name }) => Math.max(widest, name.length), 0);
	for (const { name, state, message, mend } of checks) {
		const word = state === 'fine' ? 'fine   ' : state === 'missing' ? 'missing' : 'broken ';
		const painted = state === 'fine' ? paintDim(word, output) : paintBad(word, output);
		await output.write(`${name.padEnd(width)}  ${painted}  ${sanitise(message)}\n`);
		if (mend !== null) await output.write(`${' '.repeat(width + 11)}${sanitise(mend)}\n`);
	}
	return isSound ? exitStatus.done : exitStatus.failed;
};
