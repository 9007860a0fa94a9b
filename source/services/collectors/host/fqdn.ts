import { fail } from '../../../domain/result.ts';
import { answer, type FactReader, minuteMs, runToEnd, secondMs } from './fact-reader.ts';

const lookHere = 'Look at /etc/hosts and at the name servers in /etc/resolv.conf.';

/** `hostname -f` asks the resolver, which may wait for a name server: it gets a second. */
export const fqdnReader: FactReader<'fqdn'> = {
	maxAgeMs: 30 * minuteMs,
	isKept: true,
	deadlineMs: 1.5 * secondMs,
	async read(transport, signal) {
		const result = await runToEnd(transport, { file: 'hostname', args: ['-f'] }, { timeoutMs: secondMs }, signal);
		if (!result.ok) {
			const isLate = result.error.code === 'timeout';
			if (!isLate && result.error.code !== 'failed') return result;
			const message = isLate ? 'was not resolved within 1 s' : `is not known: ${result.error.message}`;
			return fail(result.error.code, `The full host name ${message}`, lookHere);
		}
		const name = result.value.stdout.trim();
		return name === '' || /\s/.test(name) ? fail('malformed', 'hostname -f printed no name') : answer({ fqdn: name });
	},
};
