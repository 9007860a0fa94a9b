import { formatSize } from '../domain/format.ts';
import type { Operation } from '../domain/operation.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { CopyPlan } from '../services/transports/ssh/files/file-copier.ts';
import { act } from './act.ts';
import type { CommandContext, RunCommand } from './context.ts';
import type { Output } from './output.ts';
import { allWords, refuseUsage } from './words.ts';

/** `opsdash get -H HOST FROM… TO` and `opsdash put -H HOST FROM… TO` */
export const run: RunCommand = async (context) => {
	const { verb } = context.invocation;
	const direction = verb === 'put' ? 'put' : 'get';
	const words = allWords(context);
	const to = words.at(-1);
	const sources = words.slice(0, -1);
	const { copier } = context.services;
	if (copier === undefined)
		return refuseUsage(context, `${direction} needs a host: opsdash ${direction} -H HOST FROM… TO`);
	if (to === undefined || sources.length === 0) {
		return refuseUsage(context, `${direction} needs a file and where it goes: opsdash ${direction} -H HOST FROM… TO`);
	}
	// Several files under one name would replace each other.
	const target = sources.length > 1 && !to.endsWith('/') ? `${to}/` : to;
	copier.onProgress(createProgressLine(context));
	const operations = sources.map((from): Operation => ({ type: 'copy', direction, from, to: target }));
	return act(context, operations);
};

const barCells = 24;

/** One line that is drawn over and over, where there is a terminal for it. */
function createProgressLine({ output }: Pick<CommandContext, 'output'>): (plan: CopyPlan, bytes: number) => void {
	const startedMs = new Map<CopyPlan, number>();
	return (plan, bytes) => {
		if (output.columns === null) return;
		const sinceMs = startedMs.get(plan) ?? performance.now();
		startedMs.set(plan, sinceMs);
		output.complain(`\r${progressText(plan, bytes, performance.now() - sinceMs, output)}\u001B[K`);
		if (bytes >= plan.bytes) output.complain('\n');
	};
}

function progressText(
	{ bytes: total, resumedBytes, copy }: CopyPlan,
	bytes: number,
	elapsedMs: number,
	output: Output,
) {
	const share = total === 0 ? 1 : Math.min(1, bytes / total);
	const bar = '#'.repeat(Math.round(share * barCells)).padEnd(barCells, '-');
	const perSecond = elapsedMs < 500 ? null : (Math.max(0, bytes - resumedBytes) / elapsedMs) * 1000;
	const rate = perSecond === null ? '' : `  ${formatSize(perSecond)}/s`;
	const text = `[${bar}] ${String(Math.floor(share * 100)).padStart(3)}%  ${formatSize(bytes)}${rate}  ${sanitise(copy.from)}`;
	return text.slice(0, Math.max(20, (output.columns ?? 80) - 1));
}
