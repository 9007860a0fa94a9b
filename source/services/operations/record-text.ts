import { maskText, type SecretPatterns } from '../../domain/secrets.ts';

/** First and last characters of an output that are kept in the record: the cause is at one of its ends. */
const headLength = 4096;
const tailLength = 12_288;

/** What a command printed, for the record: secrets hidden first, then the middle of long output dropped. */
export function recordOutput(text: string, patterns: SecretPatterns): string {
	const masked = maskText(text, patterns).toWellFormed();
	const dropped = masked.length - headLength - tailLength;
	if (dropped <= 0) return masked;
	const head = masked.slice(0, headLength);
	const tail = masked.slice(-tailLength);
	return `${head}\n[… ${dropped} characters left out …]\n${tail}`.toWellFormed();
}

const longestTarget = 200;
const longestArgument = 4096;
const maxArguments = 500;

/** A name as it was asked for, which may be anything: cut to what a record can bear. */
export function recordTarget(text: string): string {
	const whole = text.toWellFormed();
	return whole.length <= longestTarget ? whole : `${whole.slice(0, longestTarget).toWellFormed()}…`;
}

/** Arguments for the record. What was cut says so. */
export function recordArguments(args: readonly string[]): readonly string[] {
	const kept = args
		.slice(0, maxArguments)
		.map((arg) => (arg.length <= longestArgument ? arg : `${arg.slice(0, longestArgument)}…`).toWellFormed());
	return args.length <= maxArguments ? kept : [...kept, `… ${args.length - maxArguments} more`];
}

const maxLines = 40;
const longestLine = 500;

/** Lines of a journal for the record: masked, the newest of many, long ones cut. */
export function recordLines(lines: readonly string[], patterns: SecretPatterns): readonly string[] {
	return lines.slice(-maxLines).map((line) => maskText(line, patterns).slice(0, longestLine).toWellFormed());
}
