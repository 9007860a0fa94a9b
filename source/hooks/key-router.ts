import type { KeyBinding, KeyPress } from '../domain/keys.ts';
import type { KeyClaim, KeyRouter } from './console-context.ts';

/** Highest first. */
const levels: ReadonlyArray<KeyClaim['level']> = ['dialog', 'field', 'screen', 'list', 'frame'];

/** The one key that no field and no dialog can hold back. */
const alwaysFrame = 'Ctrl+C';

export type KeysOf = (binding: KeyBinding) => readonly string[];

export type ConsoleKeyRouter = KeyRouter & {
	/** True when a claim took the press. */
	dispatch(press: KeyPress): boolean;
	/** Claims in the order in which they are asked; nothing below one that holds all keys. */
	activeClaims(): readonly KeyClaim[];
	/** Whether a field or a dialog holds all keys. */
	isHeld(): boolean;
	/** Calls back when the claims changed. Returns what ends it. */
	subscribe(listener: () => void): () => void;
	/** A number that changes with the claims, for useSyncExternalStore. */
	version(): number;
	keysOf: KeysOf;
};

function holdsAll(claim: KeyClaim): boolean {
	return claim.level === 'dialog' || claim.level === 'field';
}

function takeWith(claim: KeyClaim, press: KeyPress, keysOf: KeysOf): boolean {
	for (const binding of claim.table?.bindings ?? []) {
		const handler = claim.handlers[binding.id];
		if (handler !== undefined && keysOf(binding).includes(press.key)) {
			handler(press);
			return true;
		}
	}
	claim.onOther?.(press);
	return claim.onOther !== undefined;
}

/** The router of one console. `keysOf` gives a binding's keys after the settings; by default those of its table. */
export function createKeyRouter(keysOf: KeysOf = (binding) => binding.keys): ConsoleKeyRouter {
	const claims = new Map<KeyClaim['level'], readonly KeyClaim[]>();
	const listeners = new Set<() => void>();
	let version = 0;

	function touch(): void {
		version += 1;
		for (const listener of listeners) listener();
	}

	function change(level: KeyClaim['level'], next: readonly KeyClaim[]): void {
		claims.set(level, next);
		touch();
	}

	function inOrder(): KeyClaim[] {
		return levels.flatMap((level) => claims.get(level) ?? []);
	}

	return {
		keysOf,
		touch,
		claim(claim) {
			change(claim.level, [claim, ...(claims.get(claim.level) ?? [])]);
			return () =>
				change(
					claim.level,
					(claims.get(claim.level) ?? []).filter((other) => other !== claim),
				);
		},
		dispatch(press) {
			const asked = press.key === alwaysFrame ? (claims.get('frame') ?? []) : inOrder();
			for (const claim of asked) {
				if (takeWith(claim, press, keysOf) || (holdsAll(claim) && press.key !== alwaysFrame)) return true;
			}
			return false;
		},
		activeClaims() {
			const all = inOrder();
			const holder = all.findIndex(holdsAll);
			return holder === -1 ? all : all.slice(0, holder + 1);
		},
		isHeld: () => inOrder().some(holdsAll),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		version: () => version,
	};
}
