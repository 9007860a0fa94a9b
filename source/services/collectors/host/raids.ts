import { parseMdstat } from '../../../parsers/mdstat.ts';
import { answer, type FactReader, leftOut, secondMs } from './fact-reader.ts';

/** Arrays of the md driver. No /proc/mdstat means no driver, so no arrays. */
export const raidsReader: FactReader<'raids'> = {
	maxAgeMs: 10 * secondMs,
	isKept: false,
	deadlineMs: secondMs,
	async read(transport) {
		const [text] = await transport.readFiles(['/proc/mdstat']);
		if (text === undefined || (!text.ok && text.error.code === 'not-found')) return answer([]);
		if (!text.ok) return text;
		const { records, malformed } = parseMdstat(text.value);
		return answer(records, leftOut('raids', malformed, '/proc/mdstat'));
	},
};
