/**
 * Hides what looks like a secret in arguments, environments and texts before anything is shown, stored or hashed.
 * It errs towards hiding; it cannot know a secret that looks like any other word, so `secretPatterns` of the settings add to it.
 */

import { mayHideByPlace, secretOptionsOf } from './secret-programs.ts';

/** What stands in the place of a secret, whatever its length was. */
export const maskedText = '***';

/** Expressions of the settings; what group 1 (or, without a group, the whole match) covers is hidden. */
export type SecretPatterns = readonly RegExp[];

const secretWords =
	'pass(?:word|wd|phrase|code)?|(?!by|com|encom)[a-z0-9]*pass|pwd|secret|(?<=_)auth|netrc|(?:auth|access|api|id|refresh|bearer|session)?[-_.]?token|credentials?|psk|' +
	'(?:api|access|secret|auth|account|shared|encryption|master|license|private|app|signing)[-_.]?key(?:[-_.]base)?';
const secretName = new RegExp(`(?:^|[-_.])(?:[a-z0-9]*(?:password|passwd|secret)|${secretWords})$`, 'i');
/** `pwd` is a password elsewhere. */
const workingDirectory = /^(?:OLD)?PWD=\//;
const notASecret = /^(?:no|ask|prompt|show|with|without|disable|skip)[-_]/i;

