import type { OpsError } from './result.ts';

/** How the connection to a host stands, as a person sees it. How old figures are is told by the readings themselves. */
export type ConnectionState =
	/** This machine. */
	| { readonly state: 'here' }
	| { readonly state: 'connecting' }
	| { readonly state: 'live' }
	/** The link was lost, for the reason in `error`; tried again by itself at `nextAtMs` (milliseconds since the epoch). */
	| {
			readonly state: 'reconnecting';
			readonly attempt: number;
			readonly nextAtMs: number;
			readonly error: OpsError;
	  }
	/** Not tried again by itself: a person has to look at the reason. */
	| { readonly state: 'failed'; readonly error: OpsError }
	/** A person has to sign in (again): failed sign-ins that nobody asked for get an address banned. */
	| { readonly state: 'signed-out'; readonly error: OpsError };

/** A host that one can go to from here. */
export type HostChoice = {
	/** As it is asked for: a name of ssh_config, `user@host:port`. */
	readonly name: string;
	readonly from: 'here' | 'open' | 'recent' | 'ssh-config' | 'inventory';
	/** Null while it is not open. */
	readonly connection: ConnectionState | null;
};

/** A host that is known by name, and where from. */
export type HostName = { readonly name: string; readonly from: 'ssh-config' | 'inventory' };
