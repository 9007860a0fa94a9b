/** How often it is looked whether the last open operation was recorded. */
const lookMs = 100;

export type Ending = {
	/** Ends with that exit status once no operation is open; the first call decides the status. */
	begin(exitCode: number): void;
	isBegun(): boolean;
};

/** Leaving without halving an act: `onWaiting` is told how many are open whenever that number changes, then `finish` is called. */
export function createEnding(parts: {
	readonly openOperations: () => number;
	readonly onWaiting: (open: number) => void;
	readonly finish: (exitCode: number) => void;
}): Ending {
	let exitCode: number | null = null;
	let lastOpen = 0;

	function look(): void {
		const open = parts.openOperations();
		if (open === 0) {
			parts.finish(exitCode ?? 0);
			return;
		}
		if (open !== lastOpen) parts.onWaiting(open);
		lastOpen = open;
		setTimeout(look, lookMs);
	}

	return {
		begin(code) {
			if (exitCode !== null) return;
			exitCode = code;
			look();
		},
		isBegun: () => exitCode !== null,
	};
}
