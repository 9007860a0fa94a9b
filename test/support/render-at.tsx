/** Draws a component at a terminal size without a terminal, and a console around it that records what is asked of it. */

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import type { Actions } from '../../source/domain/actions.ts';
import type { KeyPress, MousePress } from '../../source/domain/keys.ts';
import type { Confirmation, OperationPlan, OperationResult } from '../../source/domain/operation.ts';
import { fail, succeed } from '../../source/domain/result.ts';
import { ConsoleContext, type ConsoleContextValue, type Dialogs } from '../../source/hooks/console-context.ts';
import { type ConsoleKeyRouter, createKeyRouter } from '../../source/hooks/key-router.ts';
import {
	addToast,
	type ConsoleState,
	type ConsoleStore,
	createConsoleStore,
	type Readings,
} from '../../source/store/console-store.ts';
import { createTheme, type Theme, type ThemeOptions } from '../../source/theme.ts';
import { onlyHost } from './only-host.ts';

class FakeOutput extends EventEmitter {
	readonly isTTY = true;
	frames = 0;
	last = '';

	columns: number;
	rows: number;

	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}

	write(frame: string, done?: () => void): boolean {
		if (frame !== '') {
			this.frames += 1;
			this.last = frame;
		}
		done?.();
		return true;
	}
}

class FakeInput extends EventEmitter {
	readonly isTTY = false;
	setEncoding(): void {}
	ref(): void {}
	unref(): void {}
	read(): null {
		return null;
	}
}

export type RenderedView = {
	/** The frame as text without colours, one string per line; no blanks at their ends. */
	lines(): string[];
	/** The same as one string. */
	frame(): string;
	/** The frame with its escape sequences. */
	painted(): string;
	/** How often anything was drawn. */
	frameCount(): number;
	/** Resolves when what was changed has been drawn. */
	settle(): Promise<void>;
	rerender(tree: ReactElement): void;
	resize(columns: number, rows: number): void;
	unmount(): void;
};

