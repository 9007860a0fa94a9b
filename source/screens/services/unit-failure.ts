/** Properties of a unit by name, as its manager tells them. */
export type UnitFacts = ReadonlyMap<string, string>;

/** What systemd means by exit statuses of its own (systemd.exec(5)) and shells by theirs. */
const statusMeanings: Readonly<Record<string, string>> = {
	'126': 'a shell found the command but may not execute it',
	'127': 'a shell did not find the command',
	'200': 'its working directory could not be entered',
	'203': 'the program is not there or may not be executed',
	'204': 'memory for it ran out',
	'208': 'its standard input could not be opened',
	'209': 'its standard output could not be opened',
	'216': 'its group is not known',
	'217': 'its user is not known',
	'218': 'its capabilities could not be set',
	'226': 'its own view of the file system could not be made',
	'231': 'its user could not be told from its credentials',
	'238': 'its state directory could not be made',
	'239': 'its cache directory could not be made',
	'240': 'its log directory could not be made',
	'241': 'its configuration directory could not be made',
	'243': 'its credentials could not be set up',
};

/** Why a unit failed, in sentences, from what systemd keeps of it. Empty where nothing tells. */
export function failureSentences(facts: UnitFacts): readonly string[] {
	const cause = causeOf(facts.get('Result') ?? '', facts.get('ExecMainStatus') ?? '');
	const loadError = facts.get('LoadError') ?? '';
	const words = /"(.+)"/.exec(loadError)?.[1] ?? '';
	return [...(cause === null ? [] : [cause]), ...(words === '' ? [] : [`Its file could not be read: ${words}`])];
}

function causeOf(result: string, status: string): string | null {
	switch (result) {
		case '':
		case 'success':
			return null;
		case 'exit-code':
			return exitSentence(status);
		case 'signal':
			return `Signal ${status} ended its main process.`;
		case 'core-dump':
			return `Its main process crashed with signal ${status} and left a core dump.`;
		case 'timeout':
			return 'It did not start or stop within its time limit.';
		case 'watchdog':
			return 'It did not report to the watchdog in time.';
		case 'start-limit-hit':
			return 'It failed too often in a short time, so its manager gave up. reset-failed (a) lets it try again.';
		case 'oom-kill':
			return 'The kernel killed a process of it because memory ran out.';
		case 'resources':
			return 'The manager could not give it what it needs: a file, memory or a process.';
		case 'protocol':
			return 'It did not report its start in the way that its type demands.';
		default:
			return `Its manager gives the reason as ${result}.`;
	}
}

function exitSentence(status: string): string {
	// Status 0 with this result: a helper of the unit failed, not the main process.
	if (status === '' || status === '0') return 'One of its commands ended with a status other than 0.';
	const meaning = statusMeanings[status];
	return `Its main process ended with status ${status}${meaning === undefined ? '' : `: ${meaning}`}.`;
}
