import type { OperationPlan } from '../domain/operation.ts';
import type { ActAnswer, Choice, Dialogs, PlanFollower } from './console-context.ts';

export type SecretQuestion = Parameters<Dialogs['askSecret']>[0];
export type PromptQuestion = Parameters<Dialogs['prompt']>[0];

type Open<Kind extends string, Content, Answer> = {
	readonly kind: Kind;
	readonly id: number;
	readonly content: Content;
	/** Closes the dialog with its answer; null is Esc. */
	readonly answer: (answer: Answer | null) => void;
};

/** `flips` counts how often the state of the target flipped while it was asked: an answer to the state before does not count. */
export type AskedPlan = { readonly plan: OperationPlan; readonly flips: number };

/** A dialog that waits for its answer. */
export type DialogRequest =
	| Open<'confirm', AskedPlan, ActAnswer>
	| Open<
			'choose',
			{ readonly title: string; readonly choices: ReadonlyArray<Choice<string>>; readonly initial?: string },
			string
	  >
	| Open<'prompt', PromptQuestion, string>
	| Open<'secret', SecretQuestion, Uint8Array>
	| Open<'text', { readonly title: string; readonly lines: readonly string[]; readonly startAtEnd: boolean }, never>
	| Open<'help', null, never>
	| Open<'palette', null, never>
	| Open<'about', null, never>;

export type DialogQueue = {
	readonly dialogs: Dialogs;
	openHelp(): void;
	openPalette(): void;
	openAbout(): void;
	/** The dialog on screen, or null. */
	current(): DialogRequest | null;
	subscribe(listener: () => void): () => void;
};

/** One dialog at a time; those asked for meanwhile wait their turn. */
export function createDialogQueue(): DialogQueue {
	let waiting: readonly DialogRequest[] = [];
	let lastId = 0;
	const listeners = new Set<() => void>();

	function set(next: readonly DialogRequest[]): void {
		waiting = next;
		for (const listener of listeners) listener();
	}

	function open<Answer>(
		make: (id: number, answer: (answer: Answer | null) => void) => DialogRequest,
	): Promise<Answer | null> {
		lastId += 1;
		const id = lastId;
		return new Promise((resolve) => {
			const request = make(id, (answer) => {
				if (!waiting.some((other) => other.id === id)) return;
				set(waiting.filter((other) => other.id !== id));
				resolve(answer);
			});
			set([...waiting, request]);
		});
	}

	async function confirm(plan: OperationPlan, follow?: PlanFollower): Promise<ActAnswer | null> {
		let flips = 0;
		let answerTo = (_version: number) => (_answer: ActAnswer | null) => {};
		const asked = open<ActAnswer>((id, answer) => {
			// A yes to the state before, pressed before the flip was drawn, is none; leaving is always leaving.
			answerTo = (version) => (given) => {
				if (given === null || version === flips) answer(given);
			};
			return { kind: 'confirm', id, content: { plan, flips }, answer: answerTo(flips) };
		});
		const id = lastId;
		const stop = follow?.((looked, isFlipped) => {
			if (isFlipped) flips += 1;
			set(
				waiting.map((request) =>
					request.id === id && request.kind === 'confirm'
						? { ...request, content: { plan: looked, flips }, answer: answerTo(flips) }
						: request,
				),
			);
		});
		try {
			return await asked;
		} finally {
			stop?.();
		}
	}

	return {
		dialogs: {
			confirm,
			choose: async (title, choices, initial) => {
				const content = { title, choices, ...(initial === undefined ? {} : { initial }) };
				const chosen = await open<string>((id, answer) => ({ kind: 'choose', id, content, answer }));
				return choices.find((choice) => choice.id === chosen)?.id ?? null;
			},
			prompt: (content) => open<string>((id, answer) => ({ kind: 'prompt', id, content, answer })),
			askSecret: (content) => open<Uint8Array>((id, answer) => ({ kind: 'secret', id, content, answer })),
			showText: async (title, lines, options) => {
				const content = { title, lines, startAtEnd: options?.startAtEnd ?? false };
				await open<never>((id, answer) => ({ kind: 'text', id, content, answer }));
			},
		},
		openHelp: () => void open<never>((id, answer) => ({ kind: 'help', id, content: null, answer })),
		openPalette: () => void open<never>((id, answer) => ({ kind: 'palette', id, content: null, answer })),
		openAbout: () => void open<never>((id, answer) => ({ kind: 'about', id, content: null, answer })),
		current: () => waiting[0] ?? null,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

/** Questions that are asked only while `isInFront`; afterwards each is answered as by Esc. An act weighed for one host is never confirmed before another. */
export function dialogsWhile(dialogs: Dialogs, isInFront: () => boolean): Dialogs {
	return {
		confirm: async (plan, follow) => (isInFront() ? dialogs.confirm(plan, follow) : null),
		choose: async (title, choices, initial) => (isInFront() ? dialogs.choose(title, choices, initial) : null),
		prompt: async (question) => (isInFront() ? dialogs.prompt(question) : null),
		askSecret: async (question) => (isInFront() ? dialogs.askSecret(question) : null),
		showText: async (title, lines, options) => {
			if (isInFront()) await dialogs.showText(title, lines, options);
		},
	};
}
