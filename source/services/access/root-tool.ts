import type { Command } from '../../domain/command.ts';
import type { Transport } from '../transports/transport.ts';
import { shownDoasCommand } from './doas.ts';
import { shownSudoCommand } from './sudo-conversation.ts';

/** What makes root of a user on a host. */
export type RootTool = 'sudo' | 'doas';

const timeoutMs = 10_000;

/** Which of them the host has: sudo where there are both, and where that cannot be told. Neither of them is run, so nothing is logged. */
export async function findRootTool(transport: Transport): Promise<RootTool> {
	const look: Command = { file: 'sh', args: ['-c', 'command -v sudo || command -v doas'] };
	const ran = await transport.run(look, { timeoutMs });
	return ran.ok && /^\/\S*\/doas$/.test(ran.value.stdout.trim()) ? 'doas' : 'sudo';
}

/** An act as it is shown and recorded: what a person would type. */
export function shownRootCommand(tool: RootTool, command: Command): Command {
	return tool === 'sudo' ? shownSudoCommand(command) : shownDoasCommand(command);
}
