/**
 * What a command asks on its stderr before it does its work, and what it is answered on its stdin; whoever runs the command
 * carries the bytes. After the answer stdin is closed, so that the command itself finds it empty.
 */
export type Dialogue = {
	/**
	 * Hears what was printed since the last call. Answers bytes for stdin, which are overwritten once they are written, `close`
	 * where nothing shall be said any more, or null to go on listening.
	 */
	hear(text: string): Promise<Uint8Array | 'close' | null>;
	/** After so long without a question the command has begun without one, and its stdin is closed. */
	readonly silenceMs: number;
};

/** Somebody who can be asked for a password: it comes as bytes that whoever takes them overwrites; null for no. */
export type AskPassword = (question: PasswordQuestion) => Promise<Uint8Array | null>;

export type PasswordQuestion = {
	/** Whose password, and where. */
	readonly user: string;
	readonly host: string;
	/** What it is for: the title of a plan. */
	readonly purpose: string;
	/** What asks for it; sudo unless told. */
	readonly by?: 'sudo' | 'doas';
	/** The password before was not taken. */
	readonly isAgain?: boolean;
};
