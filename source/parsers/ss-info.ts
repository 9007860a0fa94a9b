/**
 * `ss -tin` of one connection: what the kernel tells of it (struct tcp_info), as names and values in the order printed. They stand
 * on an indented line of their own, or on the same one. Seen: iproute2 6.1. https://man7.org/linux/man-pages/man8/ss.8.html
 *     ESTAB 0 0 127.0.0.1:22 127.0.0.1:5000
 *          cubic wscale:7,7 rto:204 rtt:0.03/0.01 cwnd:10 send 174Gbps delivery_rate 98Gbps app_limited
 */

export type SsFigure = { readonly name: string; readonly value: string };

/** Names whose value stands behind a space instead of a colon. */
const spacedNames = new Set(['send', 'pacing_rate', 'delivery_rate', 'max_pacing_rate']);
/** Words that stand alone say that something is so. */
const congestionControls =
	/^(cubic|reno|bbr2?|dctcp|vegas|westwood|htcp|hybla|veno|yeah|illinois|lp|nv|cdg|scalable|highspeed|bic)$/;

const socketLine = /^(?:tcp +)?[A-Z][A-Z\d-]+ +\d+ +\d+ +\S+:\S+ +\S+:\S+/;

/** The figures of the text's first connection; null when there is none in it. */
export function parseSsInfo(text: string): readonly SsFigure[] | null {
	const lines = text.split('\n');
	const at = lines.findIndex((line) => socketLine.test(line));
	if (at < 0) return null;
	const own = (lines[at] ?? '').replace(socketLine, '');
	const next = lines[at + 1] ?? '';
	const info = /^\s+\S/.test(next) ? `${own} ${next}` : own;
	return figuresOf(
		info
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
