/** Lets only so many sign-ins at a time go to one server: past MaxStartups it drops them at random. */
export type ConnectGate = {
	/**
	 * Runs the task when it is its turn among those of the same server. Through a jump host (`isJump`) the first one goes alone: those behind it
	 * share the connection to that host which it made, instead of signing in there each.
	 */
	pass<Value>(server: string, task: () => Promise<Value>, isJump?: boolean): Promise<Value>;
};

type Queue = { running: number; most: number; readonly waiting: Array<() => void> };

export function createConnectGate(atOnce = 3): ConnectGate {
	const queues = new Map<string, Queue>();

	/** A turn is handed on, so nobody slips in between. */
	function handOn(queue: Queue): void {
		queue.running--;
		while (queue.running < queue.most && queue.waiting.length > 0) {
			queue.running++;
			queue.waiting.shift()?.();
		}
	}

	return {
		async pass(server, task, isJump = false) {
			const queue = queues.get(server) ?? { running: 0, most: isJump ? 1 : atOnce, waiting: [] };
			queues.set(server, queue);
			if (queue.running >= queue.most) await new Promise<void>((resolve) => queue.waiting.push(resolve));
			else queue.running++;
			try {
				return await task();
			} finally {
				queue.most = atOnce;
				handOn(queue);
				if (queue.running === 0) queues.delete(server);
			}
		},
	};
}
