import { formatLocalTime } from '../domain/format.ts';
import { sanitise } from '../domain/sanitise.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import { readUnitLog } from '../services/collectors/unit-log.ts';
import { type RunCommand, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { exitStatus } from './exit-status.ts';
import { paintDim } from './output.ts';
import { documentOf } from './reporters/json.ts';
import { findUnit } from './service-command.ts';
import { reportProblems } from './view-command.ts';
import { allWords, refuseUsage, statusOfUnit } from './words.ts';

const defaultLines = 200;

/** `opsdash logs UNIT`: the last lines, from the journal or from the files that it writes. */
export const run: RunCommand = async (context) => {
	const [unit, ...more] = allWords(context);
	if (unit === undefined || more.length > 0) return refuseUsage(context, 'logs takes one unit');
	const found = await findUnit(context, unit);
	if (!found.ok) return statusOfUnit(unit, await reportFailure(context, 'logs', found.error));
	const { manager, name } = found.value;
	const managers = await context.services.managers();
	const lines = context.invocation.flags.lines ?? defaultLines;
	const { settings } = await context.services.settings();
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	const log = await readUnitLog(context.services.transport(), managers, manager, name, lines, secrets);
	if (!log.ok) return reportFailure(context, 'logs', log.error);
	const { problems, ...data } = log.value;
	if (wantsJson(context.invocation)) {
		await writeDocument(
			context,
			documentOf('logs', await takeStamp(context), { unit: name, manager, ...data }, problems),
		);
		return exitStatus.done;
	}
	const { output } = context;
	for (const { time, source, text } of data.lines) {
		const when = time === null ? '' : `${formatLocalTime(time) ?? time} `;
		await output.write(
			`${paintDim(`${when}${source === null ? '' : `${sanitise(source)}: `}`, output)}${sanitise(text)}\n`,
		);
	}
	reportProblems(context, problems);
	return exitStatus.done;
};
