import { type Instance, render } from 'ink';
import { App } from './app.tsx';
import type { ConsoleExit, ConsoleOptions } from './console/console-options.ts';
import { createConsoleValue } from './console/console-value.ts';
import { takeEvent } from './console/take-event.ts';
import { isScreenReader, isUtf8Locale } from './domain/terminal-environment.ts';
import type { ConsoleContextValue, TerminalControl } from './hooks/console-context.ts';
import type { OpenHost } from './hooks/console-hosts.ts';
import { createDialogQueue } from './hooks/dialog-queue.ts';
import { createKeyRouter, type KeysOf } from './hooks/key-router.ts';
import { keysOfSettings } from './hooks/keys-of-settings.ts';
import { createMouseRouter } from './hooks/mouse-router.ts';
import { pauseForListener } from './hooks/pause-for-listener.ts';
import { aboutFacts } from './screens/frame/about-facts.ts';
import { screens as allScreens } from './screens/registry.ts';
import { createEnding } from './terminal/ending.ts';
import { createEventQueue } from './terminal/event-queue.ts';
import type { TerminalEvent } from './terminal/input-decoder.ts';
import { type EndingSignal, exitCodeOf, guardProcess } from './terminal/process-guard.ts';
import { createTerminalSession, type TerminalSession } from './terminal/terminal-session.ts';
import type { TerminalSize } from './terminal/terminal-size.ts';
import { createTheme, type Theme, type ThemeOptions, themeOptionsFor } from './theme.ts';

/** A terminal that answers later than this starts with ASCII symbols, and gets the others when its answer comes. */
const probeWaitMs = 150;
/** A key that comes right after a refresh waits so long at most for its own frame: 17 ms. */
const maxFps = 60;

/**
 * Opens the console and resolves when it was left; by then the terminal is as it was and no operation is open. Never
 * rejects: a crash prints its stack to stderr after the terminal was restored, and resolves with 1. The caller then closes
 * the services and ends the process.
 */
export function openConsole(options: ConsoleOptions): Promise<ConsoleExit> {
	return new Promise((resolve) => new Console(options, (exitCode) => resolve({ exitCode })).open());
}

