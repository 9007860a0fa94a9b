/** The sentence with a full stop, if it has no end of its own. */
export function withStop(sentence: string): string {
	return /[.!?:…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** A message may quote what was typed, and that may be of any length. */
const longestMessage = 500;
const keptLength = 160;

/** The beginning of a message that is too long to be read, with how long it was. */
export function shortenMessage(message: string): string {
	if (message.length <= longestMessage) return message;
	return `${message.slice(0, keptLength).toWellFormed()}… (${message.length} characters)`;
}

/** What is wrong and what to try, as one text: two sentences where there is a hint. */
export function sentenceOf({ message, hint }: { readonly message: string; readonly hint?: string | null }): string {
	return hint === undefined || hint === null || hint === '' ? message : `${withStop(message)} ${withStop(hint)}`;
}