/** Renders a tree as Ink would on a terminal of that size, every frame whole. Unmount it when the test ends. */
export function renderAt(columns: number, rows: number, tree: ReactElement): RenderedView {
	const output = new FakeOutput(columns, rows);
	const instance = render(tree, {
		stdout: output as unknown as NodeJS.WriteStream,
		stderr: new FakeOutput(columns, rows) as unknown as NodeJS.WriteStream,
		stdin: new FakeInput() as unknown as NodeJS.ReadStream,
		debug: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	const frame = () => stripVTControlCharacters(output.last);
	return {
		lines: () => frame().split('\n'),
		frame,
		painted: () => output.last,
		frameCount: () => output.frames,
		async settle() {
			await drawn();
			await instance.waitUntilRenderFlush();
		},
		rerender: (next) => instance.rerender(next),
		resize(nextColumns, nextRows) {
			output.columns = nextColumns;
			output.rows = nextRows;
			output.emit('resize');
		},
		unmount() {
			instance.unmount();
			instance.cleanup();
		},
	};
}

/** A key press as the decoder gives it: single characters are text, all else is a key's name. */
export function keyPress(key: string, options: Partial<KeyPress> = {}): KeyPress {
	const text = key === 'Space' ? ' ' : [...key].length === 1 ? key : '';
	return { key, text, isBurst: false, atMs: performance.now(), ...options };
}

export type RecordedCall = { readonly name: keyof Actions; readonly args: readonly unknown[] };
export type RecordedQuestion = { readonly name: keyof Dialogs; readonly args: readonly unknown[] };

export type FakeConsoleOptions = {
	readonly readings?: Partial<Readings>;
	readonly state?: Partial<ConsoleState>;
	readonly theme?: Partial<ThemeOptions>;
	/** Replaces single actions; what is not replaced is recorded and answers harmlessly. */
	readonly actions?: Partial<Actions>;
	/** What a person answers, in order, by dialog; without an answer left the dialog is left with Esc. */
	readonly answers?: {
		readonly confirm?: ReadonlyArray<Confirmation | null>;
		readonly choose?: ReadonlyArray<string | null>;
		readonly prompt?: ReadonlyArray<string | null>;
		readonly askSecret?: readonly string[];
	};
};

export type FakeConsole = {
	readonly store: ConsoleStore;
	readonly theme: Theme;
	readonly router: ConsoleKeyRouter;
	readonly value: ConsoleContextValue;
	/** Every call of an action, oldest first. */
	readonly calls: readonly RecordedCall[];
	/** Every dialog that was opened, oldest first. */
	readonly questions: readonly RecordedQuestion[];
	readonly copied: readonly string[];
	readonly Provider: (props: { readonly children: ReactNode }) => ReactElement;
	/** Presses keys by name, and waits until what they changed is drawn. */
	press(...keys: readonly string[]): Promise<void>;
	/** Types text, one press per character. */
	type(text: string): Promise<void>;
	mouse(press: MousePress): Promise<void>;
	/** Toasts on screen, newest last. */
	toasts(): readonly string[];
};

/** A plan as the operations service would weigh it, with everything filled in. */
export function fakePlan(overrides: Partial<OperationPlan> = {}): OperationPlan {
	return {
		id: 'plan-1',
		operation: { type: 'service', verb: 'restart', unit: 'nginx.service', manager: 'systemd' },
		host: 'web1',
		target: 'nginx.service',
		title: 'Restart nginx.service on web1',
		command: { file: 'systemctl', args: ['restart', 'nginx.service'] },
		commandText: 'systemctl restart nginx.service',
		asUser: 'root',
		effects: ['2 units need it and restart with it: php-fpm.service, app.service'],
		friction: { kind: 'yes' },
		before: 'active (running)',
		...overrides,
	};
}

export function fakeOperationResult(overrides: Partial<OperationResult> = {}): OperationResult {
	const result: OperationResult = {
		id: 'plan-1',
		status: 'succeeded',
		message: 'Restarted nginx.service on web1 in 0.4 s',
		hint: null,
		code: null,
		exitCode: 0,
		durationMs: 400,
		output: '',
		before: 'active (running)',
		after: 'active (running)',
	};
	return { ...result, ...overrides };
}

function recordActions(calls: RecordedCall[], overrides: Partial<Actions>): Actions {
	const answers: Actions = {
		setNeeds() {},
		refresh() {},
		setPaused() {},
		setInterval() {},
		plan: async (operation) => succeed(fakePlan({ operation })),
		perform: async (plan) => fakeOperationResult({ id: plan.id }),
		performAll: async (plans) => plans.map(({ id }) => fakeOperationResult({ id })),
		look: async () => null,
		observe: async () => null,
		discard() {},
		openOperations: () => 0,
		readProcess: async () => fail('unavailable', 'This test has no process details.'),
		readUnit: async () => fail('unavailable', 'This test has no unit details.'),
		readUnitLog: async () => fail('unavailable', 'This test has no logs.'),
		readConnection: async () => fail('unavailable', 'This test has no connection details.'),
		queryHistory() {},
		markSeen: async () => succeed(undefined),
		checkHistory: async () => succeed({ isIntact: true, lines: ['The log is as it was written: 2 events'] }),
		remember() {},
		recall: () => undefined,
		...overrides,
	};
	const recorded = Object.entries(answers).map(([name, answer]) => [
		name,
		(...args: readonly unknown[]) => {
			calls.push({ name: name as keyof Actions, args });
			return (answer as (...all: readonly unknown[]) => unknown)(...args);
		},
	]);
	return Object.fromEntries(recorded) as Actions;
}

function scriptDialogs(questions: RecordedQuestion[], answers: NonNullable<FakeConsoleOptions['answers']>): Dialogs {
	const left = {
		confirm: [...(answers.confirm ?? [])],
		choose: [...(answers.choose ?? [])],
		prompt: [...(answers.prompt ?? [])],
		askSecret: [...(answers.askSecret ?? [])],
	};
	return {
		async confirm(plan) {
			questions.push({ name: 'confirm', args: [plan] });
			return left.confirm.shift() ?? null;
		},
		async choose(...args) {
			questions.push({ name: 'choose', args });
			return (left.choose.shift() ?? null) as never;
		},
		async prompt(...args) {
			questions.push({ name: 'prompt', args });
			return left.prompt.shift() ?? null;
		},
		async askSecret(...args) {
			questions.push({ name: 'askSecret', args });
			const secret = left.askSecret.shift();
			if (secret !== undefined) return Buffer.from(secret);
			return null;
		},
		async showText(...args) {
			questions.push({ name: 'showText', args });
		},
	};
}

/** React's own queue of work (of react-reconciler, which has no other instance here). */
const reactQueue = createRequire(import.meta.url)('scheduler') as {
	readonly unstable_IdlePriority: number;
	unstable_scheduleCallback(priority: number, callback: () => void): unknown;
};

/**
 * Resolves after promises and drawing that a press set off. On a busy machine React takes a frame in slices, however many turns that
 * are: what is queued behind all of them comes when they are done.
 */
async function drawn(): Promise<void> {
	for (let round = 0; round < 2; round++) {
		for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
		await new Promise<void>((resolve) => {
			reactQueue.unstable_scheduleCallback(reactQueue.unstable_IdlePriority, resolve);
		});
	}
}

/**
 * A console without services: a store with the readings given, actions that record their calls, dialogs that answer what the
 * test says, the real key router. Colours are off and symbols Unicode unless told.
 */
export function createFakeConsole(options: FakeConsoleOptions = {}): FakeConsole {
	const calls: RecordedCall[] = [];
	const questions: RecordedQuestion[] = [];
	const copied: string[] = [];
	const mouseHandlers = new Set<(press: MousePress) => void>();
	const store = createConsoleStore({
		host: 'web1',
		user: 'admin',
		isRoot: false,
		isProtected: false,
		isReadOnly: false,
		tab: 'top',
		intervalMs: 2000,
	});
	store.setState((state) => ({ ...options.state, readings: { ...state.readings, ...options.readings } }));
	const theme = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false, ...options.theme });
	const router = createKeyRouter();
	const actions = recordActions(calls, options.actions ?? {});
	const value: ConsoleContextValue = {
		hosts: onlyHost(store, actions),
		store,
		theme,
		actions,
		terminal: {
			copy(text) {
				copied.push(text);
				return 'sent';
			},
			suspend() {},
			handOver: (run) => run(),
			repaint() {},
			quit() {},
		},
		dialogs: scriptDialogs(questions, options.answers ?? {}),
		keys: router,
		onMouse(handler) {
			mouseHandlers.add(handler);
			return () => mouseHandlers.delete(handler);
		},
		toast: (kind, text) => store.setState((state) => addToast(state, kind, text, Date.now())),
	};
	return {
		store,
		theme,
		router,
		value,
		calls,
		questions,
		copied,
		Provider: ({ children }) => <ConsoleContext value={value}>{children}</ConsoleContext>,
		async press(...keys) {
			for (const key of keys) {
				// Claims are made in effects: they must have run.
				await drawn();
				router.dispatch(keyPress(key));
			}
			await drawn();
		},
		async type(text) {
			for (const character of text) {
				await drawn();
				router.dispatch(keyPress(character === ' ' ? 'Space' : character));
			}
			await drawn();
		},
		async mouse(press) {
			for (const handler of mouseHandlers) handler(press);
			await drawn();
		},
		toasts: () => store.getState().toasts.map((toast) => toast.text),
	};
}
