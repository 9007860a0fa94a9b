/**
 * `ss -tinO` of one connection: what the kernel tells of it (struct tcp_info), as names and values in the order printed.
 * Seen: iproute2 6.1. https://man7.org/linux/man-pages/man8/ss.8.html
 *     ESTAB 0 0 127.0.0.1:22 127.0.0.1:5000 cubic wscale:7,7 rto:204 rtt:0.03/0.01 cwnd:10 send 174Gbps delivery_rate 98Gbps app_limited
 */

export type SsFigure = { readonly name: string; readonly value: string };

/** Names whose value stands behind a space instead of a colon. */
const spacedNames = new Set(['send', 'pacing_rate', 'delivery_rate', 'max_pacing_rate']);
/** Words that stand alone say that something is so. */
const congestionControls =
	/^(cubic|reno|bbr2?|dctcp|vegas|westwood|htcp|hybla|veno|yeah|illinois|lp|nv|cdg|scalable|highspeed|bic)$/;

/** The figures of the text's first connection; null when there is none in it. */
export function parseSsInfo(text: string): readonly SsFigure[] | null {
	const line = text.split('\n').find((each) => /^(?:tcp +)?[A-Z][A-Z\d-]+ +\d+ +\d+ +\S+ +\S+/.test(each));
	if (line === undefined) return null;
	const start = /^(?:tcp +)?\S+ +\d+ +\d+ +\S+ +\S+/.exec(line)?.[0].length ?? 0;
	return figuresOf(
		line
			.slice(start)
			.trim()
			.split(/\s+/)
			.filter((word) => word !== ''),
	);
}

function figuresOf(words: readonly string[]): readonly SsFigure[] {
	const figures: SsFigure[] = [];
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		const colon = word.indexOf(':');
		const next = words[index + 1];
		if (spacedNames.has(word) && next !== undefined) {
			figures.push({ name: word, value: next });
			index += 1;
		} else if (colon > 0) figures.push({ name: word.slice(0, colon), value: word.slice(colon + 1) });
		else if (congestionControls.test(word)) figures.push({ name: 'congestion', value: word });
		else figures.push({ name: word, value: 'yes' });
	}
	return figures;
}
