import type { CommandContext } from './context.ts';

/**
 * Records what became of acts whose program is gone, as the console does at its start. Costs one question to the log where
 * there are none; where it cannot be done, they stay open and are shown so.
 */
export async function settleOldActs({ services, invocation }: CommandContext): Promise<void> {
	if (invocation.flags['read-only']) return;
	const open = await (await services.operationLog()).listOpen();
	if (!open.ok || open.value.length === 0) return;
	await (await services.operations()).recover();
}
