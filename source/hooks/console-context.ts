import { createContext, useContext } from 'react';
import type { Actions } from '../domain/actions.ts';
import type { KeyPress, KeyTable, MousePress } from '../domain/keys.ts';
import type { Confirmation, OperationPlan } from '../domain/operation.ts';
import type { ConsoleStore, ToastKind } from '../store/console-store.ts';
import type { Theme } from '../theme.ts';
import type { ConsoleHosts, HandOver } from './console-hosts.ts';

/** Tells of the target of a question while it stands. Returns what ends that. */
export type PlanFollower = (onLooked: (plan: OperationPlan, isFlipped: boolean) => void) => () => void;

export type Choice<Id extends string> = { readonly id: Id; readonly label: string; readonly detail?: string };

/** Questions to the person. Each resolves to null when it was left with Esc. One is open at a time; it owns all keys but Ctrl+C. */
/** What a person did with the question of an act: confirmed it, or wants it done as root. */
export type ActAnswer = Confirmation | { readonly kind: 'as-root' };

export type Dialogs = {
	/** The target is that of the plan until the answer, whatever goes on behind; `follow` keeps what is told of it true. */
	confirm(plan: OperationPlan, follow?: PlanFollower): Promise<ActAnswer | null>;
	choose<Id extends string>(title: string, choices: ReadonlyArray<Choice<Id>>, initial?: Id): Promise<Id | null>;
	prompt(question: {
		readonly title: string;
		readonly label: string;
		readonly initial?: string;
		/** Completion candidates; Tab completes. */
		readonly completions?: readonly string[];
		/** One sentence when the text will not do, else null. */
		readonly validate?: (text: string) => string | null;
	}): Promise<string | null>;
	/** What nobody shall read: bytes that the caller overwrites. */
	askSecret(question: { readonly title: string; readonly label: string }): Promise<Uint8Array | null>;
	/** A scrolling text with `/` search; `lines` are sanitised by the dialog. */
	showText(title: string, lines: readonly string[], options?: { readonly startAtEnd?: boolean }): Promise<void>;
};

/** What belongs to the terminal itself. */
export type TerminalControl = {
	/** OSC 52; says whether it was sent (nobody knows whether it arrived) or was over the cap. */
	copy(text: string): 'sent' | 'too-long';
	suspend(): void;
	/** Lends the terminal to `run` (a shell, a question of ssh) and draws the screen anew afterwards. */
	handOver: HandOver;
	repaint(): void;
	/** Leaves once no operation is open. */
	quit(): void;
};

/** What keys do now. One without a handler passes the press on, and neither hints nor help name it. */
export type KeyHandlers<Id extends string> = Partial<Record<Id, ((press: KeyPress) => void) | undefined>>;

/** Routes each press to the topmost claim that takes it: dialogs over fields over screens over lists over the frame. */
export type KeyRouter = {
	/** Returns what withdraws the claim. Later claims of a level come first. */
	claim(claim: KeyClaim): () => void;
	/** Says that a claim has handlers now for other bindings than before, so that hints are written anew. */
	touch(): void;
};

export type KeyClaim = {
	readonly level: 'frame' | 'list' | 'screen' | 'field' | 'dialog';
	/** Shown in hints and help; null for fields that take text. */
	readonly table: KeyTable | null;
	readonly handlers: Readonly<Record<string, ((press: KeyPress) => void) | undefined>>;
	/** Takes every press that no binding of this claim took; fields and dialogs have it, and nothing passes below them. */
	readonly onOther?: (press: KeyPress) => void;
};

export type ConsoleContextValue = {
	/** All hosts of the console; store and actions are those of the host in front. */
	readonly hosts: ConsoleHosts;
	readonly store: ConsoleStore;
	readonly actions: Actions;
	readonly theme: Theme;
	readonly terminal: TerminalControl;
	readonly dialogs: Dialogs;
	readonly keys: KeyRouter;
	/** Mouse events of the screen's area while the mouse is on. Returns what withdraws it. */
	onMouse(handler: (press: MousePress) => void): () => void;
	toast(kind: ToastKind, text: string): void;
};

export const ConsoleContext = createContext<ConsoleContextValue | null>(null);

export function useConsole(): ConsoleContextValue {
	const value = useContext(ConsoleContext);
	if (value === null) throw new Error('useConsole stands outside the console');
	return value;
}
