import type { AskPassword, PasswordQuestion } from '../../../domain/dialogue.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { asRoot } from '../../access/as-root.ts';
import type { PasswordKeeper } from '../../access/password-keeper.ts';
import { findRootTool, type RootTool, shownRootCommand } from '../../access/root-tool.ts';
import { planOperation } from './plan-operation.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';

/** An act as root, which may ask for a password when it is carried out. */
export type RootAct = PlannedAct & {
	readonly asUser: 'root';
	/** Who is asked; nobody unless told. */
	askWith(ask: AskPassword): void;
};

/** Weighs an operation as it is, and has the acts of it alone run as root through sudo or doas. */
export async function planAsRoot(
	context: OperationContext,
	operation: Operation,
	id: string,
	keeper: PasswordKeeper,
): Promise<Result<RootAct>> {
	if (operation.type === 'copy')
		return fail('refused', 'Files are not copied as root', 'Copy without --sudo, then move it with run --sudo.');
	let purpose = 'an act as root';
	const person = createPersonToAsk();
	const { host } = context.transport;
	const { user } = context.actor;
	const question = (): PasswordQuestion => ({ user, host, purpose });
	const tool = await findRootTool(context.transport);
	const transport = asRoot({ transport: context.transport, tool, id, question, ask: person.ask, keeper });
	const planned = await planOperation({ ...context, transport }, operation);
	if (!planned.ok) return planned;
	const act = planned.value;
	if (act.command?.args.includes('--user') === true) {
		act.release();
		return fail('refused', 'Units of a user are not root’s to act on', 'Do it without sudo.');
	}
	purpose = act.title;
	return succeed({
		...act,
		asUser: 'root',
		...(act.operation === undefined ? {} : { operation: { ...act.operation, asRoot: true } }),
		command: act.command === null ? null : shownRootCommand(tool, act.command),
		argv: argvAsRoot(tool, act, act.argv),
		effects: [...act.effects, noteOf(tool, user)],
		async prepare() {
			const ready = await act.prepare();
			return ready.ok ? succeed({ ...ready.value, argv: argvAsRoot(tool, act, ready.value.argv) }) : ready;
		},
		askWith: person.setAsk,
		release() {
			person.forget();
			act.release();
		},
	});
}

function noteOf(tool: RootTool, user: string): string {
	return `It runs as root through ${tool}, which may ask for the password of ${user}.`;
}

/** Several commands stand one after the other where there is no single one; else `&&` is an argument like any other. */
function argvAsRoot(
	tool: RootTool,
	{ command }: Pick<PlannedAct, 'command'>,
	argv: readonly string[],
): readonly string[] {
	const next = command === null ? argv.indexOf('&&') : -1;
	const [file = '', ...args] = next === -1 ? argv : argv.slice(0, next);
	const shown = shownRootCommand(tool, { file, args });
	const first = [shown.file, ...shown.args];
	return next === -1 ? first : [...first, '&&', ...argvAsRoot(tool, { command }, argv.slice(next + 1))];
}

/** Asks a person once for one act, however many commands it takes. */
function createPersonToAsk() {
	let asked: AskPassword | null = null;
	let password: Uint8Array | null = null;

	async function askOnce(question: PasswordQuestion): Promise<Uint8Array | null> {
		if (question.isAgain === true) forget();
		password ??= (await asked?.(question)) ?? null;
		if (password === null) return null;
		const copy = new Uint8Array(password.length);
		copy.set(password);
		return copy;
	}

	function forget(): void {
		password?.fill(0);
		password = null;
	}

	return {
		forget,
		ask: () => (asked === null ? null : askOnce),
		setAsk(ask: AskPassword) {
			asked = ask;
		},
	};
}
