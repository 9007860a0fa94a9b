import { useEffect } from 'react';
import { useConsole } from './console-context.ts';
import { useConsoleState } from './use-console-state.ts';

/** Takes toasts off the screen when their time is over: one timer, set for the next that goes. */
export function useToastExpiry(): void {
	const { store } = useConsole();
	const toasts = useConsoleState((state) => state.toasts);
	useEffect(() => {
		if (toasts.length === 0) return;
		const nextMs = Math.min(...toasts.map((toast) => toast.untilMs)) - Date.now();
		const timer = setTimeout(
			() => {
				const nowMs = Date.now();
				store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.untilMs > nowMs) }));
			},
			Math.max(20, nextMs),
		);
		return () => clearTimeout(timer);
	}, [store, toasts]);
}
