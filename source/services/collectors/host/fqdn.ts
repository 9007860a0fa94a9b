import { fail } from '../../../domain/result.ts';
import { answer, type FactReader, minuteMs, runToEnd, secondMs } from './fact-reader.ts';

/** `hostname -f` asks the resolver, which may wait for a name server: it gets a second. */
export const fqdnReader: FactReader<'fqdn'> = {
	maxAgeMs: 30 * minuteMs,
	isKept: true,
	deadlineMs: 1.5 * secondMs,
	async read(transport, signal) {
		const result = await runToEnd(transport, { file: 'hostname', args: ['-f'] }, { timeoutMs: secondMs }, signal);
		if (!result.ok) {
			return result.error.code === 'timeout'
				? fail(
						'timeout',
						'The full host name was not resolved within 1 s',
						'Look at /etc/hosts and at the name servers in /etc/resolv.conf.',
					)
				: result;
		}
		const name = result.value.stdout.trim();
		return name === '' || /\s/.test(name) ? fail('malformed', 'hostname -f printed no name') : answer({ fqdn: name });
	},
};
