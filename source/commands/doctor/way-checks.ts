import type { OpsError } from '../../domain/result.ts';
import type { SshFailureKind, SshSettings } from '../../services/transports/ssh/connection.ts';
import { broken, type Check, fine } from './check.ts';

/** The steps on the way to a host, in the order in which ssh takes them. */
const steps = ['ssh configuration', 'name', 'connection', 'ssh server', 'host key', 'sign-in'] as const;
type Step = (typeof steps)[number];

/** Where on the way it failed; null where ssh itself could not be run. */
function stepOf(kind: SshFailureKind | null): Step {
	switch (kind) {
		case null:
		case 'config':
			return 'ssh configuration';
		case 'name-unknown':
			return 'name';
		case 'refused':
		case 'no-route':
		case 'timeout':
		case 'jump-cannot-reach':
			return 'connection';
		case 'dropped':
		case 'not-negotiable':
			return 'ssh server';
		case 'host-key-unknown':
		case 'host-key-changed':
			return 'host key';
		default:
			return 'sign-in';
	}
}

export type Way = {
	readonly settings: SshSettings | null;
	/** Null when somebody was let in. */
	readonly failure: { readonly kind: SshFailureKind | null; readonly error: OpsError } | null;
	/** Fingerprints that known_hosts has. */
	readonly knownKeys: readonly string[];
	readonly wasAsked: boolean;
};

/** What ssh did, step by step: those before the one that failed were taken. */
export function checkWay(way: Way): readonly Check[] {
	const failed = way.failure === null ? null : stepOf(way.failure.kind);
	const taken = failed === null ? steps : steps.slice(0, steps.indexOf(failed));
	const checks = taken.map((step) => fine(step, describe(step, way)));
	if (way.failure === null || failed === null) return checks;
	const { message, hint } = way.failure.error;
	return [...checks, broken(failed, message, hint ?? 'Try ssh by hand, with -v.')];
}

function describe(step: Step, { settings, knownKeys, wasAsked }: Way): string {
	const jump = settings?.proxyJump ?? null;
	switch (step) {
		case 'ssh configuration':
			return `${settings?.user ?? '?'} at ${settings?.hostname ?? '?'}${jump === null ? '' : `, through ${jump}`}`;
		case 'name':
			return jump === null ? (settings?.hostname ?? '?') : `${settings?.hostname ?? '?'}, looked up by the jump host`;
		case 'connection':
			return `port ${settings?.port ?? 22} answers`;
		case 'ssh server':
			return 'both sides have a common language';
		case 'host key':
			return knownKeys.length === 0 ? 'is trusted' : `is known: ${knownKeys.join(', ')}`;
		case 'sign-in':
			return wasAsked
				? 'with a person: after a lost connection it asks again'
				: 'without a person: a lost connection comes back by itself';
	}
}
