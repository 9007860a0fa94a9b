import type { AskPassword } from '../domain/dialogue.ts';
import { sanitise } from '../domain/sanitise.ts';
import type { Output } from './output.ts';

/** Asks for the password that sudo or doas wants, without an echo; undefined where there is no terminal to ask on. */
export function askPasswordOn({ askSecret }: Output): AskPassword | undefined {
	if (askSecret === undefined || askSecret === null) return undefined;
	return ({ user, host, by = 'sudo', isAgain = false }) => {
		const before = isAgain ? 'That was not taken. ' : '';
		return askSecret(`${before}Password of ${sanitise(user)} for ${by} on ${sanitise(host)}: `);
	};
}
