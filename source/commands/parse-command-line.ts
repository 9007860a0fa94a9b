import meow from 'meow';
import { findNearest } from '../domain/nearest.ts';
import { fail, type Result, succeed } from '../domain/result.ts';
import { type Flag, type FlagName, type FlagValues, flags } from './flags.ts';
import { flagsOf, isVerb, takesNoWords, type VerbName } from './verbs.ts';

/** The command line understood: which verb, its words, its flags. */
export type Invocation = {
	/** Null for the console and the snapshot. */
	readonly verb: VerbName | null;
	/** Words after the verb. */
	readonly words: readonly string[];
	/** What stood after `--`; null where there was no `--`. */
	readonly command: readonly string[] | null;
	readonly flags: FlagValues;
};

const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `--no-x` is how the parser of meow negates `x`. */
const isNegated = (flag: Flag) => flag.name.startsWith('no-');
const parsedName = (flag: Flag) => camel(isNegated(flag) ? flag.name.slice(3) : flag.name);

type MeowFlag =
	| { readonly type: 'boolean'; readonly shortFlag?: string; readonly default?: boolean }
	| { readonly type: 'string'; readonly shortFlag?: string };

const lettersOf = (word: string) => word.replaceAll(/[^a-z]/gi, '').toLowerCase();

/** Whether a word may be this flag in any spelling that meow knows: `--read-only`, `--readOnly`, `--no-x=y`, `-n5`, `-hy`. */
function mayGive(flag: Flag, word: string): boolean {
	if (!word.startsWith('-')) return false;
	return word.startsWith('--')
		? lettersOf(word).includes(lettersOf(parsedName(flag)))
		: flag.short !== undefined && word.includes(flag.short);
}

/** Of the flags that `argv` may give: meow takes a fifth of a millisecond for each that it is told of. */
function meowFlags(argv: readonly string[]) {
	return Object.fromEntries<MeowFlag>(
		flags
			.filter((flag) => argv.some((word) => mayGive(flag, word)))
			.map((flag) => [
				parsedName(flag),
				{
					// Numbers arrive as text, so that `--window x` can be refused in words.
					...(flag.type === 'boolean'
						? { type: 'boolean', ...(isNegated(flag) ? { default: true } : {}) }
						: { type: 'string' }),
					...(flag.short ? { shortFlag: flag.short } : {}),
				},
			]),
	);
}

/**
 * Understands `argv` (without node and script). Unknown flags, flags of another verb and values out of range are refused in one
 * sentence each. The first word is taken for a verb only when it is exactly one.
 */
export function parseCommandLine(argv: readonly string[]): Result<Invocation> {
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	const wordless = ownFlagWithoutValue(own);
	if (wordless !== null)
		return usage(`--${wordless.name} needs a value: --${wordless.name} ${wordless.value ?? 'VALUE'}.`, guessVerb(own));
	const twice = flagGivenTwice(own);
	if (twice !== null) return usage(`--${twice.name} is given twice.`, guessVerb(own));
	const parsed = meow({
		importMeta: import.meta,
		argv: own,
		flags: meowFlags(own),
		// meow names the process after it.
		pkg: { name: 'opsdash', bin: { opsdash: 'bin/opsdash' } },
		autoHelp: false,
		autoVersion: false,
		allowUnknownFlags: true,
	});
	const [first, ...rest] = parsed.input;
	const verb = first !== undefined && isVerb(first) ? first : null;
	const command = end === -1 ? null : argv.slice(end + 1);
	if (verb !== null && takesNoWords(verb)) {
		const [word] = [...rest, ...(command ?? [])];
		if (word !== undefined) return usage(`opsdash ${verb} takes no words, and "${word}" is one.`, verb);
	}
	const values = readValues(parsed.flags as Readonly<Record<string, unknown>>, verb);
	if (!values.ok) return values;
	return succeed({
		verb,
		words: verb === null ? parsed.input : rest,
		command,
		flags: values.value,
	});
}

/** The verb that a command line begins with, for what is said of one that cannot be understood. */
export function guessVerb(argv: readonly string[]): VerbName | null {
	return (argv.find((word) => !word.startsWith('-') && isVerb(word)) as VerbName | undefined) ?? null;
}

