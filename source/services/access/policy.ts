import { LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { type CommandPattern, type Role, roles } from '../../domain/access.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { parsePassphraseEntry } from './passphrase.ts';

/** Somebody who signs in on a shared account. */
export type Person = {
	/** See passphrase.ts. */
	readonly passphrase: string;
	/** What this person may do at most; null leaves it at what the account may do. */
	readonly role: Role | null;
};

/** What administrators wrote down about who may do what. Names are those of the operating system. */
export type AccessPolicy = {
	/** For who is in none of the lists. */
	readonly default: Role;
	readonly users: Readonly<Record<string, Role>>;
	readonly groups: Readonly<Record<string, Role>>;
	/** What operators may run. */
	readonly commands: readonly CommandPattern[];
	readonly signIn: {
		/** Accounts that several people share: each says who it is before anything is shown. */
		readonly accounts: readonly string[];
		readonly people: Readonly<Record<string, Person>>;
		/** Failures in a row after which a name is locked, and for how long. */
		readonly lockAfter: number;
		readonly lockMinutes: number;
	};
	/** How long a password for sudo may be kept at most, whatever a user's settings say; null leaves it to them. */
	readonly passwordSeconds: number | null;
};

const name = z.string().min(1).max(256);
const role = z.enum(roles);
const word = z.string().max(4096);

const policyShape = z.strictObject({
	default: role.default('viewer'),
	users: z.record(name, role).default({}),
	groups: z.record(name, role).default({}),
	commands: z
		.array(
			z
				.array(word)
				.min(1)
				.max(200)
				.refine(([program = '']) => program !== '' && !program.includes('*'), 'the program has to be named as it is'),
		)
		.max(1000)
		.default([]),
	signIn: z
		.strictObject({
			accounts: z.array(name).max(1000).default([]),
			people: z
				.record(
					z.string().regex(/^[\w.@-]{1,64}$/, 'is not a name'),
					z.strictObject({
						passphrase: z.string().refine((text) => parsePassphraseEntry(text) !== null, {
							message: 'is not what opsdash access passphrase prints',
						}),
						role: role.nullable().default(null),
					}),
				)
				.default({}),
			lockAfter: z.number().int().min(1).max(100).default(5),
			lockMinutes: z.number().int().min(1).max(1440).default(15),
		})
		.prefault({}),
	passwordSeconds: z.number().int().min(0).max(3600).nullable().default(null),
});

/**
 * The policy in a text of YAML. It counts as a whole or not at all: with one line misread somebody could have more than was
 * meant. The sentence names the line.
 */
export function parsePolicy(text: string, path: string): Result<AccessPolicy> {
	const counter = new LineCounter();
	const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
	const [syntax] = document.errors;
	const lineAt = (offset: number) => counter.linePos(offset).line;
	if (syntax !== undefined) return damaged(path, lineAt(syntax.pos[0]), syntax.message);
	let value: unknown;
	try {
		value = document.toJS() ?? {};
	} catch {
		return damaged(path, 1, 'its aliases cannot be resolved');
	}
	const checked = policyShape.safeParse(value);
	if (checked.success) return succeed(checked.data);
	const issue = checked.error.issues[0];
	const at = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
	const node = at.length === 0 ? null : (document.getIn(at, true) as Node | undefined);
	const where = at.length === 0 ? '' : `${at.join('.')}: `;
	return damaged(path, lineAt(node?.range?.[0] ?? 0), `${where}${issue?.message ?? 'is not valid'}`);
}

function damaged(path: string, line: number, what: string): Result<never> {
	return fail('malformed', `${sanitise(path)} line ${line}: ${sanitise(what)}`, 'Mend that line as root.');
}
