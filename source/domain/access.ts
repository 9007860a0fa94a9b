import { type ActName, actOf, ruleOf } from './act-table.ts';
import type { Operation, OperationPlan } from './operation.ts';
import { fail, type Result, succeed } from './result.ts';

/**
 * What a person may do here, least first.
 * - `viewer`    looks
 * - `operator`  acts on units and processes, and runs the commands that the administrators listed
 * - `admin`     does everything
 */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** One command that operators may run: a pattern for each word of its argv, the program first. */
export type CommandPattern = readonly string[];

/** What somebody may do, and why: the sentence is for doctor, for refusals and for the screen. */
export type Access = {
	readonly role: Role;
	readonly because: string;
	/** What to try for another role; whoever administers the machine is to be asked unless told. */
	readonly hint?: string;
	/** What an operator may run. */
	readonly commands: readonly CommandPattern[];
};

/** Nobody wrote down who may do what: whoever may run the program may do what the host lets them. */
export const unrestricted: Access = {
	role: 'admin',
	because: 'there is no /etc/opsdash/access.yaml, so everybody is admin',
	commands: [],
};

/** The lesser of two roles: settings of a user can take away and never give. */
export function lesserRole(one: Role, other: Role): Role {
	return roles.indexOf(one) <= roles.indexOf(other) ? one : other;
}

/**
 * Whether somebody may do an act of this kind (`act-table.ts`); what the host itself permits is another question. `listed`: some
 * command, of which each is weighed by itself.
 */
export function mayDo({ role, commands }: Access, act: ActName): boolean {
	const needed = ruleOf(act).role;
	if (role === 'admin') return true;
	return role === 'operator' && (needed === 'operator' || (needed === 'listed' && commands.length > 0));
}

/** The same as an answer that tells why not. */
export function authoriseAct(access: Access, act: ActName): Result<void> {
	if (mayDo(access, act)) return succeed(undefined);
	const { role, because, hint = askAdministrators } = access;
	if (ruleOf(act).role === 'listed' && role === 'operator') return unlisted(access);
	return role === 'viewer' && act !== 'become'
		? fail('permission', `A viewer may look and not act (${because})`, hint)
		: fail('permission', `Only an admin may ${adminWords[act] ?? 'do that'} (${because})`, hint);
}

/** Whether somebody may ask for this very operation: a command has to be one that was listed. */
export function authorise(access: Access, operation: Operation): Result<void> {
	const kind = authoriseAct(access, actOf(operation));
	if (!kind.ok || access.role === 'admin' || operation.type !== 'run') return kind;
	const argv = [operation.command.file, ...operation.command.args];
	return access.commands.some((pattern) => matchesCommand(pattern, argv)) ? kind : unlisted(access);
}

const adminWords: Readonly<Partial<Record<ActName, string>>> = {
	'copy get': 'copy files from a host',
	'copy put': 'copy files to a host',
	shell: 'open a shell on a host',
	become: 'see a host as root',
};

const askAdministrators = 'Whoever administers this machine gives roles, in /etc/opsdash/access.yaml.';

function unlisted({ because, commands }: Access): Result<never> {
	return fail(
		'permission',
		`This command is not among those that operators may run (${because})`,
		commands.length === 0
			? 'None is listed under commands in /etc/opsdash/access.yaml.'
			: 'opsdash access lists them; every word has to match.',
	);
}

/** Whether an act could be asked for as root: it is not root's already, and not about the units of a user. */
export function mayBeRoot({
	operation,
	command,
	asUser,
}: Pick<OperationPlan, 'operation' | 'command' | 'asUser'>): boolean {
	return (
		operation.asRoot !== true &&
		operation.type !== 'copy' &&
		asUser !== 'root' &&
		command?.args.includes('--user') !== true
	);
}

/**
 * Whether an argv is the one that a pattern describes: as many words, each matching its own. `*` stands for any run of
 * characters within one word, but at the start of a word it does not stand for a dash (a listed value is never an option), and
 * nowhere for a step to the directory above.
 * Nothing is split, joined or interpreted; a shell never sees it.
 */
export function matchesCommand(pattern: CommandPattern, argv: readonly string[]): boolean {
	return pattern.length === argv.length && pattern.every((each, index) => matchesWord(each, argv[index] ?? ''));
}

const parentStep = /(?:^|\/)\.\.(?:\/|$)/;

function matchesWord(pattern: string, word: string): boolean {
	if (!pattern.includes('*')) return pattern === word;
	if ((pattern.startsWith('*') && word.startsWith('-')) || parentStep.test(word)) return false;
	const parts = pattern.split('*');
	const first = parts[0] ?? '';
	const last = parts.at(-1) ?? '';
	if (!word.startsWith(first) || !word.endsWith(last) || word.length < first.length + last.length) return false;
	// The first place of each part is as good as any: what is between may be anything.
	let at = first.length;
	const end = word.length - last.length;
	for (const part of parts.slice(1, -1)) {
		const found = word.indexOf(part, at);
		if (found === -1 || found + part.length > end) return false;
		at = found + part.length;
	}
	return true;
}