/** One opened console: ties keys, terminal, screen and the ways out together. */
class Console {
	readonly #options: ConsoleOptions;
	readonly #left: (exitCode: number) => void;
	readonly #session: TerminalSession;
	readonly #queue = createDialogQueue();
	readonly #events = createEventQueue<TerminalEvent>(
		(event) => {
			if (!this.#isLeft) takeEvent(event, this.#router, this.#mouse);
		},
		// Text into a field changes nothing that later text depends on.
		(event) => event.kind === 'key' && event.text !== '' && this.#router.isHeld(),
	);
	readonly #mouse = createMouseRouter();
	readonly #terminal: TerminalControl = {
		copy: (text) => this.#session.copy(text),
		suspend: () => this.#session.suspend(),
		handOver: (run) => this.#session.handOver(run),
		repaint: () => this.#redraw(this.#session.size()),
		quit: () => this.#ending.begin(0),
	};
	readonly #router;
	readonly #ending;
	#theme: Theme;
	#host: OpenHost;
	#value: ConsoleContextValue;
	#instance: Instance | null = null;
	#releaseProcess: (() => void) | null = null;
	#releaseHosts: (() => void) | null = null;
	#isLeft = false;

	constructor(options: ConsoleOptions, left: (exitCode: number) => void) {
		this.#options = options;
		this.#left = left;
		this.#host = options.hosts.current();
		this.#theme = createTheme(themeOptionsFor(options.settings, options.env));
		this.#router = createKeyRouter(this.#keysOfSettings());
		this.#session = createTerminalSession(
			{
				stdin: options.stdin,
				stdout: options.stdout,
				env: options.env,
				hasMouse: options.settings.mouse,
				isLinear: isScreenReader(options.env),
				isAsciiOnly: !isUtf8Locale(options.env),
			},
			{
				onEvent: (event) => this.#events.push(event),
				onResize: (size) => this.#redraw(size),
				onResume: () => this.#redraw(this.#session.size()),
				onHangUp: () => this.#hangUp(),
			},
		);
		this.#ending = createEnding({
			openOperations: options.hosts.openOperations,
			onWaiting: (open) => this.#sayWaiting(open),
			finish: (exitCode) => this.#leave(exitCode),
		});
		this.#value = this.#makeValue();
		this.#session.output.hasNarrowSymbols = !this.#theme.options.isAscii;
	}

	open(): void {
		this.#options.onAskable?.(({ user, host, purpose, by = 'sudo', isAgain = false }) =>
			this.#queue.dialogs.askSecret({
				title: `${by} on ${host} asks for the password of ${user}`,
				label: `${isAgain ? 'That was not taken. ' : ''}For: ${purpose}`,
			}),
		);
		this.#releaseProcess = guardProcess({
			onSignal: (signal) => this.#onSignal(signal),
			onSuspend: () => this.#session.suspend(),
			onContinue: () => this.#session.retake(),
			onCrash: (error) => this.#crash(error),
			onExit: () => this.#session.stop(),
		});
		this.#releaseHosts = this.#options.hosts.subscribe(() => this.#showHost());
		this.#prepareForListener();
		this.#session.start();
		this.#probe(() => this.#show());
	}

	#keysOfSettings(): KeysOf {
		const { settings, screens = allScreens } = this.#options;
		const { keysOf, notice } = keysOfSettings(screens, settings);
		if (notice !== null) this.#host.store.setState((state) => ({ notices: [...state.notices, notice] }));
		return keysOf;
	}

	#prepareForListener(): void {
		const { store, actions } = this.#host;
		if (this.#theme.options.isLinear === true) pauseForListener(store, actions);
	}

	#onSignal(signal: EndingSignal): void {
		if (signal === 'SIGHUP') this.#hangUp();
		// Ctrl+C at ssh's question reaches this process as well: it gives up the sign-in, not the console.
		else if (!this.#session.isLent() || signal === 'SIGTERM') this.#ending.begin(exitCodeOf(signal));
	}

	/** Another host came to the front: nothing that was asked for the one before it is answered any more. */
	#showHost(): void {
		this.#host = this.#options.hosts.current();
		this.#value = this.#makeValue();
		this.#instance?.rerender(this.#tree(this.#session.size()));
		this.#prepareForListener();
	}

	#makeValue(): ConsoleContextValue {
		const host = this.#host;
		const parts = {
			hosts: this.#options.hosts,
			theme: this.#theme,
			terminal: this.#terminal,
			queue: this.#queue,
			router: this.#router,
			mouse: this.#mouse,
		};
		return createConsoleValue(host, parts, () => this.#host === host);
	}

	/** Asks how wide the symbols are, and calls back when that is known or has taken too long. */
	#probe(done: () => void): void {
		const { isAscii, isLinear } = this.#theme.options;
		if (this.#options.settings.symbols !== 'auto' || isAscii || isLinear === true) {
			done();
			return;
		}
		let isDone = false;
		this.#session.probeWidth(probeWaitMs, (answer) => {
			this.#setTheme({ isAscii: answer !== 'narrow' });
			if (!isDone) done();
			isDone = true;
		});
	}

	#setTheme(change: Partial<ThemeOptions>): void {
		const options = { ...this.#theme.options, ...change };
		const isSame = Object.entries(change).every(
			([name, value]) => this.#theme.options[name as keyof ThemeOptions] === value,
		);
		if (isSame) return;
		this.#theme = createTheme(options);
		this.#value = this.#makeValue();
		this.#session.output.hasNarrowSymbols = !options.isAscii;
		this.#instance?.rerender(this.#tree(this.#session.size()));
	}

	readonly #setThemeMode = (mode: ThemeOptions['mode']): void => this.#setTheme({ mode });

	#tree({ columns, rows }: TerminalSize) {
		return (
			<App
				columns={columns}
				rows={rows}
				key={`${this.#host.id}${this.#host.isBecome === true ? ' as root' : ''}`}
				console={this.#value}
				router={this.#router}
				mouse={this.#mouse}
				queue={this.#queue}
				screens={this.#options.screens ?? allScreens}
				version={this.#options.version}
				facts={this.#facts(columns, rows)}
				setTheme={this.#setThemeMode}
			/>
		);
	}

	#facts(columns: number, rows: number) {
		const { env, version } = this.#options;
		return aboutFacts({ ...this.#host.store.getState(), env, version, columns, rows, theme: this.#theme.options });
	}

	#show(): void {
		if (this.#isLeft) return;
		const instance = render(this.#tree(this.#session.size()), {
			stdin: this.#session.input,
			stdout: this.#session.output,
			stderr: this.#session.output,
			exitOnCtrlC: false,
			// What is printed past the frame is held back by the session: Ink would write it into the frame.
			patchConsole: false,
			interactive: true,
			incrementalRendering: true,
			maxFps,
			isScreenReaderEnabled: this.#theme.options.isLinear === true,
		});
		this.#instance = instance;
		this.#options.onShown?.();
		// Ink ends by itself only when something outside of the screens' own boundary threw.
		instance.waitUntilExit().then(
			() => {
				if (!this.#isLeft) this.#ending.begin(0);
			},
			(error: unknown) => this.#crash(error),
		);
	}

	/** Draws everything anew on a wiped screen: after a change of size, a suspension, or on request. */
	#redraw(size: TerminalSize): void {
		if (this.#instance === null) return;
		this.#session.clear();
		this.#instance.clear();
		// The tree first, so that no frame of the old size is drawn; the event then draws without waiting for its turn.
		this.#instance.rerender(this.#tree(size));
		this.#session.output.emit('resize');
	}

	#sayWaiting(open: number): void {
		const text = `Waiting for ${open === 1 ? '1 operation' : `${open} operations`} to be recorded, then leaving.`;
		this.#host.store.setState((state) => ({
			notices: [...state.notices.filter((notice) => !notice.startsWith('Waiting for ')), text],
		}));
	}

	/** The terminal is gone: nothing is shown any more, open acts are still awaited. */
	#hangUp(): void {
		this.#session.stop();
		this.#ending.begin(exitCodeOf('SIGHUP'));
	}

	#crash(error: unknown): void {
		if (this.#isLeft) return;
		this.#session.stop();
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		process.stderr.write(`opsdash ended because of a bug in it:\n${text}\n`);
		this.#leave(1);
	}

	#leave(exitCode: number): void {
		if (this.#isLeft) return;
		this.#isLeft = true;
		this.#session.stop();
		this.#instance?.unmount();
		// Not within the signal's own event: a library of Ink's sends itself the signal again when it finds nobody else listening.
		this.#releaseHosts?.();
		setImmediate(() => {
			this.#releaseProcess?.();
			this.#left(exitCode);
		});
	}
}
