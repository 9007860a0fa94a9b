/** How long a manager that does not answer holds up what the others say. */
export const patienceMs = 5000;

export type Patience<Value> = {
	/**
	 * The answer to a question of this name, or `late` when it takes too long. A question that is still open is not put again:
	 * whoever asks next gets its answer, unless `signal` withdrew it.
	 */
	ask(
		name: string,
		question: () => Promise<Value>,
		isLate: Promise<void>,
		signal?: AbortSignal,
	): Promise<Value | 'late'>;
};

export function createPatience<Value>(): Patience<Value> {
	const open = new Map<string, Promise<Value>>();

	function put(name: string, question: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
		const answer = question();
		open.set(name, answer);
		signal?.addEventListener('abort', () => forget(name, answer), { once: true });
		return answer;
	}

	function forget(name: string, answer: Promise<Value>): void {
		if (open.get(name) === answer) open.delete(name);
	}

	return {
		async ask(name, question, isLate, signal) {
			const answer = open.get(name) ?? put(name, question, signal);
			const first = await Promise.race([answer, isLate.then(() => 'late' as const)]);
			if (first !== 'late') forget(name, answer);
			return first;
		},
	};
}

export type Deadline = {
	/** When those that have not answered are late: after the time given, and not before somebody answered. */
	readonly isLate: Promise<void>;
	/** Somebody answered. */
	answered(): void;
	end(): void;
};

/** One deadline for all who are asked at once: while nobody has anything to show, there is nothing to hurry for. */
export function startDeadline(limitMs: number): Deadline {
	const { promise, resolve } = Promise.withResolvers<void>();
	let isOver = false;
	let hasAnswer = false;
	const timer = setTimeout(() => {
		isOver = true;
		if (hasAnswer) resolve();
	}, limitMs);
	return {
		isLate: promise,
		answered() {
			hasAnswer = true;
			if (isOver) resolve();
		},
		end: () => clearTimeout(timer),
	};
}
