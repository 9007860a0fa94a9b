import { verifyLines } from '../documents/verify-lines.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { VerifyProgress } from '../domain/verify.ts';
import { parseGivenHead } from '../services/operation-log/head-line.ts';
import { readKeptHeads } from '../services/operation-log/kept-heads.ts';
import { type CommandContext, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { documentOf } from './reporters/json.ts';
import { refuseUsage } from './words.ts';

/** `history verify`: walks the chain, and compares it with what the journal was told of it. */
export async function verify(context: CommandContext): Promise<ExitStatus> {
	const { services, invocation, output, signal } = context;
	const given = invocation.flags.head;
	const head = given === undefined ? undefined : parseGivenHead(given);
	if (head === null) return refuseUsage(context, `"${given}" is no head: 64 hex digits, or SEQ:HASH`);
	const log = await services.operationLog();
	const { heads, source } = await readKeptHeads(services.transport(), log, signal);
	const question = { ...(head === undefined ? {} : { head }), kept: heads };
	const report = await log.verify(question, output.ask === null ? undefined : showProgress(context));
	if (!report.ok) return reportFailure(context, 'verify', report.error);
	if (wantsJson(invocation)) {
		const data = { ...report.value, comparedWith: source };
		await writeDocument(context, documentOf('verify', await takeStamp(context), data, []));
	} else {
		await output.write(`${verifyLines(report.value, source).map(sanitise).join('\n')}\n`);
	}
	return report.value.isIntact ? exitStatus.done : exitStatus.failed;
}

/** Short checks end before anybody could read it. */
const fewEvents = 100_000;

function showProgress({ output }: CommandContext): (progress: VerifyProgress) => void {
	let last = 0;
	return ({ checked, total }) => {
		const percent = Math.floor((checked / Math.max(total, 1)) * 100);
		if (total < fewEvents || percent === last) return;
		last = percent;
		output.complain(percent >= 100 ? '\r\u001B[K' : `\rchecked ${percent} %`);
	};
}
