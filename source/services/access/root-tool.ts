import type { Command, CommandOutcome } from '../../domain/command.ts';
import type { Transport } from '../transports/transport.ts';
import { doasCommand, explainDoas, shownDoasCommand } from './doas.ts';
import { explainSudo, type SudoComplaint, shownSudoCommand, sudoCommand, sudoPrompt } from './sudo-conversation.ts';

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

/** The act as root. Where a password is wanted, the prompt of `random` comes on its stderr, and one line is read from its stdin. */
export function rootCommand(tool: RootTool, command: Command, random: string): Command {
	return tool === 'sudo' ? sudoCommand(command, sudoPrompt(random)) : doasCommand(command, random);
}

/** Why the tool itself ran nothing; null where the command ran. `stderr` without prompts. */
export function explainRoot(
	tool: RootTool,
	outcome: Pick<CommandOutcome, 'exitCode' | 'stdout' | 'stderr'>,
): SudoComplaint | null {
	return tool === 'sudo' ? explainSudo(outcome.exitCode, outcome.stdout, outcome.stderr) : explainDoas(outcome);
}

/** Where a password cannot be asked for. */
export function noPasswordHint(tool: RootTool, what = 'this command'): string {
	return tool === 'sudo'
		? `have a NOPASSWD rule for ${what} in sudoers.`
		: `have a \`permit nopass\` rule for ${what} in /etc/doas.conf.`;
}
