import type { Problem } from '../../domain/problem.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { type CommandContext, wantsJson, writeDocument } from '../context.ts';
import { type ExitStatus, exitStatus } from '../exit-status.ts';
import { paintBad, paintDim } from '../output.ts';
import { documentOf, type Taken } from '../reporters/json.ts';
import type { Check } from './check.ts';

/** Prints the checks, or the document of them; status 1 when something essential is broken. */
export async function reportChecks(
	context: CommandContext,
	checks: readonly Check[],
	taken: Taken,
): Promise<ExitStatus> {
	const isSound = checks.every(({ state }) => state !== 'broken');
	const status = isSound ? exitStatus.done : exitStatus.failed;
	const { output } = context;
	if (wantsJson(context.invocation)) {
		const problems: readonly Problem[] = [];
		await writeDocument(context, documentOf('doctor', taken, { checks }, problems));
		return status;
	}
	const width = checks.reduce((widest, { name }) => Math.max(widest, name.length), 0);
	for (const { name, state, message, mend } of checks) {
		const word = state.padEnd('missing'.length);
		const painted = state === 'fine' ? paintDim(word, output) : paintBad(word, output);
		await output.write(`${name.padEnd(width)}  ${painted}  ${sanitise(message)}\n`);
		if (mend !== null) await output.write(`${' '.repeat(width + 11)}${sanitise(mend)}\n`);
	}
	return status;
}
