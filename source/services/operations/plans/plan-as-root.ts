import type { AskPassword, PasswordQuestion } from '../../../domain/dialogue.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { asRoot } from '../../access/as-root.ts';
import type { PasswordKeeper } from '../../access/password-keeper.ts';
import { shownSudoCommand } from '../../access/sudo-conversation.ts';
import { planOperation } from './plan-operation.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';

/** An act as root, which may ask for a password when it is carried out. */
export type RootAct = PlannedAct & {
	readonly asUser: 'root';
	/** Who is asked; nobody unless told. */
	askWith(ask: AskPassword): void;
};

/** Weighs an operation as it is, and has the acts of it alone run as root through sudo. */
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
	const transport = asRoot({ transport: context.transport, id, question, ask: person.ask, keeper });
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
		command: act.command === null ? null : shownSudoCommand(act.command),
		argv: argvWithSudo(act, act.argv),
		effects: [...act.effects, `It runs as root through sudo, which may ask for the password of ${user}.`],
		async prepare() {
			const ready = await act.prepare();
			return ready.ok ? succeed({ ...ready.value, argv: argvWithSudo(act, ready.value.argv) }) : ready;
		},
		askWith: person.setAsk,
		release() {
			person.forget();
			act.release();
		},
	});
}

/** Several commands stand one after the other where there is no single one; else `&&` is an argument like any other. */
function argvWithSudo({ command }: PlannedAct, argv: readonly string[]): readonly string[] {
	if (command === null) return withSudo(argv);
	const [file = '', ...args] = argv;
	const shown = shownSudoCommand({ file, args });
	return [shown.file, ...shown.args];
}

/** Each of several commands is one of sudo's own. */
function withSudo(argv: readonly string[]): readonly string[] {
	const next = argv.indexOf('&&');
	const [file = '', ...args] = next === -1 ? argv : argv.slice(0, next);
	const shown = shownSudoCommand({ file, args });
	const first = [shown.file, ...shown.args];
	return next === -1 ? first : [...first, '&&', ...withSudo(argv.slice(next + 1))];
}

/** Asks a person once for one act, however many commands it takes. */
function createPersonToAsk() {
	let asked: AskPassword | null = null;
	let password: Uint8Array | null = null;

	async function askOnce(question: PasswordQuestion): Promise<Uint8Array | null> {
		password ??= (await asked?.(question)) ?? null;
		if (password === null) return null;
		const copy = new Uint8Array(password.length);
		copy.set(password);
		return copy;
	}

	return {
		ask: () => (asked === null ? null : askOnce),
		setAsk(ask: AskPassword) {
			asked = ask;
		},
		forget() {
			password?.fill(0);
			password = null;
		},
	};
}
