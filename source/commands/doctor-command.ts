import { type RunCommand, takeStamp } from './context.ts';
import { findNotices } from './doctor/checks.ts';
import { reportChecks } from './doctor/report.ts';

/** `opsdash doctor`: every line is fine, or says how to mend it. Status 1 when something essential is missing. */
export const run: RunCommand = async (context) =>
	reportChecks(context, await findNotices(context), await takeStamp(context));
