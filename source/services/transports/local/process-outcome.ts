import { errnoOf } from './os-error.ts';

/** What reading a process's files came to. */
export type Outcome = 'alive' | 'gone' | 'denied' | 'malformed';

/** What became of a process, from what its files threw. */
export function attempt(read: () => Outcome): Outcome {
	try {
		return read();
	} catch (error) {
		return outcomeOf(error);
	}
}

/** What became of a process, by the error that its files gave. */
export function outcomeOf(error: unknown): Outcome {
	switch (errnoOf(error)) {
		case 'ESRCH':
		case 'ENOENT':
		case 'ENOTDIR':
			return 'gone';
		case 'EACCES':
		case 'EPERM':
			return 'denied';
		default:
			return 'malformed';
	}
}
