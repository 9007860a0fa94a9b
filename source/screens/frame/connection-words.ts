import type { ConnectionState } from '../../domain/connection.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { sentenceOf, withStop } from '../../domain/sentence.ts';

function reasonOf(error: { readonly message: string; readonly hint?: string }): string {
	return withStop(sanitise(sentenceOf(error)).replace(/^the /, 'The '));
}

/** Why a host is not connected, and what `key` does about it; null where nothing is wrong. */
export function connectionSentence(connection: ConnectionState, key: string): string | null {
	switch (connection.state) {
		case 'here':
		case 'live':
		case 'connecting':
			return null;
		case 'reconnecting':
			return `${reasonOf(connection.error)} ${key} tries at once.`;
		case 'failed':
			return `${reasonOf(connection.error)} ${key} tries again.`;
		// First what helps: on a narrow terminal the rest is cut.
		case 'signed-out':
			return `${key} signs in. ${reasonOf(connection.error)}`;
	}
}
