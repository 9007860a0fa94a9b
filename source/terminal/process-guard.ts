import { constants } from 'node:os';

export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

export type ProcessEvents = {
	/** Asked to end; the process goes on until it ends itself. */
	onSignal(signal: EndingSignal): void;
	/** Somebody sent SIGTSTP. */
	onSuspend(): void;
	/** The process goes on after a stop, whoever stopped it. */
	onContinue(): void;
	/** A bug: nothing caught it. */
	onCrash(error: unknown): void;
	/** The last moment, whatever led to it. Synchronous. */
	onExit(): void;
};

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** What a shell reports for a process that ended by that signal. */
export function exitCodeOf(signal: EndingSignal): number {
	return 128 + constants.signals[signal];
}

/** Watches every way out of the process. Returns what ends that. */
export function guardProcess(events: ProcessEvents): () => void {
	const signals = endingSignals.map((signal) => ({ signal, listener: () => events.onSignal(signal) }));
	for (const { signal, listener } of signals) process.on(signal, listener);
	process.on('SIGTSTP', events.onSuspend);
	process.on('SIGCONT', events.onContinue);
	// A rejection that nobody handles arrives here too.
	process.on('uncaughtException', events.onCrash);
	process.on('exit', events.onExit);
	return () => {
		// The end of input and the hang-up of one closed terminal arrive apart: the later one must not cut the clean-up short.
		process.on('SIGHUP', () => {});
		for (const { signal, listener } of signals) process.off(signal, listener);
		process.off('SIGTSTP', events.onSuspend);
		process.off('SIGCONT', events.onContinue);
		process.off('uncaughtException', events.onCrash);
		process.off('exit', events.onExit);
	};
}

/** Has Node ask the terminal for its size. It does so at SIGWINCH alone, and that is not sent to a job that is stopped. */
export function refreshTerminalSize(): void {
	process.emit('SIGWINCH', 'SIGWINCH');
}

/**
 * Stops this process and its group, as a terminal does at Ctrl+Z, so that the shell gets the prompt even when npm stands between.
 * Calls back when it goes on: at SIGCONT, or at once where nobody could continue it (a group without a shell) and the kernel
 * therefore drops the signal.
 */
export function stopProcessGroup(resumed: () => void): void {
	const listeners = process.listeners('SIGTSTP');
	// With a listener the signal would be ours instead of stopping us.
	process.removeAllListeners('SIGTSTP');
	let isDone = false;
	const goOn = () => {
		if (isDone) return;
		isDone = true;
		process.off('SIGCONT', goOn);
		for (const listener of listeners) process.on('SIGTSTP', listener as () => void);
		resumed();
	};
	process.on('SIGCONT', goOn);
	// The signal is delivered before the call returns: what follows runs after the process was continued.
	process.kill(0, 'SIGTSTP');
	setImmediate(goOn);
}