const inText: ReadonlyArray<readonly [RegExp, string]> = [
	// scheme://user:secret@host
	[/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@?#]*:)[^\s/@]+(?=@)/gi, `$1${maskedText}`],
	// scheme://token@host, when the only part before the @ is too long for a login
	[/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/:@?#]{20,}(?=@)/gi, `$1${maskedText}`],
	// name=value and name:value in connection strings, query strings and JSON
	[
		new RegExp(
			`((?:^|[^a-z0-9])["']?(?!(?:old)?pwd=/)(?:[a-z0-9]+[-_.])*(?:[a-z0-9]*(?:password|passwd|secret)|${secretWords}|sig|signature)["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s&;,"'}]+)`,
			'gi',
		),
		`$1${maskedText}`,
	],
	[
		/(\b(?:proxy-)?authorization\s*[:=]\s*(?:(?:basic|bearer|digest|negotiate|token)\s+)?)[^\s"']+/gi,
		`$1${maskedText}`,
	],
	[/(\b(?:set-)?cookie\s*:\s*)[^"']+/gi, `$1${maskedText}`],
	[/(\bbearer\s+)[\w.~+/=-]{8,}/gi, `$1${maskedText}`],
	// go-sql-driver: user:secret@tcp(host)
	[/(^|[\s"'=])([^\s:/@"']+:)[^\s@/"']+(?=@(?:tcp|unix)\()/gi, `$1$2${maskedText}`],
	// Shapes that issuers gave their tokens so that they can be found
	[
		/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|sk-[\w-]{20,}|hv[sb]\.[\w-]{20,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,})/g,
		maskedText,
	],
	[/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, maskedText],
	// CVS roots: :pserver:user:secret@host
	[/(:(?:pserver|ext):[^:@\s]*:)[^@\s]+(?=@)/g, `$1${maskedText}`],
	[/(hooks\.slack\.com\/services\/)[\w/]+/g, `$1${maskedText}`],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, maskedText],
];

/** A text without any of these holds none of the above: most words of most command lines, which are many. */
const mayHide = /[=:@]|bearer|-----BEGIN|gh[pousr]_|github_pat|glpat-|xox|sk-|hv[sb]\.|npm_|AIza|eyJ|slack\.com/i;
const mayBeOption = /^[-/]|\s/;

/** Whether a variable or an option of this name (`MYSQL_ROOT_PASSWORD`, `--api-key`) holds a secret. */
export function isSecretName(name: string): boolean {
	const bare = name.replace(/^[-/]+/, '');
	return secretName.test(bare) && !notASecret.test(bare);
}

/** Hides secrets inside one text: URLs, connection strings, headers, known tokens, and what `patterns` cover. */
export function maskText(text: string, patterns: SecretPatterns = []): string {
	let masked = text;
	if (mayHide.test(text)) {
		for (const [pattern, replacement] of inText) masked = masked.replace(pattern, replacement);
	}

	return hideRanges(masked, findRanges(masked, patterns));
}

/**
 * Hides secrets in one line that may hold a command: of a unit file, a crontab, a log. What stands before a command (a key and
 * its sign) stays as it is.
 */
export function maskLine(text: string, patterns: SecretPatterns = []): string {
	const masked = mayBeOption.test(text) && /(?:^|\s)[-/]|=/.test(text) ? maskShellText(maskText(text)) : maskText(text);
	return hideRanges(masked, findRanges(masked, patterns));
}

/**
 * Hides secrets in an argument list: `--password x`, `--password=x`, `-pX` of programs known for it, URLs with credentials,
 * tokens, and shell strings (`sh -c "mysql -pX"`). The same array comes back when nothing was hidden.
 */
export function maskArguments(args: readonly string[], patterns: SecretPatterns = []): readonly string[] {
	const isPlain =
		!mayHideByPlace(args) &&
		args.every((arg, index) => !mayHide.test(arg) && !(index === 0 ? /\s/ : mayBeOption).test(arg));
	const masked = maskAcross(isPlain ? args : maskWords(args), patterns);
	return masked.every((arg, index) => arg === args[index]) ? args : masked;
}

/** Hides values in `NAME=value` entries: all of it where the name tells a secret, else what `maskText` finds. */
export function maskEnvironment(entries: readonly string[], patterns: SecretPatterns = []): readonly string[] {
	return entries.map((entry) => {
		const end = entry.indexOf('=');
		if (workingDirectory.test(entry)) return entry;
		const isSecret = end > 0 && isSecretName(entry.slice(0, end));
		return isSecret && end + 1 < entry.length ? `${entry.slice(0, end)}=${maskedText}` : maskText(entry, patterns);
	});
}

/** Compiles the expressions of the settings; one that is not valid is named and left out. */
export function compileSecretPatterns(sources: readonly string[]): {
	readonly patterns: SecretPatterns;
	readonly invalid: readonly string[];
} {
	const patterns: RegExp[] = [];
	const invalid: string[] = [];
	for (const source of sources) {
		try {
			patterns.push(new RegExp(source, 'dg'));
		} catch {
			invalid.push(source);
		}
	}

	return { patterns, invalid };
}

function maskWords(args: readonly string[]): string[] {
	const options = secretOptionsOf(args);
	const masked: string[] = [];
	let hidesNext = false;
	for (const [index, arg] of args.entries()) {
		if (hidesNext) {
			hidesNext = false;
			masked.push(options.partOf(args[index - 1] ?? '', arg, maskedText));
			continue;
		}

		if (options.places.has(index)) {
			masked.push(maskedText);
			continue;
		}

		const attached = index === 0 ? arg : options.maskAttached(arg, maskedText);
		const isFollowed = index > 0 && index + 1 < args.length && !/^--?[a-z]/i.test(args[index + 1] ?? '');
		// `-pSECRET` has its secret in it, whatever that spells.
		const isAsking = attached === arg && arg.startsWith('-') && (options.takesSecret(arg) || isSecretName(arg));
		hidesNext = isFollowed && isAsking;
		masked.push(maskWord(attached));
	}

	return masked;
}

function maskWord(arg: string): string {
	const option = /^((?:--?|\/)?[\w.-]+)[=:](?=.)/s.exec(arg);
	if (option?.[1] !== undefined && isSecretName(option[1]) && !workingDirectory.test(arg)) {
		return `${option[0]}${maskedText}`;
	}

	const text = maskText(arg);
	return /\S\s+\S/.test(text) ? maskShellText(text) : text;
}

/** Words of a shell string, or of a title that a process gave itself; quotes stay where they are. */
function maskShellText(text: string): string {
	return text
		.split(/([;|&\n]+)/)
		.map((part, index) => (index % 2 === 1 ? part : maskShellCommand(part)))
		.join('');
}

function maskShellCommand(text: string): string {
	const pieces = text.split(/(\s+)/);
	const words = pieces.filter((piece, index) => index % 2 === 0 && piece !== '');
	// An empty first word stands for the program where the text starts with an option.
	const program = Math.max(
		words.findIndex((word) => !/^\w+=/.test(word)),
		0,
	);
	const masked = maskFrom(words, program);
	let next = 0;
	return pieces.map((piece, index) => (index % 2 === 1 || piece === '' ? piece : (masked[next++] ?? piece))).join('');
}

/** `ExecStart=/usr/bin/x --password y` and `argv[]=/usr/bin/x …` hold a program behind their sign. */
function maskFrom(words: readonly string[], program: number): readonly string[] {
	const before = words.slice(0, program);
	const named = /^([\w[\]]+=)([-+!:@]*\/.+)$/.exec(
		(words[program]?.startsWith('-') ? before.at(-1) : words[program]) ?? '',
	);
	if (named === null) return [...before, ...maskWords(words.slice(program))];
	const isBefore = words[program]?.startsWith('-') === true;
	const [own = '', ...rest] = maskWords([named[2] ?? '', ...words.slice(isBefore ? program : program + 1)]);
	return [...before.slice(0, isBefore ? -1 : undefined), `${named[1]}${own}`, ...rest];
}

type Range = readonly [start: number, end: number];

/** Patterns of the settings are written for the line that a person sees, so they may reach across arguments. */
function maskAcross(args: readonly string[], patterns: SecretPatterns): readonly string[] {
	const ranges = patterns.length === 0 ? [] : findRanges(args.join(' '), patterns);
	if (ranges.length === 0) {
		return args;
	}

	let offset = 0;
	return args.map((arg) => {
		const own = ranges
			.map(([start, end]): Range => [Math.max(start - offset, 0), Math.min(end - offset, arg.length)])
			.filter(([start, end]) => start < end);
		offset += arg.length + 1;
		return hideRanges(arg, own);
	});
}

function findRanges(text: string, patterns: SecretPatterns): Range[] {
	return patterns.flatMap((pattern) => {
		const finder = new RegExp(pattern.source, [...new Set([...pattern.flags, 'd', 'g'])].join(''));
		return [...text.matchAll(finder)].flatMap((match) => {
			const range = match.length > 1 ? match.indices?.[1] : match.indices?.[0];
			return range === undefined || range[0] === range[1] ? [] : [range];
		});
	});
}

function hideRanges(text: string, ranges: readonly Range[]): string {
	let hidden = text;
	let before = Number.POSITIVE_INFINITY;
	for (const [start, end] of [...ranges].sort((a, b) => b[0] - a[0])) {
		if (end <= before) {
			hidden = `${hidden.slice(0, start)}${maskedText}${hidden.slice(end)}`;
			before = start;
		}
	}

	return hidden;
}