function usage(message: string, verb: VerbName | null = null): Result<never> {
	return fail('refused', message, `See opsdash ${verb === null ? '' : `${verb} `}--help.`);
}

/** A flag that takes a value and is the last word, or is followed by another flag. */
function ownFlagWithoutValue(argv: readonly string[]): Flag | null {
	for (const [index, word] of argv.entries()) {
		const flag = flags.find(
			({ name, short, type }) => type !== 'boolean' && (word === `--${name}` || word === `-${short}`),
		);
		const next = argv[index + 1];
		if (flag !== undefined && (next === undefined || (next.startsWith('-') && !/^-\d/.test(next)))) return flag;
	}
	return null;
}

/** A flag with a value that stands there in more than one word: meow throws, and which one counts nobody knows. */
function flagGivenTwice(argv: readonly string[]): Flag | null {
	const isOf = ({ name, short }: Flag, word: string) => {
		const [long = ''] = word.split('=');
		const isShort = short !== undefined && /^-[^-]/.test(word) && word.startsWith(`-${short}`);
		return isShort || (long.startsWith('--') && lettersOf(long) === lettersOf(name));
	};
	const given = (flag: Flag) => argv.filter((word) => isOf(flag, word)).length;
	return flags.find((flag) => flag.type !== 'boolean' && given(flag) > 1) ?? null;
}

function readValues(given: Readonly<Record<string, unknown>>, verb: VerbName | null): Result<FlagValues> {
	const values: Record<string, boolean | number | string | undefined> = {};
	const known = new Set(flags.map(parsedName));
	const shorts = new Set(flags.map(({ short }) => short));
	for (const name of Object.keys(given)) if (!known.has(name) && !shorts.has(name)) return unknownFlag(name, verb);
	for (const flag of flags) {
		const value = readValue(flag, given[parsedName(flag)], verb);
		if (!value.ok) return value;
		const isGiven = value.value !== undefined && value.value !== false;
		if (isGiven && !flagsOf(verb).includes(flag.name as FlagName)) return misplacedFlag(flag, verb);
		values[flag.name] = value.value;
	}
	return succeed(values as FlagValues);
}

function readValue(flag: Flag, given: unknown, verb: VerbName | null): Result<boolean | number | string | undefined> {
	const last = Array.isArray(given) ? given.at(-1) : given;
	if (flag.type === 'boolean') return succeed(isNegated(flag) ? last === false : last === true);
	if (last === undefined) return succeed(undefined);
	const text = String(last);
	if (text === '') return usage(`--${flag.name} is empty.`, verb);
	return flag.type === 'string' ? readChoice(flag, text, verb) : readNumber(flag, text, verb);
}

function readChoice({ name, choices }: Flag, text: string, verb: VerbName | null): Result<string> {
	if (choices === undefined || choices.includes(text)) return succeed(text);
	const [near] = findNearest(text, choices);
	const list = choices.join(', ');
	return usage(`--${name} takes one of ${list}, and "${text}" is none.${near ? ` Did you mean ${near}?` : ''}`, verb);
}

function readNumber(flag: Flag, text: string, verb: VerbName | null): Result<number> {
	const number = Number(text);
	const [least, most] = flag.range ?? [0, Number.MAX_SAFE_INTEGER];
	const isWhole = flag.isWhole !== true || Number.isInteger(number);
	if (text.trim() !== '' && isWhole && number >= least && number <= most) return succeed(number);
	const kind = flag.isWhole === true ? 'a whole number' : 'a number';
	return usage(`--${flag.name} takes ${kind} from ${least} to ${most}, and "${text}" is none.`, verb);
}

function unknownFlag(name: string, verb: VerbName | null): Result<never> {
	const dashed = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	const written = dashed.length === 1 ? `-${dashed}` : `--${dashed}`;
	const [near] = findNearest(dashed, flagsOf(verb));
	return usage(
		`There is no flag ${written}${verb === null ? '' : ` for ${verb}`}.${near ? ` Did you mean --${near}?` : ''}`,
		verb,
	);
}

function misplacedFlag(flag: Flag, verb: VerbName | null): Result<never> {
	return usage(
		verb === null ? `--${flag.name} needs a verb before it.` : `opsdash ${verb} does not take --${flag.name}.`,
		verb,
	);
}
