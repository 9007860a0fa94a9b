// A process whose main thread sleeps and whose second one is busy for as long as stdin is open.
import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) {
	new Worker(new URL(import.meta.url));
	process.stdin.on('end', () => process.exit(0)).resume();
} else {
	for (;;);
}
