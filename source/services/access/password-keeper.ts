/**
 * Keeps the password for sudo between two acts, as long as the settings say and no longer. It is bytes that are overwritten,
 * never a text: texts cannot be overwritten, and stay until the runtime happens to collect them.
 */
export type PasswordKeeper = {
	/** A copy of the password of this user on that host, which its taker overwrites; null where none is kept. */
	take(owner: string): Uint8Array | null;
	/** Keeps a copy, from now for the whole time. */
	keep(owner: string, password: Uint8Array): void;
	forget(owner: string): void;
	forgetAll(): void;
};

type Kept = { readonly password: Uint8Array; readonly timer: NodeJS.Timeout };

/** `seconds` 0 keeps nothing. */
export function createPasswordKeeper(seconds: () => number): PasswordKeeper {
	const kept = new Map<string, Kept>();

	function forget(owner: string): void {
		const entry = kept.get(owner);
		if (entry === undefined) return;
		clearTimeout(entry.timer);
		entry.password.fill(0);
		kept.delete(owner);
	}

	return {
		take: (owner) => copyOf(kept.get(owner)?.password),
		keep(owner, password) {
			forget(owner);
			if (seconds() <= 0) return;
			const timer = setTimeout(() => forget(owner), seconds() * 1000);
			timer.unref();
			const own = new Uint8Array(password.length);
			own.set(password);
			kept.set(owner, { password: own, timer });
		},
		forget,
		forgetAll() {
			for (const owner of [...kept.keys()]) forget(owner);
		},
	};
}

/** Not of Node's shared pool, where it could not be told when it is over. */
function copyOf(bytes: Uint8Array | undefined): Uint8Array | null {
	if (bytes === undefined) return null;
	const copy = new Uint8Array(bytes.length);
	copy.set(bytes);
	return copy;
}
