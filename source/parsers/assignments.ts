const assignment = /^([A-Za-z_]\w*)=(.*)$/;

/**
 * Lines of `NAME=value` as os-release and `timedatectl show` have them: quotes of either kind may stand around the value, a
 * backslash escapes inside them, `#` starts a comment. The last assignment of a name counts.
 */
export function parseAssignments(text: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [, name, value] = assignment.exec(line.trim()) ?? [];
		if (name !== undefined && value !== undefined) values.set(name, unquote(value));
	}
	return values;
}

function unquote(value: string): string {
	const quote = value.charAt(0);
	if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value;
	const inner = value.slice(1, -1);
	return quote === '"' ? inner.replace(/\\(["$`\\])/g, '$1') : inner;
}
