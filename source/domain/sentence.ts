/** The sentence with a full stop, if it has no end of its own. */
export function withStop(sentence: string): string {
	return /[.!?:…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** What is wrong and what to try, as one text: two sentences where there is a hint. */
export function sentenceOf({ message, hint }: { readonly message: string; readonly hint?: string | null }): string {
	return hint === undefined || hint === null || hint === '' ? message : `${withStop(message)} ${withStop(hint)}`;
}
