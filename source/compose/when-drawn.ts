import { setTimeout as pause } from 'node:timers/promises';

/** Until a frame with figures stands nothing else is read: so long after they came, and after so long without any. */
const drawMs = 40;
const lateMs = 1000;

const wait = (ms: number) => pause(ms, undefined, { ref: false });

/** @param first settled by the first reading of the tab in front */
export async function whenDrawn(first: Promise<void>): Promise<void> {
	await Promise.race([first, wait(lateMs)]);
	await wait(drawMs);
}
