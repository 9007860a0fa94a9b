/** Appends operations to a log until it is done or killed: `node log-writer.ts PATH NAME COUNT`. Prints each id when it is in. */
import { createOperationLog } from '../../source/services/operation-log/direct-operation-log.ts';
import { begun, ended } from '../services/operation-log/events.ts';

const [, , path = '', name = '', count = '0'] = process.argv;
const log = createOperationLog({ path, user: name, patienceMs: 60_000 });
for (let index = 0; index < Number(count); index++) {
	for (const event of [begun(`${name}-${index}`), ended(`${name}-${index}`)]) {
		const appended = await log.append(event);
		if (!appended.ok) throw new Error(appended.error.message);
		process.stdout.write(`${event.kind} ${event.id}\n`);
	}
}
await log.close();
