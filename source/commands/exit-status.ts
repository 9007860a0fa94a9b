import { type OpsErrorCode, unreachable } from '../domain/result.ts';

/** Exit statuses of every command; scripts depend on them. */
export const exitStatus = {
	done: 0,
	failed: 1,
	usage: 2,
	unreachable: 3,
	notPermitted: 4,
	notFound: 5,
	interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

export function exitStatusOf(code: OpsErrorCode): ExitStatus {
	switch (code) {
		case 'permission':
			return exitStatus.notPermitted;
		case 'not-found':
			return exitStatus.notFound;
		case 'unreachable':
			return exitStatus.unreachable;
		case 'cancelled':
			return exitStatus.interrupted;
		case 'unavailable':
		case 'timeout':
		case 'refused':
		case 'failed':
		case 'malformed':
			return exitStatus.failed;
		default:
			return unreachable(code);
	}
}
