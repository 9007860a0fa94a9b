/** Lets only so many sign-ins at a time go to one server: past MaxStartups it drops them at random. */
export type ConnectGate = {
	/** Runs the task when it is its turn among those of the same server. */
	pass<Value>(server: string, task: () => Promise<Value>): Promise<Value>;
};

export function createConnectGate(atOnce = 3): ConnectGate {
	const queues = new Map<string, { running: number; readonly waiting: Array<() => void> }>();

	return {
		async pass(server, task) {
			const queue = queues.get(server) ?? { running: 0, waiting: [] };
			queues.set(server, queue);
			if (queue.running >= atOnce) await new Promise<void>((resolve) => queue.waiting.push(resolve));
			else queue.running++;
			try {
				return await task();
			} finally {
				const next = queue.waiting.shift();
				// Its turn is handed on, so nobody slips in between.
				if (next !== undefined) next();
				else if (--queue.running === 0) queues.delete(server);
			}
		},
	};
}
