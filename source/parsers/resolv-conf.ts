/**
 * /etc/resolv.conf, and /run/systemd/resolve/resolv.conf of the same form. https://man7.org/linux/man-pages/man5/resolv.conf.5.html
 *
 * Only name servers are taken. An unknown keyword is not malformed: resolvers skip them too.
 */
import { parseLines, type Records } from './records.ts';

export function parseResolvConf(text: string): Records<string> {
	return parseLines(text, (line) => {
		const [keyword, address] = line.split(/[#;]/, 1)[0]?.trim().split(/\s+/) ?? [];
		if (keyword !== 'nameserver') return undefined;
		return address !== undefined && isAddress(address) ? address : null;
	});
}

/** Written as an IPv4 or IPv6 address, perhaps with a zone. */
function isAddress(text: string): boolean {
	return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || /^[\da-f:.]*:[\da-f:.]*(%\S{1,16})?$/i.test(text);
}

/** systemd-resolved's own listener, which hands questions on to the real servers. */
export function isResolvedStub(address: string): boolean {
	return address === '127.0.0.53' || address === '127.0.0.54';
}
